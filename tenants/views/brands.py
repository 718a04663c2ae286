"""The brands of the agency: who they are, how they look, where their chat may appear."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tenants.actions import create_brand, update_brand
from tenants.colours import contrast, derive_colours
from tenants.forms import BrandForm, hex_colour
from tenants.models import Brand
from tenants.permissions import members_only, office_only
from tenants.queries import sites_of, visible_brand
from tenants.requests import MemberRequest

FIELDS = [name for name in BrandForm.base_fields if name != "sites"]
FALLBACK = "#808080"


@require_safe
@office_only
def index(request: MemberRequest) -> HttpResponse:
    brands = Brand.objects.order_by("-is_active", "name")
    return render(request, "tenants/brands.html", {"brands": brands})


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def create(request: MemberRequest) -> HttpResponse:
    agency = request.member.agency
    initial = {"language": agency.language, "time_zone": agency.time_zone}
    form = BrandForm(request.POST or None, initial=initial)
    if form.is_valid():
        brand = create_brand(agency, by=request.user, **form.cleaned_data)
        messages.success(request, _("The brand is set up. Put its code into the client's site."))
        return redirect("office_brand", brand.uuid)
    return render(request, "tenants/brand.html", {"form": form, "preview": _preview(form)})


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def edit(request: MemberRequest, uuid: UUID) -> HttpResponse:
    brand = visible_brand(uuid)
    initial = {name: getattr(brand, name) for name in FIELDS} | {"sites": sorted(sites_of(brand))}
    form = BrandForm(request.POST or None, initial=initial, brand=brand)
    if form.is_valid():
        given = form.cleaned_data.items()
        changes = {name: value for name, value in given if value != initial[name]}
        update_brand(brand, by=request.user, **changes)
        messages.success(request, _("The brand is saved."))
        return redirect("office_brand", brand.uuid)
    context = {
        "form": form,
        "brand": visible_brand(uuid),
        "preview": _preview(form),
        "address": settings.PUBLIC_ORIGINS[0],
    }
    return render(request, "tenants/brand.html", context)


@require_safe
@office_only
def colours(request: MemberRequest) -> HttpResponse:
    """What the chat would look like in a colour that is not saved yet."""
    form = BrandForm(request.GET)
    return render(request, "tenants/parts/colours.html", {"preview": _preview(form)})


@require_safe
@never_cache
@members_only
def stylesheet(request: MemberRequest) -> HttpResponse:
    """The brands' colours for pages whose content policy allows no style attributes."""
    brands = Brand.objects.order_by("pk")
    return render(request, "tenants/brands.css", {"brands": brands}, content_type="text/css")


def _preview(form: BrandForm) -> dict[str, object]:
    colour = str(form["colour"].value())
    if not hex_colour.regex.match(colour):  # type: ignore[union-attr]
        colour = FALLBACK
    derived = derive_colours(colour)
    return {
        "name": form["name"].value() or "",
        "greeting": form["greeting"].value() or "",
        "colours": derived,
        "contrast": round(contrast(derived["fill"], derived["ink"]), 1),
        "is_changed": derived["fill"] != colour.upper(),
    }
