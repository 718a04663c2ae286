"""Where a brand's leads go: what the pages of office and portal do alike."""

from leads.actions.forms import remove_destination, save_destination
from leads.forms import DestinationForm
from leads.models import Destination, DestinationKind
from leads.views.refusals import told
from tenants.models import Brand
from tenants.requests import MemberRequest


def added(request: MemberRequest, brand: Brand, form: DestinationForm) -> Destination | None:
    """What the form adds; None when it shows why not."""
    if form.is_valid():
        with told(request, form):
            return save_destination(None, brand=brand, member=request.member, **form.cleaned_data)
    return None


def switch(request: MemberRequest, destination: Destination) -> None:
    """Send there again, or no more."""
    if request.POST.get("is_active") != "yes":
        return remove_destination(destination, member=request.member)
    save_destination(
        destination,
        brand=destination.brand,
        member=request.member,
        kind=destination.kind,
        address=destination.address,
    )


def secret_of(destination: Destination | None) -> str:
    """It is in the answer that made it, and on no page after."""
    is_webhook = destination is not None and destination.kind == DestinationKind.WEBHOOK
    return destination.secret if destination and is_webhook else ""
