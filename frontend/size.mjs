// Fails when a face grows over its promise: gzip bytes of everything the browser has to fetch for it.
import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"

const limits = [
  { face: "loader", files: ["loader.js"], limit: 3_000 },
  { face: "chat", files: ["chat.js", "chat.css"], limit: 12_000 },
  { face: "chat extras", files: ["chat-extras.js", "chat-extras.css"], limit: 7_000 },
  { face: "console", files: ["console.js"], limit: 40_000 },
]

const gzipped = (file) => gzipSync(readFileSync(new URL(`../static/app/${file}`, import.meta.url)), { level: 9 }).length

const rows = limits.map(({ face, files, limit }) => {
  const size = files.map(gzipped).reduce((sum, bytes) => sum + bytes, 0)
  return { face, files: files.join(" + "), "gzip bytes": size, limit, ok: size <= limit }
})
console.table(rows)
process.exitCode = rows.every((row) => row.ok) ? 0 : 1
