/** Short messages at the window's corner. */

import { notifications } from "@mantine/notifications";
import { copyText } from "./clipboard";
import { messagesOf } from "./states";

export const done = (message: string) => notifications.show({ message, color: "green" });
export const failed = (error: unknown) =>
  notifications.show({ message: messagesOf(error).join("; "), color: "red", autoClose: 8000 });

/** Copies a text and says whether that worked. */
export async function copied(text: string): Promise<void> {
  if (await copyText(text)) done("Copied");
  else failed(new Error("The browser does not allow this page to copy"));
}
