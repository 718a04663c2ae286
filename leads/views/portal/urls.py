from django.urls import path

from leads.views.portal import destinations, leads

urlpatterns = [
    path("leads/", leads.index, name="portal_leads"),
    path("leads/export/", leads.export, name="portal_leads_export"),
    path("leads/<uuid:uuid>/", leads.detail, name="portal_lead"),
    path("leads/<uuid:uuid>/status/", leads.set_status, name="portal_lead_status"),
    path("leads/<uuid:uuid>/dispute/", leads.dispute, name="portal_lead_dispute"),
    path("leads/<uuid:uuid>/resend/", leads.resend, name="portal_lead_resend"),
    path("destinations/", destinations.index, name="portal_destinations"),
    path("brands/<uuid:uuid>/destinations/", destinations.add, name="portal_destination_add"),
    path("destinations/<uuid:uuid>/", destinations.switch_destination, name="portal_destination"),
]
