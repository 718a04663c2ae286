"""What stands on a line, in the language that is active."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.amounts import amount_text, number_text
from billing.rating import Line


def describe(line: Line, month: date) -> str:
    said = _SAY[line.kind](line)
    if late := line.details.get("late"):
        said += " " + _("(%(count)s from earlier months)") % {"count": late}
    return f"{said}, {date_format(month, 'F Y')}"


def _chat(line: Line) -> str:
    if "included" in line.details:
        return _("Handled chats included in the retainer")
    if line.details.get("from", 1) > 1:
        return _("Handled chats from number %(first)s on") % {"first": line.details["from"]}
    return _("Handled chats")


def _surcharge(line: Line) -> str:
    return _("Surcharge for chats outside standard hours")


def _lead(line: Line) -> str:
    return _("Qualified leads")


def _credit(line: Line) -> str:
    if line.details.get("takes_back") == "lead":
        return _("Credited leads")
    return _("Credit")


def _retainer(line: Line) -> str:
    if days := line.details.get("days"):
        return _("Retainer for %(days)s days") % {"days": days}
    return _("Monthly retainer")


def _minimum(line: Line) -> str:
    return _("Difference to the monthly minimum of %(amount)s") % {
        "amount": amount_text(line.details["minimum"])
    }


def _sla(line: Line) -> str:
    if limit := line.details.get("over_seconds"):
        return _("Chats with a wait over %(limit)s s are free") % {"limit": limit}
    return _("Service level %(level)s %%: %(percent)s %% back") % {
        "level": number_text(line.details["service_level"]),
        "percent": number_text(line.details["percent"]),
    }


_SAY = {
    "chat": _chat,
    "surcharge": _surcharge,
    "lead": _lead,
    "credit": _credit,
    "retainer": _retainer,
    "minimum": _minimum,
    "sla": _sla,
}
