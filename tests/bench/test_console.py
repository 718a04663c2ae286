"""A machine without a browser measures the rest."""

import shutil
from unittest.mock import Mock

import pytest

from bench.measures import console


def test_without_a_browser_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    runner = Mock()

    console.run(runner)

    assert "skipped: none of chromium" in capsys.readouterr().out
    runner.stage.assert_not_called()
