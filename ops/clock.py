"""The time, and waiting: one object, so that a test waits for nothing."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What commands know of time."""

    def now(self) -> datetime:
        """Return the time of day, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""

    def finish(self, process: subprocess.Popen[str], seconds: float | None) -> int | None:
        """Return the exit status of a process, or None if it runs longer than that; None waits for ever."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the time of day, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)

    def finish(self, process: subprocess.Popen[str], seconds: float | None) -> int | None:
        """Return the exit status of a process, or None if it runs longer than that; None waits for ever."""
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None


class TerminatedError(KeyboardInterrupt):
    """This process alone was asked to end; its children know nothing of it."""


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Inside the block, SIGTERM and SIGHUP end the process as Ctrl-C does, so that what is half done is said."""

    def end(_number: int, _frame: object) -> None:
        raise TerminatedError

    # Not where somebody else has decided, as `nohup` has.
    taken = [one for one in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) is signal.SIG_DFL]
    for one in taken:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one in taken:
            signal.signal(one, signal.SIG_DFL)


def end_gracefully(process: subprocess.Popen[str], *, tell: bool) -> int:
    """Wait until a process that was asked to end has ended; Ctrl-C reaches it as well, so another is its to act upon.

    Args:
        process: a child in this process's group.
        tell: whether it has yet to be asked.
    """
    if tell:
        process.send_signal(signal.SIGINT)
    while True:
        with contextlib.suppress(KeyboardInterrupt):
            return process.wait()
