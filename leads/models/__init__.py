from leads.models.deliveries import Delivery, Destination, DestinationKind
from leads.models.disputes import CREDITED, Dispute, DisputeStatus, DisputeStep, Reason
from leads.models.forms import LeadForm
from leads.models.leads import CLIENT_STATUSES, Category, Lead, LeadStatus, LeadStep
from tenants.outbox import DeliveryStatus

__all__ = [
    "CLIENT_STATUSES",
    "CREDITED",
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
