from django.urls import include, path
from rest_framework.routers import SimpleRouter

from conversations.api.console import ConsoleView, TicketView
from conversations.api.conversations import CannedReplyViewSet, ConversationViewSet
from conversations.api.files import (
    FileView,
    VisitorFileView,
    VisitorTranscriptView,
    VisitorUploadView,
)
from conversations.api.widget import (
    EndView,
    EventsView,
    MessagesView,
    OfflineView,
    RatingView,
    SessionView,
    StatusView,
)
from conversations.views.console import console
from conversations.views.files import download, open_file
from conversations.views.widget import chat_document, loader

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("conversations", ConversationViewSet, basename="conversation")
router.register("canned-replies", CannedReplyViewSet, basename="canned-reply")

# /api/widget/v1/<public key>/
visitor_urls = [
    path("status", StatusView.as_view(), name="visitor-status"),
    path("session", SessionView.as_view(), name="visitor-session"),
    path("events", EventsView.as_view(), name="visitor-events"),
    path("messages", MessagesView.as_view(), name="visitor-messages"),
    path("offline", OfflineView.as_view(), name="visitor-offline"),
    path("rating", RatingView.as_view(), name="visitor-rating"),
    path("end", EndView.as_view(), name="visitor-end"),
    path("uploads", VisitorUploadView.as_view(), name="visitor-uploads"),
    path("files/<uuid:pk>", VisitorFileView.as_view(), name="visitor-file"),
    path("transcript", VisitorTranscriptView.as_view(), name="visitor-transcript"),
]

# /api/v1/
member_urls = [
    path("console", ConsoleView.as_view(), name="console-boot"),
    path("console/ticket", TicketView.as_view(), name="console-ticket"),
    path("files/<uuid:pk>", FileView.as_view(), name="file"),
    *router.urls,
]

urlpatterns = [
    path("widget.js", loader, name="loader"),
    path("w/<str:key>/", chat_document, name="chat-document"),
    path("console/", console, name="console"),
    path("files/<uuid:uuid>/", open_file, name="open-file"),
    path("download/<str:token>", download, name="download"),
    path("api/widget/v1/<str:key>/", include(visitor_urls)),
    path("api/v1/", include(member_urls)),
]
