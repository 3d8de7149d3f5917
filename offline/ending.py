"""What ends a run early: every signal that asks for it, at any moment, at once, with no process left.

A handler that raised would leave it to whatever code it interrupts whether the run ends: asyncio and gRPC drop exceptions of their
callbacks. This one raises nothing: it kills the processes this one has started and ends this one.

Imports next to nothing: it is to be in place before everything else is imported.
"""

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from typing import Final, NoReturn

SIGNALS: Final = (
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGALRM,
    signal.SIGVTALRM,
    signal.SIGPROF,
    signal.SIGXCPU,
)
"""Those that end a process and can be caught; not SIGPIPE, which says that a reader has gone, nor those of a crash."""

_REAP_SECONDS: Final = 0.5
_CLEAR_LINE: Final = b"\r\x1b[K"


class _Run:
    """What the handler has to know of this process."""

    groups: Final[set[int]] = set()
    """The process groups this process has started, each by the process that leads it."""
    cleaning: Final[list[Callable[[], object]]] = []
    """What is to be removed, the latest last."""
    held = 0
    """How many blocks are not to be interrupted."""
    number = 0
    """The signal that came during one of them."""
    errors = 2
    """Where standard error is."""


def install() -> None:
    """From now on, end this process on each of the signals, but leave one ignored that was ignored before, as by `nohup`."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Put off the end until the block is over: for the moment between a process's start and its being known, and the like."""
    _Run.held += 1
    try:
        yield
    finally:
        _Run.held -= 1
        if _Run.number and not _Run.held:
            _end_now(_Run.number)


@contextlib.contextmanager
def errors_at(number: int) -> Iterator[None]:
    """Standard error is elsewhere inside the block: its number is lent to something else."""
    before, _Run.errors = _Run.errors, number
    try:
        yield
    finally:
        _Run.errors = before


@contextlib.contextmanager
def cleaned_up(remove: Callable[[], object]) -> Iterator[None]:
    """Remove something when the block is over, and also when this process ends early inside it."""
    _Run.cleaning.append(remove)
    try:
        yield
    finally:
        with held():
            _Run.cleaning.remove(remove)
            remove()


def started(leader: int) -> None:
    """Kill the process group of this leader when this process ends early. To be called while the end is held."""
    _Run.groups.add(leader)


def kill(leader: int) -> None:
    """Kill a process group that was started. To be called while the end is held, as is waiting for the leader."""
    _Run.groups.discard(leader)
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS forbids what Linux does not find: a group of zombies
        os.killpg(leader, signal.SIGKILL)


def forget_one(leader: int) -> None:
    """A process that was started has ended by itself: its number may soon be another's."""
    _Run.groups.discard(leader)


def forget() -> None:
    """In a copy of a process: what the original has started is the original's to end, and what it has made is its to remove."""
    _Run.groups.clear()
    _Run.cleaning.clear()


def _end(number: int, _: object) -> None:
    if _Run.held:
        _Run.number = number
    else:
        _end_now(number)


def _end_now(number: int) -> NoReturn:
    leaders = list(_Run.groups)
    for leader in leaders:
        kill(leader)
    _clear_line()
    _reap(leaders)
    for remove in reversed(_Run.cleaning):
        with contextlib.suppress(Exception):
            remove()
    os._exit(128 + number)


def _clear_line() -> None:
    """Remove the progress line, unless the terminal has gone or takes nothing: the end waits for nobody."""
    with contextlib.suppress(OSError, ValueError):
        if os.isatty(_Run.errors) and select.select([], [_Run.errors], [], 0)[1]:
            os.write(_Run.errors, _CLEAR_LINE)


def _reap(leaders: list[int]) -> None:
    """Wait until the killed are gone, for whoever looks right after the end; not for one the kernel cannot end."""
    until = time.monotonic() + _REAP_SECONDS
    for leader in leaders:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(leader, os.WNOHANG) == (0, 0) and time.monotonic() < until:
                time.sleep(0.005)
