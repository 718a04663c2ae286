import secrets
from typing import Any
from uuid import uuid4

from django.db import models

from tenants.colours import derive_colours
from tenants.scoping import BrandModel, TenantModel


def new_public_key() -> str:
    return "br_" + secrets.token_urlsafe(9)


def no_facts() -> list[list[str]]:
    return []


def always_open() -> dict[str, list[list[str]]]:
    return {}


class Brand(TenantModel):
    """A client company of the agency, in whose voice agents answer."""

    brand_field = "id"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # In every page of the client's site, so it is public. It finds the brand and opens nothing.
    public_key = models.CharField(max_length=32, unique=True, default=new_public_key)
    name = models.CharField(max_length=120)
    slug = models.SlugField()
    monogram = models.CharField(max_length=3)
    colour = models.CharField(max_length=7, default="#2F57C9")
    # Derived from the colour on every save: fill, ink, and edges and texts with enough contrast.
    colours = models.JSONField(editable=False)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="Europe/Bratislava")
    # When an answer is promised: tenants.hours.Week.
    hours = models.JSONField(default=always_open, blank=True)
    greeting = models.CharField(max_length=300, blank=True)
    privacy_url = models.URLField(blank=True)
    # What an agent must have before their eyes, as pairs of a label and a text.
    facts = models.JSONField(default=no_facts, blank=True)
    # Whether visitors may send files; the brand's agents always may.
    takes_files = models.BooleanField(default=False)
    # Chats of anonymous visitors that may be open at once, so that a flood does not fill the
    # queue; 0 is no limit.
    open_limit = models.PositiveIntegerField(default=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "slug"], name="brand_slug_of_agency")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.colours = derive_colours(self.colour)
        if kwargs.get("update_fields") and "colour" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "colours"}
        super().save(*args, **kwargs)


class PastHours(BrandModel):
    """Hours that a brand promised until a moment. What was counted by them stays as it was."""

    hours = models.JSONField()
    time_zone = models.CharField(max_length=64)
    until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "past hours"
        indexes = [models.Index(fields=["agency", "brand", "until"], name="past_hours_of_brand")]

    def __str__(self) -> str:
        return f"Hours of brand {self.brand_id} until {self.until}"


class BrandSite(BrandModel):
    """An origin that may embed the brand's chat, such as ``https://shop.example``."""

    origin = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "brand", "origin"], name="site_of_brand")
        ]

    def __str__(self) -> str:
        return self.origin
