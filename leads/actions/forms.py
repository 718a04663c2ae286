"""What a lead is for a brand, and where its leads are sent."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import phonenumbers
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leads import queries
from leads.form_fields import checked_fields
from leads.models import (
    Category,
    DeliveryStatus,
    Destination,
    DestinationKind,
    LeadForm,
)
from leads.recognise import clean_email
from leads.safe_http import checked_address
from tenants.actions import record
from tenants.errors import Forbidden, Invalid
from tenants.models import Brand, Membership, Role

MAX_DAYS = 365


@transaction.atomic
def save_lead_form(
    brand: Brand,
    *,
    member: Membership,
    fields: Iterable[Mapping[str, Any]] = (),
    countries: Sequence[str] = (),
    duplicate_days: int | None = None,
    excluded: Sequence[str] | None = None,
) -> LeadForm:
    """The office says what a lead of the brand is. Leads keep the version they were made with."""
    if not member.in_office:
        raise Forbidden
    form = _locked_form(brand)
    form.fields = checked_fields(fields)
    form.countries = _known(countries, phonenumbers.SUPPORTED_REGIONS, "countries")
    if duplicate_days is not None:
        form.duplicate_days = _days(duplicate_days, "duplicate_days")
    if excluded is not None:
        form.excluded = _known(excluded, set(Category.values), "excluded")
    form.version += 1
    form.save()
    record(brand.agency_id, member.user, "lead_form.saved", brand, version=form.version)
    return form


@transaction.atomic
def set_dispute_terms(brand: Brand, *, dispute_days: int, answer_days: int) -> LeadForm:
    """The times of the brand's contract."""
    form = _locked_form(brand)
    form.dispute_days = _days(dispute_days, "dispute_days")
    form.answer_days = _days(answer_days, "answer_days")
    form.save()
    return form


@transaction.atomic
def save_destination(
    destination: Destination | None,
    *,
    brand: Brand,
    member: Membership,
    kind: str,
    address: str,
    is_active: bool = True,
) -> Destination:
    """The client's managers and the office say where leads go. A webhook gets a secret.

    One that was turned off and is added again gets another: its old one may be lost, or known.
    """
    _require_hold(member)
    address = _checked_destination(kind, address)
    row = destination or _added(brand, kind, address)
    row.kind, row.address, row.is_active = kind, address, is_active
    if kind == DestinationKind.WEBHOOK and not row.secret:
        row.secret = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Invalid(address=_("Leads are sent there already.")) from None
    record(brand.agency_id, member.user, "destination.saved", row, kind=kind, active=is_active)
    return row


@transaction.atomic
def remove_destination(destination: Destination, *, member: Membership) -> None:
    """Nothing more is sent there. Receipts of what was sent stay."""
    _require_hold(member)
    destination.is_active = False
    destination.save(update_fields=["is_active"])
    waiting = destination.deliveries.filter(status=DeliveryStatus.PENDING)
    waiting.update(status=DeliveryStatus.FAILED)
    record(destination.agency_id, member.user, "destination.removed", destination)


def _added(brand: Brand, kind: str, address: str) -> Destination:
    turned_off = Destination.objects.filter(brand=brand, kind=kind, is_active=False)
    row = turned_off.filter(address=address).first()
    if row is None:
        return Destination(agency_id=brand.agency_id, brand=brand)
    row.secret = ""
    return row


def _locked_form(brand: Brand) -> LeadForm:
    # Two who save the first form at once would make two.
    Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
    return queries.lead_form(brand)


def _require_hold(member: Membership) -> None:
    if not (member.in_office or member.role == Role.CLIENT_MANAGER):
        raise Forbidden


def _checked_destination(kind: str, address: str) -> str:
    if kind == DestinationKind.WEBHOOK:
        try:
            return checked_address(address)
        except ValueError as error:
            raise Invalid(address=str(error)) from None
    email = clean_email(address)
    if kind != DestinationKind.EMAIL or not email:
        raise Invalid(address=_("This is not an e-mail address."))
    return email


def _known(codes: Sequence[str], known: set[str], field: str) -> list[str]:
    if set(codes) - known:
        raise Invalid(**{field: _("Choose one of the options.")})
    return list(dict.fromkeys(codes))


def _days(days: int, field: str) -> int:
    if not 0 <= days <= MAX_DAYS:
        raise Invalid(**{field: _("Write a number of days up to 365.")})
    return days
