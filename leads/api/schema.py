"""Answers about leads as the OpenAPI schema tells them: LEAD, FORM, DISPUTE, DELIVERY.

Nothing is written with these serializers: leads/serializers.py does that.
"""

from rest_framework import serializers

from leads.form_fields import KINDS
from leads.models import (
    Category,
    DeliveryStatus,
    DestinationKind,
    DisputeStatus,
    LeadStatus,
    Reason,
)


class Option(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class LeadField(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(choices=KINDS)
    required = serializers.BooleanField()  # type: ignore[assignment]
    max_length = serializers.IntegerField()
    options = Option(many=True)


class LeadFormAnswer(serializers.Serializer):
    brand = serializers.UUIDField()
    version = serializers.IntegerField(help_text="0: the defaults.")
    currency = serializers.CharField(help_text="Of a value that names none.")
    fields = LeadField(many=True)  # type: ignore[assignment]


class LeadResult(serializers.Serializer):
    rule = serializers.CharField()
    passed = serializers.BooleanField()
    detail = serializers.CharField(help_text="What decided: a country, a category, a lead.")
    text = serializers.CharField()


class DisputeAnswer(serializers.Serializer):
    id = serializers.UUIDField()
    level = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=Reason.choices)
    comment = serializers.CharField()
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="Without an answer until then it is credited.")
    status = serializers.ChoiceField(choices=DisputeStatus.choices)
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class Lead(serializers.Serializer):
    id = serializers.UUIDField()
    conv = serializers.UUIDField()
    brand = serializers.UUIDField()
    agent = serializers.UUIDField(allow_null=True)
    captured_at = serializers.DateTimeField()
    delivered_at = serializers.DateTimeField(allow_null=True)
    status = serializers.ChoiceField(choices=LeadStatus.choices)
    name = serializers.CharField()
    phone = serializers.CharField(help_text="E.164, or empty.")
    email = serializers.CharField()
    request = serializers.CharField()
    category = serializers.ChoiceField(choices=Category.choices)
    details = serializers.DictField(child=serializers.CharField())
    value = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    currency = serializers.CharField()
    page_url = serializers.CharField()
    qualified = serializers.BooleanField()
    rules_version = serializers.IntegerField()
    results = LeadResult(many=True)
    duplicate_of = serializers.UUIDField(allow_null=True)
    dispute = DisputeAnswer(allow_null=True, help_text="The last one.")


class LeadReceipt(serializers.Serializer):
    at = serializers.DateTimeField()
    ok = serializers.BooleanField()
    detail = serializers.CharField()
    text = serializers.CharField()
    ms = serializers.IntegerField()


class LeadDelivery(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=DestinationKind.choices)
    address = serializers.CharField()
    status = serializers.ChoiceField(choices=DeliveryStatus.choices)
    attempts = serializers.IntegerField()
    next_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    receipts = LeadReceipt(many=True)


class Suggestion(serializers.Serializer):
    field = serializers.CharField()
    value = serializers.CharField()
    text = serializers.CharField(help_text="As the visitor wrote it.")


class DuplicateLead(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    captured_at = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=LeadStatus.choices)
    by = serializers.ChoiceField(choices=["phone", "email"])


class LeadPanel(serializers.Serializer):
    """What stands beside a chat."""

    form = LeadFormAnswer()
    suggestions = Suggestion(many=True)
    duplicates = DuplicateLead(many=True)
    lead = Lead(allow_null=True)


class LeadDispute(serializers.Serializer):
    dispute = DisputeAnswer()
    lead = Lead()
