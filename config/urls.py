from django.conf import settings
from django.contrib import admin
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from agents.api import AgentViewSet, AssignmentViewSet
from config.health import healthz, readyz
from tenants.api import AgencyViewSet, BrandViewSet, MemberViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("agencies", AgencyViewSet, basename="agency")
router.register("brands", BrandViewSet, basename="brand")
router.register("members", MemberViewSet, basename="member")
router.register("agents", AgentViewSet, basename="agent")
router.register("assignments", AssignmentViewSet, basename="assignment")

handler500 = "config.api.server_error"

urlpatterns = [
    # Browsers ask for it by this name, and the page that says "not found" sets a cookie.
    path("favicon.ico", lambda request: redirect(static("favicon.svg")), name="favicon"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/", include(router.urls)),
    path("", include("billing.urls")),
    path("", include("reports.urls")),
    path("", include("leads.urls")),
    path("", include("conversations.urls")),
    path("", include("tenants.urls")),
    path("office/", include("billing.views.office.urls")),
    path("office/", include("reports.views.office.urls")),
    path("office/", include("leads.views.office.urls")),
    path("office/", include("conversations.views.office.urls")),
    path("portal/", include("billing.views.portal.urls")),
    path("portal/", include("reports.views.portal.urls")),
    path("portal/", include("leads.views.portal.urls")),
    path("portal/", include("conversations.views.portal.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("config.demo.urls")))
