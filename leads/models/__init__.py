from leads.models.deliveries import (
    Attempt,
    Delivery,
    DeliveryStatus,
    Destination,
    DestinationKind,
)
from leads.models.disputes import CREDITED, Dispute, DisputeStatus, DisputeStep, Reason
from leads.models.forms import LeadForm
from leads.models.leads import CLIENT_STATUSES, Category, Lead, LeadStatus, LeadStep

__all__ = [
    "CLIENT_STATUSES",
    "CREDITED",
    "Attempt",
    "Category",
    "Delivery",
    "DeliveryStatus",
    "Destination",
    "DestinationKind",
    "Dispute",
    "DisputeStatus",
    "DisputeStep",
    "Lead",
    "LeadForm",
    "LeadStatus",
    "LeadStep",
    "Reason",
]
