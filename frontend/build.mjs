// npm run build [-- loader chat chat-extras console pages]
// One self-contained script per face: a chunk shared between them would be a second name to hash and to fetch.
// The chat learns the address of its extras from its document, and hands them what they share.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { build, mergeConfig } from "vite"
import config, { entries } from "./vite.config.mjs"

const here = (path) => new URL(path, import.meta.url)
const names = process.argv.slice(2).filter((argument) => argument in entries)
const faces = names.length ? names : Object.keys(entries)
const watch = process.argv.includes("--watch") ? {} : null

/** The icons named in icons.json as one sprite: <svg class="icon"><use href="…/icons.svg#send"></use></svg> */
async function writeIcons() {
  const icons = JSON.parse(await readFile(here("src/styles/icons.json"), "utf8"))
  const symbols = await Promise.all(icons.map(symbol))
  await writeFile(here("../static/app/icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`)
}

async function symbol(name) {
  const svg = await readFile(here(`node_modules/lucide-static/icons/${name}.svg`), "utf8")
  const start = svg.indexOf(">", svg.indexOf("<svg")) + 1
  const shapes = svg.slice(start, svg.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "")
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`
}

if (faces.length === Object.keys(entries).length) await rm(here("../static/app"), { recursive: true, force: true })
await mkdir(here("../static/app"), { recursive: true })
await writeIcons()
for (const name of faces) {
  // The loader is a classic script, so that it can find its own tag; the others are modules.
  const format = name === "loader" ? "iife" : "es"
  const rollupOptions = { input: { [name]: entries[name] }, output: { format }, preserveEntrySignatures: "strict" }
  await build(mergeConfig(config, { configFile: false, logLevel: "warn", build: { watch, rollupOptions } }))
}
