"""What a client's site loads: the loader, and the chat document in its iframe."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language_bidi, override
from django.views.decorators.http import condition, require_safe

from conversations.availability import brand_status
from conversations.serializers import brand_json
from conversations.texts import language_for, texts
from tenants.errors import NotFound
from tenants.queries import brand_by_key, sites_of

LOADER_SECONDS = 300


def _loader_etag(request: HttpRequest) -> str:
    changed = _loader().stat()
    return f'"{changed.st_mtime_ns:x}-{changed.st_size:x}"'


@require_safe
@condition(etag_func=_loader_etag)
def loader(request: HttpRequest) -> FileResponse:
    response = FileResponse(_loader().open("rb"), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={LOADER_SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def chat_document(request: HttpRequest, key: str) -> HttpResponse:
    """The chat, framed by the brand's own sites and nobody else's."""
    try:
        brand = brand_by_key(key)
    except NotFound:
        raise Http404 from None
    sites = sites_of(brand)
    language = language_for(request.GET.get("lang", ""), brand)
    with override(language):
        boot = {
            "api": f"/api/widget/v1/{brand.public_key}/",
            "ws": "/ws/visitor/",
            "brand": brand_json(brand),
            "status": brand_status(brand),
            "texts": texts("widget"),
            "parents": sites,
            "extras": {
                "script": static("app/chat-extras.js"),
                "style": static("app/chat-extras.css"),
            },
        }
        context = {"boot": boot, "language": language, "is_rtl": get_language_bidi()}
        response = render(request, "conversations/chat.html", context)
    response._csp_replace = {"frame-ancestors": sites or ["'none'"]}  # type: ignore[attr-defined]
    response["Cache-Control"] = "no-cache"
    return response


def _loader() -> Path:
    return settings.BASE_DIR / "static" / "app" / "loader.js"
