import "htmx.org"
import "../styles/app.css"
import "../styles/page.css"
import "../styles/charts.css"
import { offerCopies } from "./copy"
import { sendOnChange } from "./forms"
import { offerFullscreen } from "./fullscreen"
import { watchLiveParts } from "./live"
import { followTheme } from "./theme"

followTheme()
offerCopies()
sendOnChange()
offerFullscreen()
watchLiveParts()
