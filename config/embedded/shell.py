"""`make manage` and `make shell`: manage.py against the stack that runs in another terminal."""

import os
from collections.abc import Sequence

from .problems import Problem
from .processes import child_environment
from .stack import PYTHON, ROOT, Stack


def manage(arguments: Sequence[str]) -> int:
    environment = child_environment(running_environment(Stack.from_environment()))
    argv = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
    os.execve(argv[0], argv, environment)


def running_environment(stack: Stack) -> dict[str, str]:
    if not stack.environment_file.exists():
        raise Problem(f"No Switchboard runs on {stack.data}. Start one with make run.")
    lines = stack.environment_file.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)
