"""Showing on a form what an action refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm

from tenants.errors import Invalid, NotFound, Refusal


@contextmanager
def is_refused(form: BaseForm) -> Iterator[list[Refusal]]:
    """Put a refusal onto the form, and into the list that the caller looks at."""
    refusals: list[Refusal] = []
    try:
        yield refusals
    except NotFound:
        raise
    except Refusal as refusal:
        refusals.append(refusal)
        fields = refusal.fields if isinstance(refusal, Invalid) else {}
        for name, message in fields.items():
            form.add_error(name if name in form.fields else None, message)
        if not fields:
            form.add_error(None, str(refusal))
