from django.urls import path

from billing.views.office import agreements, invoices, months

urlpatterns = [
    path("months/", months.index, name="office_months"),
    path("months/close/", months.close_all, name="office_months_close"),
    path("brands/<uuid:uuid>/month/", months.detail, name="office_month"),
    path("brands/<uuid:uuid>/month/close/", months.close, name="office_month_close"),
    path("billing/", agreements.agency, name="office_seller"),
    path("brands/<uuid:uuid>/billing/", agreements.brand, name="office_brand_billing"),
    path("brands/<uuid:uuid>/contracts/", agreements.agree, name="office_contract_new"),
    path("contracts/<uuid:uuid>/end/", agreements.end, name="office_contract_end"),
    path("invoices/", invoices.index, name="office_invoices"),
    path("invoices/<uuid:uuid>/", invoices.detail, name="office_invoice"),
    path("invoices/<uuid:uuid>/pdf/", invoices.pdf, name="office_invoice_pdf"),
    path("invoices/<uuid:uuid>/xml/", invoices.xml, name="office_invoice_xml"),
    path("invoices/<uuid:uuid>/verify/", invoices.verify, name="office_invoice_verify"),
    path("invoices/<uuid:uuid>/credit/", invoices.credit, name="office_invoice_credit"),
    path("invoice-lines/<uuid:uuid>/", invoices.line, name="office_invoice_line"),
]
