"""Every stack of a project, two previews at a time: a line for each, and the whole report of those that do not pass."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from offline import ending, tether
from offline.errors import Exit

_AT_ONCE: Final = 2
_CHECKOUT: Final = Path(__file__).parents[1]
"""Where Python finds this package, whatever folder the command was called from."""


class Outcome(NamedTuple):
    """How the preview of one stack ended, and what it printed."""

    stack: str
    status: int
    printed: str

    @property
    def last_line(self) -> str:
        """What it comes to: the verdict, or the first line of an error."""
        lines = self.printed.strip().splitlines() or [f"ended with status {self.status}"]
        return lines[0] if self.status > Exit.POLICY else lines[-1]


def previews(directory: Path, stacks: Sequence[str], options: Sequence[str]) -> Iterator[Outcome]:
    """Preview the stacks, each in a process of its own that ends with this one; they come in their order.

    Args:
        directory: the project's folder.
        stacks: which of its stacks.
        options: of the command `preview`, for each of them.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(lambda stack: _preview(directory, stack, options), stacks)


def _preview(directory: Path, stack: str, options: Sequence[str]) -> Outcome:
    command = [sys.executable, "-u", tether.__file__, str(os.getpid()), "offline", "preview", stack, "-C", str(directory), *options]
    with ending.held():
        process = subprocess.Popen(  # noqa: S603 - this program itself
            command,
            cwd=_CHECKOUT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            process_group=0,
        )
        ending.started(process.pid)
    printed, _ = process.communicate()
    ending.forget_one(process.pid)
    return Outcome(stack, process.returncode, printed)
