// What the chat fetches when it is first needed: the rows of the log, forms and files. Its own bundle, so it takes from the chat types alone.
import "./extras.css"
import { Sound } from "./extras/sound"

export { Attach } from "./extras/attach"
export { Letter } from "./extras/letter"
export { Menu } from "./extras/menu"
export { Offline } from "./extras/offline"
export { Rating } from "./extras/rating"
export { Rows } from "./extras/rows"

/** One for all: it listens for the visitor's first touch. */
export const sound = new Sound()
