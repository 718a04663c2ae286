import "htmx.org"
import "../styles/app.css"
import "../styles/page.css"
import { followTheme } from "./theme"

followTheme()
