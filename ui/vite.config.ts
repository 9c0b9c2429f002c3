import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { firstLoad } from "./first-load";

const server = process.env.VIZSLA_URL ?? "http://127.0.0.1:8410";

export default defineConfig({
  plugins: [react(), firstLoad()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: { outDir: "../src/vizsla/ui", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 },
  server: { proxy: { "/api": { target: server, changeOrigin: false } } },
  test: { environment: "jsdom", setupFiles: ["src/setup.vitest.ts"] },
});
