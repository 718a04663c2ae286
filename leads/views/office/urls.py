from django.urls import path

from leads.views.office import brands, disputes, leads

urlpatterns = [
    path("leads/", leads.index, name="office_leads"),
    path("leads/export/", leads.export, name="office_leads_export"),
    path("leads/<uuid:uuid>/", leads.detail, name="office_lead"),
    path("leads/<uuid:uuid>/resend/", leads.resend, name="office_lead_resend"),
    path("disputes/", disputes.index, name="office_disputes"),
    path("disputes/<uuid:uuid>/answer/", disputes.answer, name="office_dispute_answer"),
    path("brands/<uuid:uuid>/leads/", brands.definition, name="office_brand_leads"),
    path("brands/<uuid:uuid>/destinations/", brands.destinations, name="office_destinations"),
    path("destinations/<uuid:uuid>/", brands.switch_destination, name="office_destination"),
]
