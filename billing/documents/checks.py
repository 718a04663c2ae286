"""Is an electronic invoice right? Whatever cannot be answered means no."""

import atexit
import json
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from threading import Lock, Timer

from billing.errors import InvalidInvoice

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("checker.py")
# The rules are compiled within the first second, an invoice is checked in milliseconds.
TIMEOUT = 30


def validate(xml: bytes) -> None:
    """Raise InvalidInvoice with the rules that are broken, or when that cannot be found out."""
    try:
        findings = _checker.ask(xml)
    except (OSError, ValueError) as error:
        logger.error("The invoice checker gave no answer: %r", error)
        raise InvalidInvoice from error
    if findings:
        logger.error("Electronic invoice refused: %s", "; ".join(findings))
        raise InvalidInvoice(findings)


class Checker:
    """The process that checks, started when it is first needed, and again when it is gone."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: Popen[bytes] | None = None
        self._owner = 0

    def ask(self, xml: bytes) -> list[str]:
        with self._lock:
            try:
                return self._answer(self._running(), xml)
            except BaseException:
                # It may be in the middle of an answer: nobody may take that for the next one.
                self._end()
                raise

    def stop(self) -> None:
        with self._lock:
            self._end()

    def _running(self) -> Popen[bytes]:
        # A fork has the pipes of the process that it came from; two must not talk on one.
        is_ours = self._owner == os.getpid()
        if self._process is None or not is_ours or self._process.poll() is not None:
            self._end()
            self._process = Popen(
                [sys.executable, "-I", str(PROGRAM)], stdin=PIPE, stdout=PIPE, stderr=DEVNULL
            )
            self._owner = os.getpid()
        return self._process

    def _answer(self, process: Popen[bytes], xml: bytes) -> list[str]:
        assert process.stdin is not None
        assert process.stdout is not None
        timer = Timer(TIMEOUT, process.kill)
        timer.start()
        try:
            process.stdin.write(b"%d\n" % len(xml) + xml)
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
        finally:
            timer.cancel()
        if not isinstance(answer, list):
            raise ValueError(f"Not an answer: {answer!r}")
        return [str(finding) for finding in answer]

    def _end(self) -> None:
        """Give it up. A fork closes its ends of the pipes and leaves its parent's process alone."""
        process, self._process = self._process, None
        if process is None:
            return
        is_ours = self._owner == os.getpid()
        if is_ours:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                assert pipe is not None
                pipe.close()
        if is_ours:
            process.wait()


_checker = Checker()
atexit.register(_checker.stop)
