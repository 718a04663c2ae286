from django.urls import path

from conversations.consumers.console import ConsoleSocket
from conversations.consumers.visitor import VisitorSocket

websocket_urlpatterns = [
    path("ws/visitor/", VisitorSocket.application),
    path("ws/console/", ConsoleSocket.application),
]
