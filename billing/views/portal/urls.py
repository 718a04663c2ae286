from django.urls import path

from billing.views.portal import invoices, overview

urlpatterns = [
    path("", overview.index, name="portal"),
    path("invoices/", invoices.index, name="portal_invoices"),
    path("invoices/<uuid:uuid>/", invoices.detail, name="portal_invoice"),
    path("invoices/<uuid:uuid>/pdf/", invoices.pdf, name="portal_invoice_pdf"),
    path("invoices/<uuid:uuid>/xml/", invoices.xml, name="portal_invoice_xml"),
    path("invoice-lines/<uuid:uuid>/", invoices.line, name="portal_invoice_line"),
]
