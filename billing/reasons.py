"""Why something is charged, or is not, in the words of the language that is active."""

from django.utils.translation import gettext as _

from billing.models import ChargeKind
from leads.rules import explain as explain_lead
from reports.chats import ChatOutcome


def explain_rule(kind: str, rule: str, passed: bool, detail: str) -> str:
    """A rule's result that is kept with a charge."""
    if kind == ChargeKind.LEAD:
        return explain_lead(rule, passed)
    return _explain_chat(rule, passed, detail)


def _explain_chat(rule: str, passed: bool, detail: str) -> str:
    texts = {
        ("ended", True): _("The chat has ended."),
        ("ended", False): _("The chat has not ended."),
        ("visitor_wrote", True): _("The visitor wrote (messages: %(detail)s)."),
        ("visitor_wrote", False): _("The visitor wrote nothing."),
        ("agent_answered", True): _("An agent answered (messages: %(detail)s)."),
        ("agent_answered", False): _("No agent answered."),
        ("visitor_words", True): _("The visitor wrote enough words (%(detail)s)."),
        ("visitor_words", False): _("The visitor wrote too few words (%(detail)s)."),
        ("outcome", True): _("Nothing about its end speaks against it."),
        ("outcome", False): _("Chats that end like this cost nothing: %(detail)s."),
    }
    said = outcome_text(detail) if rule == "outcome" else detail
    return texts.get((rule, passed), rule) % {"detail": said}


def outcome_text(outcome: str) -> str:
    return str(ChatOutcome(outcome).label) if outcome in ChatOutcome.values else outcome


def reason_text(reason: str) -> str:
    """Why chats of a month cost nothing: ``queries.checks.reason_of`` in words."""
    texts = {
        ChatOutcome.DROPPED.value: _("The visitor's last message was not answered"),
        ChatOutcome.MISSED.value: _("Nobody answered in time"),
        ChatOutcome.ABANDONED.value: _("The visitor left at once"),
        ChatOutcome.OFFLINE.value: _("Written outside the hours, answered by nobody"),
        ChatOutcome.SPAM.value: _("Spam"),
        ChatOutcome.TEST.value: _("A test"),
        ChatOutcome.WRONG_COMPANY.value: _("Meant for another company"),
        ChatOutcome.NO_INTENT.value: _("The visitor wanted nothing"),
        "ended": _("Not ended yet"),
        "visitor_wrote": _("The visitor wrote nothing"),
        "agent_answered": _("No agent answered"),
        "visitor_words": _("The visitor wrote too few words"),
        "no_contract": _("Not agreed on in the contract"),
    }
    return texts.get(reason, reason)
