/** A wall around what may fail to be drawn, so that the rest of the page stays. */

import { Stack, Text } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { Failure } from "./states";

/** `said` is what failed, and `way` a way out of it, which `again` tries anew. */
type Props = { children: ReactNode; said: string; way: (again: () => void) => ReactNode };

export class Wall extends Component<Props, { error: unknown }> {
  override state = { error: null as unknown };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Stack gap="xs" align="flex-start" mah="100%" style={{ overflow: "auto" }}>
        <Text size="sm">{this.props.said}</Text>
        <Failure error={this.state.error} />
        {this.props.way(() => this.setState({ error: null }))}
      </Stack>
    );
  }
}
