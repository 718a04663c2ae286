from django.urls import path

from bench.tutorial.consumers import AgentConsumer, VisitorConsumer

urlpatterns: list = []
websocket_urlpatterns = [
    path("ws/visitor/", VisitorConsumer.as_asgi()),
    path("ws/console/", AgentConsumer.as_asgi()),
]
