"""``make bench do="[path sustained shape memory connect fanout] [--quick]"``"""

import argparse
import os
import resource
import sys

import django

if "DATABASE_URL" not in os.environ:
    sys.exit('It needs engines of its own: make bench do="path --quick"')
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from bench import report  # noqa: E402
from bench.generator import compile_generator  # noqa: E402
from bench.measures import MEASURES  # noqa: E402
from bench.runner import prepared  # noqa: E402
from bench.sizes import FULL, QUICK  # noqa: E402
from config.embedded.problems import Problem  # noqa: E402


def main() -> int:
    arguments = read_arguments()
    allow_many_sockets()
    compile_generator()
    with prepared(QUICK if arguments.quick else FULL) as runner:
        for name in arguments.measures or MEASURES:
            print(f"\n{name}", flush=True)
            MEASURES[name](runner)
    report.verdicts(runner.targets)
    print(f"\nEverything is in {report.keep(runner.found, runner.targets)}.")
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the live path.")
    parser.add_argument(
        "measures", nargs="*", choices=[*MEASURES, []], metavar="measure", help=", ".join(MEASURES)
    )
    parser.add_argument("--quick", action="store_true", help="two minutes, rougher figures")
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
