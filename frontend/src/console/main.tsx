import { render } from "preact"
import "../styles/app.css"

render(<main />, document.body)
