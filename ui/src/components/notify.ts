/** Short messages at the window's corner. */

import { notifications } from "@mantine/notifications";
import { messagesOf } from "./states";

export const done = (message: string) => notifications.show({ message, color: "green" });
export const failed = (error: unknown) =>
  notifications.show({ message: messagesOf(error).join("; "), color: "red", autoClose: 8000 });
