"""How pages write leads: their chips, telephone numbers, amounts and deadlines."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.numbers import format_currency
from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import now
from django.utils.translation import get_language, ngettext, to_locale

from leads.models import DeliveryStatus, DisputeStatus, LeadStatus, Reason
from leads.recognise import shown_phone

register = template.Library()

LEAD_COLOURS = {
    LeadStatus.NEW: "info",
    LeadStatus.ACCEPTED: "good",
    LeadStatus.WON: "good",
    LeadStatus.REJECTED: "bad",
}
DELIVERY_COLOURS = {
    DeliveryStatus.PENDING: "info",
    DeliveryStatus.DELIVERED: "good",
    DeliveryStatus.FAILED: "bad",
}
DISPUTE_COLOURS = {DisputeStatus.OPEN: "warn", DisputeStatus.REFUSED: "bad"}
# Django's short dates are the American one in English, and a month's name in Slovenian.
ENGLISH, EUROPEAN = "j M Y", "j. n. Y"

register.filter("phone", shown_phone)


@register.filter
def lead_colour(status: str) -> str:
    return LEAD_COLOURS.get(LeadStatus(status), "")


@register.filter
def delivery_colour(status: str) -> str:
    return DELIVERY_COLOURS[DeliveryStatus(status)]


@register.filter
def dispute_colour(status: str) -> str:
    return DISPUTE_COLOURS.get(DisputeStatus(status), "good")


@register.filter
def reason_label(reason: str) -> str:
    return str(Reason(reason).label)


@register.filter
def money(amount: Decimal, currency: str) -> str:
    return format_currency(amount, currency or "EUR", locale=to_locale(get_language() or "en"))


@register.filter
def last_day(until: datetime, time_zone: str) -> str:
    """The day at whose end a time is over: deadlines are midnights where the brand is."""
    day = (until - timedelta.resolution).astimezone(ZoneInfo(time_zone)).date()
    text = date_format(day, ENGLISH if get_language() == "en" else EUROPEAN)
    return format_html('<time datetime="{}">{}</time>', until.isoformat(), text)


@register.filter
def days_left(until: datetime) -> str:
    left = until - now()
    if left <= timedelta(0):
        return ""
    if left < timedelta(days=1):
        hours = max(1, round(left.total_seconds() / 3600))
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
    return ngettext("%(n)d day left", "%(n)d days left", left.days) % {"n": left.days}


@register.filter
def is_urgent(until: datetime) -> bool:
    return until - now() < timedelta(days=1)
