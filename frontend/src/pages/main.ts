import "htmx.org"
import "../styles/app.css"
import "../styles/page.css"
import { offerCopies } from "./copy"
import { sendOnChange } from "./forms"
import { followTheme } from "./theme"

followTheme()
offerCopies()
sendOnChange()
