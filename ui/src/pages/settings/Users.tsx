/** Who may log in and can be mentioned. */

import {
  Badge,
  Box,
  Button,
  Group,
  Modal,
  Paper,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { changeUser, createUser, loginLink, type Role, type User, useUsers } from "@/api/channels";
import { useSession } from "@/api/session";
import { type Act, useAct, useReread } from "@/components/act";
import { failed } from "@/components/notify";
import { Command, Failure } from "@/components/states";
import { Rest, WrappedRow, WrappedRows } from "@/components/WrappedRow";

type Link = { handle: string; url: string };

export function Users() {
  const { data, error } = useUsers();
  const { data: session } = useSession();
  const act = useAct(["users"]);
  const reread = useReread(["users"]);
  const [making, setMaking] = useState(false);
  const [link, setLink] = useState<Link | null>(null);
  if (error) return <Failure error={error} />;
  if (!data) return <Skeleton height={200} maw={860} />;
  const give = async (user: User) => {
    try {
      setLink({ handle: user.attributes.handle, url: (await loginLink(user.id)).url });
    } catch (wrong) {
      failed(wrong);
    }
  };
  return (
    <Stack maw={860}>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          A message's @handle tells a user by e-mail; @all tells everybody who has an address.
        </Text>
        {session?.admin && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => setMaking(true)}
          >
            Add
          </Button>
        )}
      </Group>
      {link && (
        <Paper withBorder p="sm">
          <Text size="sm" mb={4}>
            This link logs {link.handle} in once, within a day:
          </Text>
          <Command>{link.url}</Command>
        </Paper>
      )}
      <WrappedRows label="Users">
        {data.data.map((user) => (
          <Row
            key={user.id}
            user={user}
            roles={data.included}
            admin={session?.admin ?? false}
            onLink={() => void give(user)}
            act={act}
          />
        ))}
      </WrappedRows>
      <NewUser
        opened={making}
        roles={data.included}
        onClose={() => setMaking(false)}
        onMade={async (user) => {
          setMaking(false);
          await reread();
          await give(user);
        }}
      />
    </Stack>
  );
}

type RowProps = {
  user: User;
  roles: Role[];
  admin: boolean;
  onLink: () => void;
  act: Act;
};

function Row({ user, roles, admin, onLink, act }: RowProps) {
  const { handle, name, email, status, disabled } = user.attributes;
  const role = roles.find((one) => one.id === user.relationships.roles.data[0]?.id);
  const first = handle === "admin@localhost";
  const address = () => {
    const given = prompt(`E-mail address of ${handle}`, email);
    if (given && given !== email) void act(() => changeUser(user.id, { email: given }), "The address is changed");
  };
  return (
    <WrappedRow opacity={disabled ? 0.55 : 1}>
      <Rest>
        <Text size="sm" fw={500}>
          {name || handle}
        </Text>
        <Text size="xs" c="dimmed">
          {email === handle ? handle : `${handle} · ${email}`}
        </Text>
      </Rest>
      <Text size="sm" w={90}>
        {role?.attributes.name.replace(/^Vizsla | Role$/g, "")}
      </Text>
      <Box w={130}>
        <Badge variant="light" tt="none" color={disabled ? "gray" : status === "Active" ? "green" : "yellow"}>
          {status === "Pending" ? "no password yet" : status.toLowerCase()}
        </Badge>
      </Box>
      {admin && (
        <Group gap={4} justify="flex-end" wrap="nowrap">
          {!disabled && (
            <Button size="compact-xs" variant="default" onClick={onLink}>
              Login link
            </Button>
          )}
          <Button size="compact-xs" variant="default" onClick={address}>
            Address
          </Button>
          {!first && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() =>
                void act(() => changeUser(user.id, { disabled: !disabled }), disabled ? "Enabled" : "Disabled")
              }
            >
              {disabled ? "Enable" : "Disable"}
            </Button>
          )}
        </Group>
      )}
    </WrappedRow>
  );
}

type NewProps = { opened: boolean; roles: Role[]; onClose: () => void; onMade: (user: User) => Promise<void> };

function NewUser({ opened, roles, onClose, onMade }: NewProps) {
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const standard = roles.find((one) => one.attributes.name.includes("Standard"))?.id ?? "";
  const [role, setRole] = useState(standard);
  const [error, setError] = useState<unknown>(null);
  const make = async () => {
    try {
      const made = await createUser(email.trim(), name.trim(), role);
      setEmail("");
      setName("");
      setError(null);
      await onMade(made.data);
    } catch (wrong) {
      setError(wrong);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Add a user">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="E-mail"
            type="email"
            required
            data-autofocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <SegmentedControl
            aria-label="Role"
            data={roles.map((one) => ({ value: one.id, label: one.attributes.name.replace(/^Vizsla | Role$/g, "") }))}
            value={role}
            onChange={setRole}
          />
          <Text size="xs" c="dimmed">
            Administrators set up channels, keys and users; everybody else does all the rest.
          </Text>
          {error !== null && <Failure error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Add</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
