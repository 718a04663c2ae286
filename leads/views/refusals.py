"""Saying what an action refused: at the field, or on the next page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import BaseForm

from tenants.errors import Invalid, NotFound, Refusal
from tenants.requests import MemberRequest


@contextmanager
def told(request: MemberRequest, form: BaseForm | None = None) -> Iterator[None]:
    """What is wrong with a field is put there. Anything else, such as that somebody else was
    faster, is said as a message: its form may be gone from the page.
    """
    try:
        yield
    except NotFound:
        raise
    except Invalid as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            _add_errors(form, refusal)
    except Refusal as refusal:
        messages.error(request, str(refusal))


def _add_errors(form: BaseForm, refusal: Invalid) -> None:
    for name, message in refusal.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not refusal.fields:
        form.add_error(None, str(refusal))
