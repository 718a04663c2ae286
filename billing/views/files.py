"""The files of an invoice, byte for byte as they were issued."""

from django.http import HttpResponse

from billing.models import Invoice


def pdf_file(invoice: Invoice) -> HttpResponse:
    """Shown in the browser, which can print it."""
    return _file(invoice, invoice.pdf, "pdf", "inline")


def xml_file(invoice: Invoice) -> HttpResponse:
    return _file(invoice, invoice.xml, "xml", "attachment")


def _file(invoice: Invoice, content: bytes | memoryview, kind: str, shown: str) -> HttpResponse:
    answer = HttpResponse(bytes(content), content_type=f"application/{kind}")
    answer["Content-Disposition"] = f'{shown}; filename="{invoice.number}.{kind}"'
    answer["Cache-Control"] = "private, no-cache"
    return answer
