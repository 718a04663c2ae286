"""The product on top of the engines: its environment, its commands, its servers."""

import os
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from .problems import explain
from .processes import run
from .progress import step
from .servers import Server
from .stack import PYTHON, ROOT, Stack

# Above 64 KiB the product answers with an error; far above, the server does not even read.
MAX_FRAME = str(256 * 1024)
# The module of each, and its options.
WEB_SERVERS: Mapping[str, list[str]] = {
    "daphne": [
        "config.serve",
        *("--bind=127.0.0.1", "--verbosity=0", "--no-server-name", "--websocket_timeout=-1"),
        *(f"--websocket-max-message-size={MAX_FRAME}", f"--websocket-max-frame-size={MAX_FRAME}"),
    ],
    "uvicorn": [
        "uvicorn",
        *("--host=127.0.0.1", "--log-level=warning", "--no-server-header", "--loop=uvloop"),
        # The product looks at X-Forwarded-For itself: tenants/addresses.py.
        "--no-proxy-headers",
        *("--ws=config.picows_protocol:PicowsProtocol", f"--ws-max-size={MAX_FRAME}"),
    ],
}


def product_environment(stack: Stack, secret_key: str) -> dict[str, str]:
    return {
        "SECRET_KEY": secret_key,
        "DEBUG": "False",
        "DEMO": "True",
        "PORT": str(stack.port),
        "PUBLIC_ORIGINS": f"http://127.0.0.1:{stack.port},http://localhost:{stack.port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DATA_DIR": str(stack.data),
        "DRAIN_SECONDS": str(drain_seconds()),
        # Everybody who tries a local copy comes from one address.
        "ADDRESS_RATE": os.environ.get("ADDRESS_RATE") or "0",
    }


def drain_seconds() -> int:
    """Short by default: browsers get time to move to another process, and here is none."""
    return int(os.environ.get("DRAIN_SECONDS") or 2)


def manage(title: str, *arguments: str, logs: Path, environment: Mapping[str, str]) -> None:
    log = logs / f"{arguments[0]}.log"
    argv = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
    with step(title) as current:
        if not run(argv, step=current, log=log, environment=environment):
            raise explain(f"manage.py {arguments[0]} failed.", log)


def web_server(stack: Stack, environment: Mapping[str, str]) -> Server:
    argv = [str(PYTHON), "-m", *WEB_SERVERS[stack.web_server]]
    argv += [f"--port={stack.port}", "config.asgi:application"]
    return Server(
        name="web",
        argv=argv,
        is_ready=lambda: answers(f"{stack.address}/readyz"),
        environment=environment,
        patience=drain_seconds() + 10,
    )


def worker(environment: Mapping[str, str]) -> Server:
    argv = ["worker", "--queues=live,default,reports,money", "--concurrency=2"]
    return celery("worker", [*argv, "--without-gossip", "--without-mingle"], environment)


def clock(stack: Stack, environment: Mapping[str, str]) -> Server:
    """A process of its own: inside the worker it would outlive a worker that is killed."""
    schedule = str(stack.data / "beat-schedule")
    return celery("clock", ["beat", f"--schedule={schedule}", "--pidfile="], environment)


def celery(name: str, arguments: list[str], environment: Mapping[str, str]) -> Server:
    argv = [str(PYTHON), "-m", "celery", "--app=config", *arguments, "--loglevel=WARNING"]
    return Server(name=name, argv=argv, is_ready=lambda: True, environment=environment)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False
