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


def proof_text(said: str) -> str:
    """What ``queries.proof`` says, in words: values, and what has no other words, as they are."""
    word, _space, number = said.partition(" ")
    if word == "line" and number.isdigit():
        return _("line %(number)s") % {"number": number}
    texts = {
        "file": _("File"),
        "total": _("Total"),
        "net": _("Total without VAT"),
        "vat": _("VAT"),
        "kind": _("Kind"),
        "quantity": _("Quantity"),
        "unit price": _("Price without VAT"),
        "amount": _("Total without VAT"),
        "price": _("Price"),
        "chat": _("Chat"),
        "lead": _("Lead"),
        "surcharge": _("Out-of-hours surcharge"),
        "billable": _("May be charged"),
        "occurred_at": _("Counted at"),
        "opened_at": _("Began"),
        "ended_at": _("Ended"),
        "captured_at": _("Captured"),
        "outcome": _("Outcome"),
        "first_response": _("First answer"),
        "longest_wait": _("Longest wait"),
        "rules": _("Rules"),
        "transcript_hash": _("Fingerprint"),
        "takes back": _("Takes back"),
        "yes": _("yes"),
        "charged": _("charged"),
        "not charged": _("not charged"),
        "in the log": _("in the log"),
        "not in the log": _("not in the log"),
        "not qualified": _("not qualified"),
        "not there": _("not there"),
        "no such charge": _("no such charge"),
    }
    return texts.get(said, said)
