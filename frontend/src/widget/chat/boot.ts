import type { Brand, Status } from "../../shared/protocol"
import type { Texts } from "./texts"

/** What the server puts into the document for the chat. */
export interface Boot {
  /** Where the visitor's REST begins, with a slash at its end. */
  api: string
  ws: string
  brand: Brand
  status: Status
  texts: Texts
  /** The origins that may embed the chat and talk to it. */
  parents: string[]
  /** The addresses of what is fetched when it is first needed. */
  extras: Assets
}

export interface Assets {
  script: string
  style: string
}

export function readBoot(): Boot {
  return JSON.parse(document.getElementById("boot")!.textContent!)
}
