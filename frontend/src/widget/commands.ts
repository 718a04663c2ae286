import type { Widget } from "./widget"

export type Command = [name: string, ...details: unknown[]]

/** `q` holds what the page called before this script had loaded. */
export interface Api {
  (...command: Command): unknown
  q?: Command[]
}

const aliases: Record<string, string> = { update: "identify", setAttributes: "identify" }

/** Switchboard("open") is widget.open(): the public methods of Widget are the commands. */
export function listen(widget: Widget): Api {
  const methods = widget as unknown as Record<string, ((...details: unknown[]) => unknown) | undefined>
  return (name, ...details) => methods[aliases[name] ?? name]?.(...details)
}
