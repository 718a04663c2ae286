"""Columns that hold money."""

from typing import Any

from django.db import models


class MoneyField(models.DecimalField):
    """An amount or a price: four places, and never a float."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_digits": 14, "decimal_places": 4}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs


class Currency(models.TextChoices):
    EUR = "EUR", "EUR"
    CZK = "CZK", "CZK"
