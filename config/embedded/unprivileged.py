"""PostgreSQL refuses to run as root, and with reason; on a root's machine it runs as nobody."""

import os
import pwd
from collections.abc import Sequence
from pathlib import Path
from signal import Signals

USER = "nobody"
# For a clone in a private folder: nobody has to pass through. The secure bit makes access(2),
# which initdb asks, count that capability as open(2) does.
PASS_THROUGH = ("-all,+dac_override", "--securebits=+no_setuid_fixup")
NOTHING = ("-all", "--securebits=-no_setuid_fixup")


def is_root() -> bool:
    return os.geteuid() == 0


def give(path: Path) -> None:
    """Make it the server's own, where the server is not us."""
    if is_root():
        user = pwd.getpwnam(USER)
        os.chown(path, user.pw_uid, user.pw_gid)


def unprivileged(argv: Sequence[str], *, paths: Sequence[Path], death_signal: Signals) -> list[str]:
    """The same command as nobody when we are root; `paths` are what it has to get at.

    The death signal has to be set again, because the kernel forgets it when the user changes.
    """
    if not is_root():
        return list(argv)
    is_open = all(map(is_open_to_all, paths))
    capabilities, secure_bits = NOTHING if is_open else PASS_THROUGH
    return [
        *("setpriv", f"--reuid={USER}", f"--regid={pwd.getpwnam(USER).pw_gid}", "--clear-groups"),
        *(f"--inh-caps={capabilities}", f"--ambient-caps={capabilities}", secure_bits),
        *(f"--bounding-set={capabilities}", "--no-new-privs"),
        *(f"--pdeathsig={death_signal.name}", "--", *argv),
    ]


def is_open_to_all(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)
