/** A metrics query's input: completes metrics, tags and functions; underlines what the server could not read. */

import { Combobox, Text, Textarea, useCombobox } from "@mantine/core";
import { useRef, useState } from "react";
import { useFunctions, useMetricNames, useMetricTags } from "@/api/metrics";
import { metricAt, offers } from "@/lib/complete";

type Props = {
  value: string;
  onChange: (value: string) => void;
  /** Called on Enter and when the field is left. */
  onCommit?: ((value: string) => void) | undefined;
  label?: string;
  "aria-label"?: string;
  invalid?: boolean;
};

const DAY_AGO = Date.now() / 1000 - 86400;

export function QueryInput({ value, onChange, onCommit, label, invalid, ...rest }: Props) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const field = useRef<HTMLTextAreaElement>(null);
  const [cursor, setCursor] = useState(0);
  const [touched, setTouched] = useState(false);
  const { data: metrics = [] } = useMetricNames(DAY_AGO);
  const { data: functions = [] } = useFunctions();
  const { data: tags = {} } = useMetricTags(metricAt(value, cursor), touched);
  const names = functions.map((one) => one.name);
  const { from, items } = offers(value, cursor, { metrics, tags, functions: names });

  const moved = () => setCursor(field.current?.selectionStart ?? 0);
  const accept = (text: string) => {
    const next = value.slice(0, from) + text + value.slice(cursor);
    onChange(next);
    const at = from + text.length;
    setCursor(at);
    requestAnimationFrame(() => field.current?.setSelectionRange(at, at));
    if (/[\w}]$/.test(text)) combobox.closeDropdown();
    else combobox.openDropdown();
  };

  return (
    <Combobox store={combobox} onOptionSubmit={accept} withinPortal shadow="md">
      <Combobox.Target>
        <Textarea
          ref={field}
          autosize
          minRows={1}
          maxRows={6}
          style={{ flex: 1 }}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } }}
          spellCheck={false}
          autoComplete="off"
          label={label}
          aria-label={rest["aria-label"] ?? label}
          placeholder="avg:system.cpu.user{*} by {host}"
          value={value}
          error={invalid ?? false}
          onChange={(event) => {
            onChange(event.currentTarget.value.replace(/\n/g, " "));
            setCursor(event.currentTarget.selectionStart);
            setTouched(true);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onKeyUp={(event) => !["ArrowDown", "ArrowUp", "Enter", "Escape"].includes(event.key) && moved()}
          onClick={moved}
          onFocus={() => setTouched(true)}
          onBlur={() => {
            combobox.closeDropdown();
            onCommit?.(value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Tab" && combobox.dropdownOpened && combobox.getSelectedOptionIndex() >= 0) {
              event.preventDefault();
              combobox.clickSelectedOption();
            } else if (event.key === "Enter" && combobox.getSelectedOptionIndex() < 0) {
              event.preventDefault();
              combobox.closeDropdown();
              onCommit?.(value);
            }
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={items.length === 0}>
        <Combobox.Options mah={260} style={{ overflowY: "auto" }}>
          {items.map((item) => (
            <Combobox.Option key={item.kind + item.text} value={item.text} py={3}>
              <Text span size="xs" ff="monospace">
                {item.text}
              </Text>
              <Text span size="xs" c="dimmed" ml="xs">
                {item.kind}
              </Text>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
