"""The made-up shops at /demo/: pages of their own, with the chat on them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.demo.shop import Shop
from config.demo.shops import SHOP_BY_SLUG, SHOPS


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/index.html", {"shops": SHOPS})


@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    return _show(request, _shop(slug), "home")


@require_safe
def page(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The catalogue, a product or a page of text: whichever has this name."""
    shop = _shop(slug)
    if name == shop.catalogue:
        return _show(request, shop, "catalogue")
    if product := shop.product_by_slug.get(name):
        others = [other for other in shop.products if other is not product][:3]
        return _show(request, shop, "product", product=product, others=others)
    if text := shop.page_by_slug.get(name):
        return _show(request, shop, "page", page=text)
    raise Http404


def _shop(slug: str) -> Shop:
    if shop := SHOP_BY_SLUG.get(slug):
        return shop
    raise Http404


def _show(request: HttpRequest, shop: Shop, template: str, **context: object) -> HttpResponse:
    return render(request, f"demo/{shop.slug}/{template}.html", {"shop": shop, **context})
