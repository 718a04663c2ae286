from rest_framework.pagination import CursorPagination


class LatestOpened(CursorPagination):
    ordering = ("-opened_at", "-pk")
    page_size = 50
