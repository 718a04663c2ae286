"""docs/protocol.md says what leads answer."""

import pytest
from django.conf import settings

from leads import errors
from leads.form_fields import OWN_KEYS
from leads.models import Category, Reason
from tenants.errors import Refusal

PROTOCOL = (settings.BASE_DIR / "docs" / "protocol.md").read_text()
CODES = [
    one.code
    for one in vars(errors).values()
    if isinstance(one, type) and issubclass(one, Refusal) and one is not Refusal
]


@pytest.mark.parametrize("code", CODES)
def test_error_codes_are_documented(code: str):
    assert f"| `{code}` | 409 |" in PROTOCOL


def test_codes_that_a_client_chooses_from_are_documented():
    words = PROTOCOL.replace("`", " ").split()

    for code in (*Category.values, *Reason.values, *OWN_KEYS):
        assert code in words, code
