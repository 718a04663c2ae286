"""`make run`: from a fresh clone to a running product, and a table of where to go."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from .build import build_frontend, compile_catalogues, read, static_sources
from .engines import ROLE_OF, Engines, database_is_given
from .install import install
from .passwords import kept_passwords, write_private
from .problems import Problem, disk_full
from .product import clock, manage, product_environment, web_server, worker
from .progress import step, table
from .servers import Servers
from .stack import ROOT, Stack, is_free

LEAST_FREE_BYTES = 1_000_000_000


def run(arguments: Sequence[str]) -> int:
    stack = Stack.from_environment()
    refuse_full_disk(stack.data)
    taken = f"A Switchboard runs on {stack.data} already. Set DATA_DIR and PORT."
    with alone_in(stack.data, refusal=taken):
        refuse_taken_port(stack.port)
        servers = Servers(stack.logs)
        try:
            start(stack, servers)
            announce(stack)
            servers.watch()
        finally:
            servers.stop()
            stack.environment_file.unlink(missing_ok=True)


def start(stack: Stack, servers: Servers) -> None:
    with alone_in(ROOT):
        install(lock_files(os.environ), stack.logs)
        build_frontend(stack.logs)
        compile_catalogues(stack.logs)
    environment = start_engines(stack, servers)
    fill(stack, environment)
    with step("Start the web server and the workers") as current:
        servers.start(worker(environment))
        servers.start(clock(stack, environment))
        servers.start(web_server(stack, environment))
        servers.wait_for("web", current.tick)


def lock_files(environment: Mapping[str, str]) -> list[str]:
    """The wheels of the engines only where an engine of ours is needed."""
    own_engines = not (database_is_given(environment) and environment.get("REDIS_URL"))
    return ["base.txt", "local.txt"] if own_engines else ["base.txt"]


def start_engines(stack: Stack, servers: Servers) -> dict[str, str]:
    passwords = kept_passwords(stack.data / "passwords.json")
    engines = Engines(stack.data, passwords, servers)
    given = {name: os.environ[name] for name in (*ROLE_OF, "REDIS_URL") if name in os.environ}
    environment = product_environment(stack, passwords["secret_key"]) | given
    if not database_is_given(given):
        with step("Start PostgreSQL") as current:
            environment |= engines.start_database(current)
    if not given.get("REDIS_URL"):
        with step("Start Valkey") as current:
            environment |= engines.start_broker(current)
    # So that `make shell` and `make manage` in another terminal reach this stack.
    lines = (f"{name}={value}\n" for name, value in environment.items())
    write_private(stack.environment_file, "".join(lines))
    return environment


def fill(stack: Stack, environment: Mapping[str, str]) -> None:
    command = partial(manage, logs=stack.logs, environment=environment)
    command("Migrate the database", "migrate", "--database=owner")
    command("Load demo data", "seed_demo", "--history")
    sources = static_sources()
    collected = stack.data / "static-collected-from"
    if read(collected) != sources:
        command("Collect static files", "collectstatic", "--noinput")
        collected.write_text(sources)


def announce(stack: Stack) -> None:
    demo = json.loads((stack.data / "demo.json").read_text())
    people = [(user["email"], user["password"], user["role"]) for user in demo["users"]]
    shops = [(brand["name"], f"{stack.address}/demo/{brand['slug']}/") for brand in demo["brands"]]
    print(f"\nSwitchboard is ready: {stack.address}/\n")
    print("Sign in as", table(people), "", "Visit a shop as a customer", table(shops), sep="\n")
    print(f"\nLogs are in {stack.logs}. Ctrl-C stops it; the data stays.\n", flush=True)


def refuse_full_disk(data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True)
    for folder in (data, ROOT):
        if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
            raise Problem(f"{disk_full(folder)} Switchboard needs 1 GB.")


def refuse_taken_port(port: int) -> None:
    if not is_free(port):
        raise Problem(f"Port {port} is taken. Choose another: make run PORT={port + 1}")


@contextmanager
def alone_in(folder: Path, *, refusal: str = "") -> Iterator[None]:
    """Hold a folder, however we end; where it is held already, wait, or refuse in these words."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (fcntl.LOCK_NB if refusal else 0))
    except BlockingIOError as error:
        os.close(descriptor)
        raise Problem(refusal) from error
    try:
        yield
    finally:
        os.close(descriptor)
