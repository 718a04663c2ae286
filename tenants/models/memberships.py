from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scoping import BrandModel, TenantForeignKey, TenantModel


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    SUPERVISOR = "supervisor", _("Supervisor")
    AGENT = "agent", _("Agent")
    CLIENT_MANAGER = "client_manager", _("Client manager")
    CLIENT_VIEWER = "client_viewer", _("Client viewer")


OFFICE_ROLES = frozenset({Role.OWNER, Role.SUPERVISOR})
CONSOLE_ROLES = frozenset({Role.OWNER, Role.SUPERVISOR, Role.AGENT})
CLIENT_ROLES = frozenset({Role.CLIENT_MANAGER, Role.CLIENT_VIEWER})


class Membership(TenantModel):
    """A person in an agency, with one role. A person may belong to several agencies."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "user"], name="member_of_agency_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @property
    def in_office(self) -> bool:
        return self.role in OFFICE_ROLES

    @property
    def in_console(self) -> bool:
        return self.role in CONSOLE_ROLES

    @property
    def in_portal(self) -> bool:
        return self.role in CLIENT_ROLES

    @property
    def home(self) -> str:
        """The name of the page this person came for."""
        if self.in_office:
            return "office"
        return "console" if self.in_console else "portal"


class BrandAccess(BrandModel):
    """Lets a member who is not in the office see one brand. The office sees every brand."""

    membership = TenantForeignKey(Membership, models.CASCADE, related_name="accesses")

    class Meta:
        verbose_name_plural = "brand accesses"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "membership", "brand"], name="access_to_brand_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} may see brand {self.brand_id}"
