"""Answers as the OpenAPI schema tells them. Nothing is written with these serializers."""

from rest_framework import serializers

from agents.models import Status, Tier

TIERS = [(one.value.partition("_")[2], one.label) for one in Tier]


class Agent(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    load = serializers.IntegerField()
    capacity = serializers.IntegerField()
    brands = serializers.ListField(child=serializers.UUIDField())


class Assignment(serializers.Serializer):
    id = serializers.UUIDField()
    agent = serializers.UUIDField()
    brand = serializers.UUIDField()
    tier = serializers.ChoiceField(choices=TIERS)
    alias = serializers.CharField()
    photo = serializers.CharField()
