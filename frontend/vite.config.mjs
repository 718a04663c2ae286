import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"

export const entries = {
  loader: "src/widget/loader.ts",
  chat: "src/widget/chat.ts",
  "chat-extras": "src/widget/extras.ts",
  console: "src/console/main.tsx",
  pages: "src/pages/main.ts",
}

/** Names stay the same from build to build: Django's ManifestStaticFilesStorage adds the hashes. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: fileURLToPath(new URL("../static/app", import.meta.url)),
    emptyOutDir: false,
    target: "es2022",
    // From here on light-dark() and nesting need no rewriting.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      output: { entryFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
})
