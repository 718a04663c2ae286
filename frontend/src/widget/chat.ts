import "./chat.css"
