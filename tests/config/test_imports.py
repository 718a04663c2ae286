"""Web processes, workers and the clock import the same modules, each in another order."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "first", ["config.api", "config.parsers", "rest_framework.views", "config.urls", "config.asgi"]
)
def test_any_module_can_be_imported_first(first: str):
    program = f"import django; django.setup(); import {first}, config.api, config.urls"

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    assert found.returncode == 0, found.stderr.decode()
