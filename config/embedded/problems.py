from pathlib import Path


class Problem(Exception):
    """Something the person at the terminal can put right; the text says how, and no traceback."""


def tail(log: Path, lines: int = 20) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def explain(what: str, log: Path) -> Problem:
    """The problem with the end of its log, or the reason behind it when we know it."""
    end = tail(log)
    if "No space left on device" in end or "ENOSPC" in end:
        return Problem(disk_full(log.parent))
    return Problem(f"{what} The end of {log}:\n\n{end}\n")


def disk_full(folder: Path) -> str:
    return f"The disk under {folder} is full. Make room and start again; nothing is lost."
