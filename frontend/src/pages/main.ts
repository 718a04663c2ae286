import "htmx.org"
import "../styles/app.css"
import "../styles/page.css"
import "../styles/charts.css"
import "../styles/hours.css"
import "../styles/leads.css"
import "../styles/invoices.css"
import { offerCopies } from "./copy"
import { sendOnChange } from "./forms"
import { offerFullscreen } from "./fullscreen"
import { watchLiveParts } from "./live"
import { offerPrint } from "./print"
import { followTheme } from "./theme"

followTheme()
offerCopies()
sendOnChange()
offerFullscreen()
offerPrint()
watchLiveParts()
