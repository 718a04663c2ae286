"""`make test` and `make check`: run everything, stop at the end, and say what failed."""

import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from signal import Signals

from .build import build_frontend, compile_catalogues, install_frontend
from .checks import PYTEST, PYTEST_WAITING, QUICK, SLOW, Check
from .install import browser, install, node_environment
from .processes import Process, is_running, run, signal_group, spawn
from .progress import step, table
from .stack import PYTHON
from .throwaway import throwaway_engines

STOP_SECONDS = 10
Result = tuple[str, str, str]


def test(arguments: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="switchboard-logs-") as folder:
        logs = Path(folder)
        environment = prepare(logs) | {"BROWSER": browser(logs)}
        with throwaway_engines() as engines:
            results = [captured(check, environment | engines, logs) for check in QUICK + SLOW]
        # Each starts engines of its own.
        results += side_by_side(PYTEST, PYTEST_WAITING, environment, logs / "pytest.log")
    return summary(results)


def check(arguments: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="switchboard-logs-") as folder:
        logs = Path(folder)
        environment = prepare(logs)
        with throwaway_engines() as engines:
            results = [captured(check, environment | engines, logs) for check in QUICK]
    return summary(results)


def bench(arguments: Sequence[str]) -> int:
    """The benchmarks, on engines that write to the disk as in production."""
    environment = prepare_in_passing()
    with throwaway_engines(durable=True) as engines:
        return follow([str(PYTHON), "-m", "bench", *arguments], environment | engines)


def prepare_in_passing() -> dict[str, str]:
    """With the front end, which a page cannot be shown without."""
    with tempfile.TemporaryDirectory(prefix="switchboard-logs-") as folder:
        environment = prepare(Path(folder))
        build_frontend(Path(folder))
        return environment


def install_everything(arguments: Sequence[str]) -> int:
    prepare_in_passing()
    return 0


def prepare(logs: Path) -> dict[str, str]:
    install(["dev.txt"], logs)
    install_frontend(logs)
    compile_catalogues(logs)
    return node_environment(logs)


def captured(check: Check, environment: Mapping[str, str], logs: Path) -> Result:
    """Its words are worth reading only when it fails."""
    started = time.monotonic()
    log = logs / "check.log"
    with step(check.title) as current:
        variables = {**environment, **check.environment}
        current.failed = not run(check.argv, step=current, log=log, environment=variables)
    if current.failed:
        print(log.read_text(errors="replace"), flush=True)
    return result(check, not current.failed, started)


def side_by_side(
    front: Check, back: Check, environment: Mapping[str, str], log: Path
) -> list[Result]:
    """Run two checks at once, the first before our eyes; what the second said is shown after."""
    started = time.monotonic()
    with log.open("wb") as output:
        process = spawn(back.argv, environment=environment, output=output)
    try:
        first = result(front, follow(front.argv, environment) == 0, started)
        second = result(back, process.wait() == 0, started)
    finally:
        end(process)
    sys.stdout.write(log.read_text(errors="replace"))
    return [first, second]


def follow(argv: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a command on our own terminal and return its exit status."""
    process = spawn(argv, environment=environment)
    try:
        return process.wait()
    finally:
        end(process)


def end(process: Process) -> None:
    """It may have children of its own to stop, browsers and servers."""
    signal_group(process, Signals.SIGINT)
    is_running(process, STOP_SECONDS)
    signal_group(process, Signals.SIGKILL)


def result(check: Check, passed: bool, started: float) -> Result:
    seconds = f"{time.monotonic() - started:.1f} s"
    return (check.title, seconds, "passed" if passed else "FAILED")


def summary(results: Sequence[Result]) -> int:
    print(f"\n{table(results)}\n")
    failed = [title for title, _, outcome in results if outcome == "FAILED"]
    print(f"Failed: {', '.join(failed)}" if failed else "Everything passed.", flush=True)
    return 1 if failed else 0
