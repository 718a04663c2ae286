// Runs on the client's site. Before the visitor's click it asks for the status, and stores nothing.
import { listen, type Api, type Command } from "./commands"
import { Widget } from "./widget"

declare global {
  interface Window {
    Switchboard?: Api
  }
}

const script = document.currentScript as HTMLScriptElement | null

function boot({ src, dataset }: HTMLScriptElement, key: string) {
  const widget = new Widget({
    base: src,
    key,
    language: dataset.lang || document.documentElement.lang || navigator.language,
    position: dataset.position === "left" ? "left" : "right",
    theme: dataset.theme === "light" || dataset.theme === "dark" ? dataset.theme : "light dark",
  })
  const waiting: Command[] = window.Switchboard?.q ?? []
  const api = (window.Switchboard = listen(widget))
  for (const command of waiting) api(...command)
  if (dataset.boot !== "manual") widget.boot()
}

if (script?.dataset.brand) boot(script, script.dataset.brand)
