/** The way in: the dashboard that was looked at last, or the built-in one. */

import { Navigate } from "@tanstack/react-router";
import { lastDashboard } from "../visits";

export default function Home() {
  return <Navigate to="/dashboard/$id" params={{ id: lastDashboard() }} replace />;
}
