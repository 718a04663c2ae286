from django.urls import path

from conversations.consumers.console import ConsoleSocket
from conversations.consumers.visitor import VisitorSocket

websocket_urlpatterns = [
    path("ws/visitor/", VisitorSocket.application),  # type: ignore[arg-type]
    path("ws/console/", ConsoleSocket.application),  # type: ignore[arg-type]
]
