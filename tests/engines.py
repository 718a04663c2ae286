"""PostgreSQL and Valkey for this test run, where `make test` has not started them already."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from config.embedded.throwaway import throwaway_engines

engines = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    # Before pytest-django reads the settings, which read these variables.
    if "DATABASE_URL" not in os.environ:
        os.environ.update(engines.enter_context(throwaway_engines()))
    return (yield)


def pytest_unconfigure() -> None:
    engines.close()
