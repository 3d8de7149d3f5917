"""What a person sees: results on standard output, everything else on standard error, progress only on a terminal."""

import contextlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

_PIPE_WIDTH: Final = 160
"""Columns of what no terminal shows: wide enough that no name is broken."""

_WIDEST: Final = 1000
"""Columns in which any table finds room, to see how many it takes."""
_NUMBER: Final = re.compile(r"-?[\d,]+(\.\d+)?")

STYLES: Final = {"ok": "green", "warn": "yellow", "bad": "bold red", "": ""}


class Screen:
    """Writes to the standard streams; colour and progress only where a terminal is."""

    def __init__(self) -> None:
        self._out = _console(stderr=False)
        self._err = _console(stderr=True)

    def show(self, text: str, style: str = "") -> None:
        """Write a line of the result."""
        self._out.print(Text(_printable(text), style=STYLES[style]), soft_wrap=True)

    def note(self, text: str, style: str = "") -> None:
        """Say something besides the result: what happens, what was found on the way."""
        self._err.print(Text(_printable(text), style=STYLES[style]), soft_wrap=True)

    def complain(self, text: str) -> None:
        """Say why the command ends."""
        self.note(f"error: {text}", "bad" if self._err.is_terminal else "")

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str | tuple[str, str]]]) -> None:
        """Write a table; a cell is a text, or a text and its style. A column of numbers has them under each other.

        Where a terminal is narrower than the table, each row is written as lines of its own: names and digests stay whole.
        """
        self._out.print(Text(_printable(title), style="bold"), soft_wrap=True)
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        lines = [[(cell, "") if isinstance(cell, str) else cell for cell in row] for row in rows]
        for index, column in enumerate(columns):
            numbers = all(_NUMBER.fullmatch(line[index][0]) for line in lines)
            table.add_column(column, overflow="fold", justify="right" if numbers else "left")
        for line in lines:
            table.add_row(*(Text(_printable(text), style=STYLES[style]) for text, style in line))
        if Measurement.get(self._out, self._out.options.update(width=_WIDEST), table).maximum <= self._out.width:
            self._out.print(table)
            return
        for line in lines:
            self.show(line[0][0], line[0][1])
            for column, (text, style) in zip(columns[1:], line[1:], strict=True):
                if text:
                    self.show(f"  {column}: {text}", style)

    @contextlib.contextmanager
    def progress(self, text: str) -> Iterator[None]:
        """A line that moves while the block runs; without a terminal it is written once."""
        if not self._err.is_terminal:
            self.note(text)
            yield
            return
        with self._err.status(_printable(text)):
            yield

    def ask(self, question: str) -> str | None:
        """Return what somebody answers; None where nobody can be asked."""
        if not (sys.stdin and sys.stdin.isatty() and self._err.is_terminal):
            return None
        self._err.print(Text(_printable(question)), end=" ")
        try:
            return input().strip()
        except EOFError:
            return ""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Let the command end with what it has to say elsewhere; rich would exit, and say nothing of what is half done."""
        self.quiet = True
        # What Python has yet to write at its end goes where nobody minds.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())
        raise BrokenPipeError


def _console(*, stderr: bool) -> Console:
    console = _Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    return console


def _printable(text: str) -> str:
    """The text without anything that acts on a terminal: log lines and AWS's messages are others' words."""
    return "".join(one if one.isprintable() or one in "\n\t" else ascii(one)[1:-1] for one in text)
