/** Choosing one's own password. */

import { Button, PasswordInput, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { setPassword } from "@/api/session";
import { done } from "@/components/notify";
import { Failure } from "@/components/states";

export function Password() {
  const [first, setFirst] = useState("");
  const [again, setAgain] = useState("");
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    try {
      await setPassword(first);
      setFirst("");
      setAgain("");
      done("The password is set");
    } catch (wrong) {
      setError(wrong);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack maw={360}>
        <PasswordInput
          label="New password"
          description="Eight characters or more"
          autoComplete="new-password"
          value={first}
          onChange={(event) => setFirst(event.currentTarget.value)}
        />
        <PasswordInput
          label="The same again"
          autoComplete="new-password"
          value={again}
          error={again && again !== first ? "These differ" : null}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
        {error !== null && <Failure error={error} />}
        <Button type="submit" disabled={first.length < 8 || first !== again}>
          Set the password
        </Button>
      </Stack>
    </form>
  );
}
