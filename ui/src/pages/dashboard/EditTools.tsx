/** What can be done with a widget while its dashboard is edited: buttons, or a menu where the widget is narrow. */

import { Group, Menu } from "@mantine/core";
import { type Icon, IconDotsVertical, IconGripVertical } from "@tabler/icons-react";
import { Tool } from "@/components/Tool";

export type Deed = { name: string; said?: string; Icon: Icon; choices?: Choice[]; act?: () => void };
type Choice = { name: string; act: () => void };

export function EditTools({ deeds }: { deeds: Deed[] }) {
  return (
    <Group gap={0} wrap="nowrap" bg="var(--surface)" style={{ borderRadius: 4, flex: "none" }}>
      <Group className="drag-handle" title="Move">
        <IconGripVertical size={16} />
      </Group>
      <Group className="edit-wide" gap={0} wrap="nowrap">
        {deeds.map(({ name, said = name, Icon, choices, act }) =>
          choices ? (
            <Menu key={name} position="bottom-end" withinPortal>
              <Menu.Target>
                <Tool name={name}>
                  <Icon size={15} />
                </Tool>
              </Menu.Target>
              <Menu.Dropdown>
                <Choices choices={choices} />
              </Menu.Dropdown>
            </Menu>
          ) : (
            <Tool key={name} name={said} onClick={act}>
              <Icon size={15} />
            </Tool>
          ),
        )}
      </Group>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Tool className="edit-narrow" name="Change widget">
            <IconDotsVertical size={15} />
          </Tool>
        </Menu.Target>
        <Menu.Dropdown>
          {deeds.map(({ name, Icon, choices, act }) =>
            choices ? (
              <Menu.Sub key={name}>
                <Menu.Sub.Target>
                  <Menu.Sub.Item leftSection={<Icon size={15} />}>{name}</Menu.Sub.Item>
                </Menu.Sub.Target>
                <Menu.Sub.Dropdown>
                  <Choices choices={choices} />
                </Menu.Sub.Dropdown>
              </Menu.Sub>
            ) : (
              <Menu.Item key={name} leftSection={<Icon size={15} />} onClick={act}>
                {name}
              </Menu.Item>
            ),
          )}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

const Choices = ({ choices }: { choices: Choice[] }) =>
  choices.map(({ name, act }, at) => (
    <Menu.Item key={`${at} ${name}`} onClick={act}>
      {name}
    </Menu.Item>
  ));
