"""Request bodies about leads, validated."""

from decimal import Decimal

from rest_framework import serializers

from conversations.api.fields import TextField
from leads.models import CLIENT_STATUSES, DisputeStatus, LeadStatus, Reason

CURRENCY = r"^[A-Z]{3}$"


class ValueField(serializers.DecimalField):
    """An amount of money, or null when it is not known."""

    def __init__(self) -> None:
        super().__init__(
            max_digits=14, decimal_places=2, min_value=Decimal(0), required=False, allow_null=True
        )


class LeadBody(serializers.Serializer):
    client_id = serializers.UUIDField()
    values = serializers.DictField(child=TextField(allow_blank=True, max_length=4000))
    value = ValueField()
    currency = serializers.RegexField(CURRENCY, required=False, allow_blank=True, default="")


class StatusBody(serializers.Serializer):
    status = serializers.ChoiceField(choices=CLIENT_STATUSES)
    value = ValueField()


class DisputeBody(serializers.Serializer):
    reason = serializers.ChoiceField(choices=Reason.choices)
    comment = TextField(required=False, allow_blank=True, default="", max_length=2000)


class AnswerBody(serializers.Serializer):
    accept = serializers.BooleanField()
    answer = TextField(required=False, allow_blank=True, default="", max_length=2000)


class LeadsQuery(serializers.Serializer):
    status = serializers.ChoiceField(choices=LeadStatus.choices, required=False)
    brand = serializers.UUIDField(required=False)


class DisputesQuery(serializers.Serializer):
    status = serializers.ChoiceField(choices=DisputeStatus.choices, required=False)
    brand = serializers.UUIDField(required=False)


class TypedQuery(serializers.Serializer):
    """What the agent has typed so far: leads of the same person are looked for."""

    phone = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    email = serializers.CharField(required=False, allow_blank=True, default="", max_length=254)
