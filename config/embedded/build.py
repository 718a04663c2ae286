"""What is made from the sources: the front end and the translations, when they changed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from .install import REQUIREMENTS, node_environment
from .problems import explain
from .processes import run
from .progress import step
from .stack import PYTHON, ROOT

FRONTEND = ROOT / "frontend"
# A hidden file, so that it is not collected with the rest; the build empties this folder first,
# so a build by hand takes it away.
BUILT = ROOT / "static" / "app" / ".built-from"
MODULES = FRONTEND / "node_modules" / ".installed-from"
LOCALE = ROOT / "locale"


def build_frontend(logs: Path) -> None:
    install_frontend(logs)
    sources = digest(_sources())
    if read(BUILT) != sources:
        with step("Build the front end") as current:
            argv = ["npm", "--prefix", str(FRONTEND), "run", "build"]
            log = logs / "frontend.log"
            if not run(argv, step=current, log=log, environment=node_environment(logs)):
                raise explain("The front end could not be built.", log)
        BUILT.write_text(sources)


def install_frontend(logs: Path) -> None:
    lock = digest([FRONTEND / "package-lock.json"])
    if read(MODULES) == lock:
        return
    environment = node_environment(logs)
    with step("Install front-end packages") as current:
        argv = ["npm", "--prefix", str(FRONTEND), "ci", "--no-audit", "--no-fund"]
        log = logs / "npm.log"
        if not run(argv, step=current, log=log, environment=environment):
            raise explain("The front-end packages could not be installed.", log)
    MODULES.write_text(lock)


def compile_catalogues(logs: Path) -> None:
    stale = [catalogue for catalogue in LOCALE.glob("*/LC_MESSAGES/*.po") if _is_stale(catalogue)]
    if not stale:
        return
    with step("Compile translations") as current:
        for catalogue in stale:
            argv = [str(PYTHON), "-m", "babel.messages.frontend", "compile"]
            argv += ["-i", str(catalogue), "-o", str(catalogue.with_suffix(".mo"))]
            log = logs / "translations.log"
            if not run(argv, step=current, log=log, environment={}):
                raise explain(f"{catalogue} could not be compiled.", log)


def digest(paths: Iterator[Path] | list[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def static_sources() -> str:
    """What collectstatic would find: our files by their contents, packages by their lock file."""
    folders = [ROOT / "static", *ROOT.glob("*/static")]
    paths = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return digest([*paths, REQUIREMENTS / "base.txt", ROOT / "config" / "settings.py"])


def _sources() -> Iterator[Path]:
    for path in FRONTEND.iterdir():
        if path.is_file():
            yield path
    yield from (path for path in (FRONTEND / "src").rglob("*") if path.is_file())


def _is_stale(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime
