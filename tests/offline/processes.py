"""The command in a session of its own, and what is left of that session."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.offline.samples import ROOT

LINUX = Path("/proc/self/stat").exists()
"""Whether this system tells which processes belong to a session."""

STARTING_SECONDS = 60
"""For how long a busy machine may take to start something."""


@contextlib.contextmanager
def session(*command: str | Path, folder: Path = ROOT, scratch: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A command, started; what it leaves behind is killed at the end."""
    with subprocess.Popen(  # noqa: S603 - our own commands
        [*map(str, command)],
        cwd=folder,
        env={**os.environ, **({"TMPDIR": str(scratch)} if scratch else {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            for pid in members(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def preview_command(folder: Path, *arguments: str) -> list[str | Path]:
    return [sys.executable, "-m", "offline", "preview", "dev", "-C", folder, *arguments]


def members(leader: int) -> list[int]:
    """The processes that still run in the session of this leader."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit():
                state, _, _, belongs_to = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:4]
                if int(belongs_to) == leader and state != "Z":
                    found.append(int(entry.name))
    return found


def runs(pid: int) -> bool:
    """Whether there is such a process; one that was killed is there until the kernel has taken it apart."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def remaining(leader: int, seconds: float) -> list[int]:
    """The processes of this session that have not gone after so long."""
    until = time.monotonic() + seconds
    while (found := members(leader)) and time.monotonic() < until:
        time.sleep(0.01)
    return found


def handles_signals(pid: int) -> bool:
    """Whether the process has come so far as to catch SIGHUP, which Python itself leaves alone."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    caught = next((line for line in status.splitlines() if line.startswith("SigCgt:")), "SigCgt: 0")
    return bool(int(caught.split()[1], 16) >> (signal.SIGHUP - 1) & 1)


def wait_until(condition: Callable[[], object], seconds: float = STARTING_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def shell_status(process: subprocess.Popen[bytes]) -> int:
    """The exit status as a shell tells it: 128 and the number also for a signal that nothing caught."""
    status = process.wait()
    return status if status >= 0 else 128 - status
