/** What of other sites may be shown here, and what stands in its place where it may not. */

import { Anchor, Center, Stack, Text } from "@mantine/core";
import { createContext, useContext } from "react";
import type { Outside } from "@/api/session";

const Allowed = createContext<Outside>({ external_images: false, external_frames: false });

/** Tells what is inside it what the server's settings allow. */
export const OutsideAllowed = Allowed.Provider;

/** Whether images and frames of other sites are shown. */
export const useOutside = (): Outside => useContext(Allowed);

/** The address as a URL of the web; null for any other, such as `javascript:`. */
export function webAddress(text: unknown): URL | null {
  try {
    const found = new URL(String(text), location.href);
    return found.protocol === "https:" || found.protocol === "http:" ? found : null;
  } catch {
    return null;
  }
}

/** Whether an address leads to another site than this one. */
export const isOutside = (text: unknown): boolean => webAddress(text)?.origin !== location.origin;

type Props = { url: unknown; kind: "image" | "frame" };

/** In place of an image or a frame of another site: where it leads, and the setting that would show it. */
export function Withheld({ url, kind }: Props) {
  const address = webAddress(url);
  return (
    <Center h="100%" ta="center" p="xs" style={{ overflow: "hidden" }}>
      <Stack gap={2} maw="100%">
        <Text size="sm" c="dimmed">
          {address ? `The ${kind} is of another site` : `The ${kind} has no address of the web`}
        </Text>
        {address && (
          <>
            <Anchor href={address.href} target="_blank" rel="noreferrer" size="sm" truncate>
              {address.host + address.pathname}
            </Anchor>
            <Text size="xs" c="dimmed">
              The setting external_{kind}s shows it here
            </Text>
          </>
        )}
      </Stack>
    </Center>
  );
}
