from django.urls import path

from reports.views.portal import report

urlpatterns = [
    path("report/", report.report, name="portal_report"),
]
