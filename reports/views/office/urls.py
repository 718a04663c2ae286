from django.urls import path

from reports.views.office import kpis, wallboard

urlpatterns = [
    path("", wallboard.wallboard, name="office"),
    path("now/", wallboard.wallboard_now, name="office_now"),
    path("kpis/", kpis.index, name="office_kpis"),
    path("kpis/export/", kpis.export, name="office_kpis_export"),
]
