"""The origin of a client's site: scheme, host and port, as a browser sends it."""

import re

# It becomes a part of frame-ancestors, so nothing but an origin may pass.
_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


def clean_origin(text: str) -> str | None:
    """The origin as browsers write it, or None when the text is not one."""
    scheme, separator, rest = text.strip().rstrip("/").partition("://")
    try:
        host = rest.encode("idna").decode()
    except UnicodeError:
        return None
    origin = f"{scheme}{separator}{host}".lower()
    return origin if _ORIGIN.fullmatch(origin) else None
