import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded.problems import Problem
from config.embedded.servers import Server, Servers
from config.embedded.stack import ROOT
from tests.waiting import until

# Starts both engines, tells their process ids, and waits to be killed.
PARENT = """
import sys, time
from pathlib import Path
from config.embedded.engines import Engines
from config.embedded.passwords import new_passwords
from config.embedded.progress import Step
from config.embedded.servers import Servers

folder = Path(sys.argv[1])
servers = Servers(folder / "logs")
Engines(folder, new_passwords(), servers, durable=False).start_all(Step("Start"))
print(*(running.process.pid for running in servers.running.values()), file=sys.stderr, flush=True)
time.sleep(60)
"""
# Says that it listens, and writes its name into a file when it is asked to stop.
POLITE = """
import signal, sys, time
name, path = sys.argv[1:]
def stop(*_):
    with open(path, "a") as file:
        print(name, file=file)
    sys.exit()
signal.signal(signal.SIGTERM, stop)
print("listening", flush=True)
time.sleep(60)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("listening", flush=True)
time.sleep(60)
"""


def start(servers: Servers, *, argv: list[str], name: str = "shop", patience: float = 10) -> None:
    log = servers.log(name)
    servers.start(Server(name, argv, lambda: "listening" in log.read_text(), patience=patience))


def has_ended(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def test_engines_end_when_their_parent_is_killed(tmp_path: Path):
    argv = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(argv, cwd=ROOT, stderr=subprocess.PIPE, text=True) as parent:
        assert parent.stderr
        engines = [int(pid) for pid in parent.stderr.readline().split()]
        assert [has_ended(pid) for pid in engines] == [False, False]

        parent.kill()

    until(lambda: all(map(has_ended, engines)))


def test_the_newest_stops_first(servers: Servers, tmp_path: Path):
    order = tmp_path / "order"
    for name in ("database", "worker", "web"):
        start(servers, name=name, argv=[sys.executable, "-c", POLITE, name, str(order)])
        servers.wait_for(name, lambda: None)

    servers.stop()

    assert order.read_text().split() == ["web", "worker", "database"]


def test_a_server_that_does_not_stop_is_killed(servers: Servers, capsys):
    start(servers, argv=[sys.executable, "-c", STUBBORN], patience=0.5)
    servers.wait_for("shop", lambda: None)

    servers.stop()

    assert servers.running["shop"].process.returncode == -signal.SIGKILL
    assert "shop did not stop in 0.5 s and was killed." in capsys.readouterr().out


def test_stopping_leaves_what_it_did_not_start(servers: Servers):
    with subprocess.Popen(["sleep", "60"]) as stranger:
        start(servers, argv=["sleep", "60"])

        servers.stop()

        assert stranger.poll() is None
        stranger.kill()


def test_a_server_that_never_starts_shows_the_end_of_its_log(servers: Servers):
    start(servers, argv=["sh", "-c", "echo no such table; exit 3"])

    with pytest.raises(Problem, match=r"(?s)shop ended while it started.*no such table"):
        servers.wait_for("shop", lambda: None)


def test_a_killed_server_is_started_again(servers: Servers, capsys):
    start(servers, argv=["sleep", "60"])
    first = servers.running["shop"].process
    first.kill()
    first.wait()

    servers.look_after_all()

    assert servers.running["shop"].process.poll() is None
    assert servers.running["shop"].process.pid != first.pid
    assert "shop ended (signal 9) and is started again." in capsys.readouterr().out


def test_a_server_that_keeps_ending_is_given_up(servers: Servers, capsys):
    start(servers, argv=["sh", "-c", "echo out of luck; exit 3"])

    with pytest.raises(Problem, match=r"(?s)shop keeps ending.*out of luck"):
        servers.watch()

    assert "shop ended (exit status 3) and is started again." in capsys.readouterr().out


def test_a_full_disk_is_told_in_one_sentence(servers: Servers):
    start(servers, argv=["sh", "-c", "echo 'cp: error: No space left on device'; exit 1"])

    with pytest.raises(Problem, match=r"^The disk under .* is full\. Make room and start again"):
        servers.wait_for("shop", lambda: None)
