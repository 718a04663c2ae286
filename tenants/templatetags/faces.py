"""What the pages of office and portal share."""

from datetime import datetime, timedelta

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tenants.models import Membership, User
from tenants.queries import memberships_of

register = template.Library()

# Django's short dates are the American one in English, and end the year with a dot in Slovenian.
ENGLISH, EUROPEAN = "j M Y, H:i", "j. n. Y H:i"


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside a word; the word carries the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("app/icons.svg"),
        name,
    )


@register.simple_tag
def memberships(user: User) -> list[Membership]:
    return memberships_of(user)


@register.simple_tag(takes_context=True)
def current(context: template.Context, *names: str) -> str:
    """Mark the menu entry of the page that is open."""
    match = context["request"].resolver_match
    is_here = match is not None and match.url_name in names
    return SafeString(' aria-current="page"' if is_here else "")


@register.filter
def is_optional(field) -> bool:
    return not (field.field.required or field.widget_type in ("checkbox", "checkboxselectmultiple"))


@register.filter
def duration(value: timedelta | None) -> str:
    """14 s, 2 min 5 s, 1 h 3 min; a dash when there is nothing to measure."""
    if value is None:
        return "–"
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}
    return _("%(seconds)d s") % {"seconds": seconds}


@register.filter
def moment(value: datetime | None) -> str:
    """Date and time where the agency is, or the client."""
    if value is None:
        return "–"
    form = ENGLISH if get_language() == "en" else EUROPEAN
    text = date_format(localtime(value), form)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.filter
def listed(value: object) -> str:
    """One value as it is, several beside each other."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
