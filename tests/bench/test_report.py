import json
from pathlib import Path

import pytest

from bench import report
from bench.targets import at_most


def test_what_was_measured_is_kept_where_nothing_was_kept_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(report, "RESULTS", tmp_path / "data" / "bench")

    path = report.keep({"path": {"rounds": 3}}, [at_most("lost", 0, 0, 0)])

    kept = json.loads(path.read_text())
    assert kept["measures"] == {"path": {"rounds": 3}}
    assert kept["targets"][0]["verdict"] == "aim reached"
