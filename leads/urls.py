from django.urls import include, path
from rest_framework.routers import SimpleRouter

from leads.api.disputes import DisputeViewSet
from leads.api.leads import ConversationLeadView, LeadFormsView, LeadViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("leads", LeadViewSet, basename="lead")
router.register("disputes", DisputeViewSet, basename="dispute")

# /api/v1/
member_urls = [
    path("lead-forms", LeadFormsView.as_view(), name="lead-forms"),
    path("conversations/<uuid:pk>/lead", ConversationLeadView.as_view(), name="conversation-lead"),
    *router.urls,
]

urlpatterns = [path("api/v1/", include(member_urls))]
