"""The time, and waiting: one object, so that a test waits for nothing."""

import contextlib
import signal
import subprocess
import time
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
