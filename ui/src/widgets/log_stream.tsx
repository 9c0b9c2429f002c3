/** log_stream: the older list of logs. */

import { Stack, TagsInput } from "@mantine/core";
import { fillSearch } from "@/lib/templates";
import { TimeField } from "./frame/CommonForm";
import { Fields, own, SearchField, SelectField, SwitchField } from "./frame/fields";
import { Logs } from "./frame/streams";
import type { FormProps, ViewProps, Widget } from "./widget";

const LINES: Record<string, number> = { inline: 1, "expanded-md": 3, "expanded-lg": 10 };
const texts = (given: unknown) => (Array.isArray(given) ? given.filter((one) => typeof one === "string") : []);

function View({ definition, scene }: ViewProps) {
  // Its columns are those beside the date and the message; of older ones, core_ stood before the name.
  const others = texts(definition.columns).map((one) => one.replace(/^core_/, ""));
  const columns = [
    ...(definition.show_date_column === false ? [] : ["timestamp"]),
    ...others.filter((one) => one !== "timestamp" && one !== "content" && one !== "message"),
    ...(definition.show_message_column === false ? [] : [{ field: "content", width: "full" }]),
  ];
  const sort = definition.sort as { column?: string; order?: string } | undefined;
  return (
    <Logs
      search={fillSearch(String(definition.query ?? ""), scene.variables)}
      columns={columns}
      scene={scene}
      oldest={sort?.order === "asc"}
      lines={LINES[String(definition.message_display)] ?? 1}
    />
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  return (
    <Stack gap="xs">
      <SearchField
        {...own(props)}
        kind="logs"
        member="query"
        label="Search"
        placeholder="service:web status:error $env"
      />
      <TagsInput
        label="Columns"
        placeholder="host, service, @http.status_code"
        value={texts(definition.columns)}
        onChange={(columns) => onChange({ ...definition, columns })}
      />
      <Fields>
        <SelectField
          {...own(props)}
          member="message_display"
          label="Messages"
          standard="inline"
          data={Object.keys(LINES)}
        />
        <TimeField {...props} />
        <SwitchField {...own(props)} member="show_date_column" label="Date" standard />
        <SwitchField {...own(props)} member="show_message_column" label="Message" standard />
      </Fields>
    </Stack>
  );
}

export const widget: Widget = {
  type: "log_stream",
  name: "Logs (older form)",
  size: { width: 6, height: 4 },
  initial: { type: "log_stream", title: "", query: "", columns: ["host", "service"], message_display: "inline" },
  example: {
    type: "log_stream",
    title: "Logs of the hosts",
    query: "",
    columns: ["core_host", "core_service"],
    message_display: "expanded-md",
    show_date_column: true,
    show_message_column: true,
    sort: { column: "time", order: "desc" },
  },
  View,
  Form,
};
