from rest_framework.pagination import CursorPagination


class LatestCaptured(CursorPagination):
    ordering = ("-captured_at", "-pk")
    page_size = 50


class LatestOpened(CursorPagination):
    ordering = ("-opened_at", "-pk")
    page_size = 50
