from django.urls import path

from conversations.views.portal import chats

urlpatterns = [
    path("chats/", chats.index, name="portal_chats"),
    path("chats/<uuid:uuid>/", chats.detail, name="portal_chat"),
]
