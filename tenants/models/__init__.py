from tenants.models.agencies import Agency
from tenants.models.audit import AuditEntry
from tenants.models.brands import Brand, BrandSite, PastHours
from tenants.models.memberships import (
    CLIENT_ROLES,
    CONSOLE_ROLES,
    OFFICE_ROLES,
    BrandAccess,
    Membership,
    Role,
)
from tenants.models.tickets import ConsoleTicket
from tenants.models.users import User

__all__ = [
    "CLIENT_ROLES",
    "CONSOLE_ROLES",
    "OFFICE_ROLES",
    "Agency",
    "AuditEntry",
    "Brand",
    "BrandAccess",
    "BrandSite",
    "ConsoleTicket",
    "Membership",
    "PastHours",
    "Role",
    "User",
]
