from rest_framework.permissions import BasePermission


class IsMember(BasePermission):
    """Signed in, and an active member of an agency."""

    def has_permission(self, request, view) -> bool:
        return request.user.is_authenticated and getattr(request, "member", None) is not None


class InConsole(IsMember):
    def has_permission(self, request, view) -> bool:
        return super().has_permission(request, view) and request.member.in_console


class InOffice(IsMember):
    def has_permission(self, request, view) -> bool:
        return super().has_permission(request, view) and request.member.in_office
