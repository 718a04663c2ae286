from uuid import uuid4

from django.db import models

from tenants.scoping import Scope, active_scope


class AgencyManager(models.Manager["Agency"]):
    """Agencies have no agency column, so the scope is on the row itself."""

    def get_queryset(self) -> models.QuerySet["Agency"]:
        scope = active_scope()
        queryset = super().get_queryset()
        return queryset.filter(pk=scope.agency_id) if isinstance(scope, Scope) else queryset


class Agency(models.Model):
    """The company that employs the agents and serves the brands."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    country = models.CharField(max_length=2, default="SK")
    time_zone = models.CharField(max_length=64, default="Europe/Bratislava")
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AgencyManager()

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name
