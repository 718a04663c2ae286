"""Answers as the OpenAPI schema tells them. Nothing is written with these serializers."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from tenants.models import Role


class Error(serializers.Serializer):
    """What every refusal says. Codes are stable, texts may change."""

    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(required=False)  # type: ignore[assignment]
    retry_after = serializers.IntegerField(required=False, help_text="Seconds.")


class Colours(serializers.Serializer):
    fill = serializers.CharField()
    ink = serializers.CharField()
    edge_light = serializers.CharField()
    edge_dark = serializers.CharField()
    text_light = serializers.CharField()
    text_dark = serializers.CharField()


class Agency(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()
    country = serializers.CharField()
    time_zone = serializers.CharField()
    language = serializers.CharField()


class AgencyBrand(serializers.Serializer):
    """A brand as the agency's members see it, outside of chats."""

    id = serializers.UUIDField()
    key = serializers.CharField()
    name = serializers.CharField()
    slug = serializers.CharField()
    monogram = serializers.CharField()
    language = serializers.CharField()
    time_zone = serializers.CharField()
    colours = Colours()
    sites = serializers.ListField(child=serializers.CharField())


class Member(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    active = serializers.BooleanField()


def results_of(row: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """A list that is short enough to be told whole."""
    return _named(f"{row.__name__}List", results=row(many=True))


def page_of(row: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """A part of a long list, with the addresses of the parts around it."""
    return _named(
        f"{row.__name__}Page",
        next=serializers.URLField(allow_null=True),
        previous=serializers.URLField(allow_null=True),
        results=row(many=True),
    )


def answers(answer: Any, *statuses: int) -> dict[int | str, Any]:
    """The responses of an address: its answer, and the refusals that any address may give."""
    return {**dict.fromkeys(statuses or (200,), answer), "4XX": Error, 503: Error}


def _named(name: str, **fields: serializers.BaseSerializer | serializers.Field) -> Any:
    return extend_schema_serializer(many=False)(type(name, (serializers.Serializer,), fields))
