/** Fails the build when what a browser loads before it shows anything becomes too large. */

import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const MOST_BYTES = 600_000;

export function firstLoad(): Plugin {
  return {
    name: "first-load",
    generateBundle(_, bundle) {
      const wanted = new Set<string>();
      const take = (name: string) => {
        const chunk = bundle[name];
        if (chunk?.type !== "chunk" || wanted.has(name)) return;
        wanted.add(name);
        chunk.imports.forEach(take);
        for (const css of chunk.viteMetadata?.importedCss ?? []) wanted.add(css);
      };
      for (const chunk of Object.values(bundle)) if (chunk.type === "chunk" && chunk.isEntry) take(chunk.fileName);
      const bytes = [...wanted].reduce((sum, name) => {
        const found = bundle[name];
        return sum + (found ? gzipSync(found.type === "chunk" ? found.code : found.source).length : 0);
      }, 0);
      if (bytes > MOST_BYTES) this.error(`the first load is ${bytes} bytes compressed; ${MOST_BYTES} at most`);
      this.info(`first load: ${Math.round(bytes / 1000)} kB compressed`);
    },
  };
}
