"""``make bench do="[path sustained shape … kpis month_close] [--quick]"``; --help names all."""

import argparse
import os
import resource
import sys
from collections.abc import Sequence

import django

if "DATABASE_URL" not in os.environ:
    sys.exit('It needs engines of its own: make bench do="path --quick"')
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from bench import engines, report  # noqa: E402
from bench.generator import compile_generator  # noqa: E402
from bench.measures import LIVE, OFFLINE  # noqa: E402
from bench.runner import Findings, prepared  # noqa: E402
from bench.sizes import FULL, QUICK  # noqa: E402
from config.embedded.problems import Problem  # noqa: E402


def main() -> int:
    arguments = read_arguments()
    chosen = arguments.measures or [*LIVE, *OFFLINE]
    findings = Findings(sizes=QUICK if arguments.quick else FULL)
    engines.refuse_used_database()
    engines.make_tables()
    measure_live(findings, [name for name in chosen if name in LIVE])
    for name in chosen:
        if name in OFFLINE:
            print(f"\n{name}", flush=True)
            OFFLINE[name](findings)
    report.verdicts(findings.targets)
    print(f"\nEverything is in {report.keep(findings.found, findings.targets)}.")
    return 0


def measure_live(findings: Findings, names: Sequence[str]) -> None:
    if not names:
        return
    allow_many_sockets()
    compile_generator()
    with prepared(findings) as runner:
        for name in names:
            print(f"\n{name}", flush=True)
            LIVE[name](runner)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the product.")
    names = [*LIVE, *OFFLINE]
    parser.add_argument(
        "measures", nargs="*", choices=[*names, []], metavar="measure", help=", ".join(names)
    )
    parser.add_argument("--quick", action="store_true", help="ten minutes, rougher figures")
    return parser.parse_args()


def allow_many_sockets() -> None:
    """Children inherit it: a server and the generator need a file for each socket."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
