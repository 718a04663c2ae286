from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tenants.scoping import TenantModel


class AuditEntry(TenantModel):
    """Who changed what about people, brands and rights. The agency can read it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=64)
    about = models.CharField(max_length=200)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["agency", "-at"], name="audit_of_agency")]

    def __str__(self) -> str:
        return f"{self.action}: {self.about}"
