"""Saying on the next page what an action refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages

from tenants.errors import NotFound, Refusal
from tenants.requests import MemberRequest


@contextmanager
def told(request: MemberRequest) -> Iterator[None]:
    """For buttons without a form of their own, where somebody else may have been faster."""
    try:
        yield
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
