"""What every REST answer has in common: errors with a stable code, and cursor pages."""

from rest_framework import exceptions, pagination, views
from rest_framework.response import Response

from tenants.errors import Invalid, Refusal

CODES = {401: "not_authenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}


class NewestFirst(pagination.CursorPagination):
    ordering = "-pk"


def exception_handler(error: Exception, context: dict) -> Response | None:
    if isinstance(error, Refusal):
        return refusal_response(error)
    if isinstance(error, exceptions.ValidationError):
        fields = error.detail if isinstance(error.detail, dict) else {"body": error.detail}
        invalid = Invalid()
        return Response({"code": "invalid", "detail": str(invalid), "fields": fields}, status=400)
    if isinstance(error, exceptions.NotAuthenticated):
        return Response({"code": "not_authenticated", "detail": str(error.detail)}, status=401)
    response = views.exception_handler(error, context)
    if response is not None:
        detail = getattr(error, "detail", None) or error
        code = CODES.get(response.status_code, "invalid")
        response.data = {"code": code, "detail": str(detail)}
    return response


def refusal_response(refusal: Refusal) -> Response:
    body: dict[str, object] = {"code": refusal.code, "detail": str(refusal)}
    if isinstance(refusal, Invalid) and refusal.fields:
        body["fields"] = refusal.fields
    headers = {}
    retry_after = getattr(refusal, "retry_after", None)
    if retry_after is not None:
        body["retry_after"] = retry_after
        headers["Retry-After"] = str(retry_after)
    return Response(body, status=refusal.status, headers=headers)
