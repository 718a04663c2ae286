from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.billing.past import agree
from tests.factories import Office


@pytest.fixture
def agreed(office: Office) -> Iterator[Office]:
    """Within the scope of an office whose first brand has a contract."""
    with office.scope():
        agree(office, lead_price=Decimal(25))
        yield office
