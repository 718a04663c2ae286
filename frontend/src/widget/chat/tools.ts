import type { Boot } from "./boot"
import type { Client } from "./client"
import type { Lazy } from "./lazy"
import type { Translate } from "./texts"

/** What every part of the chat is drawn with. */
export interface Tools {
  boot: Boot
  client: Client
  language: string
  lazy: Lazy
  t: Translate
}
