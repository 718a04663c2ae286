import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the one place that an older Python reaches
    sys.exit("Switchboard needs Python 3.11 or newer: make run PYTHON=python3.11")

from .commands import main

sys.exit(main(sys.argv[1:]))
