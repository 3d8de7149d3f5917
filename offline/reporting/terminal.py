"""What the report is written to, and text laid out for it."""

import os
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TextIO

_COLORS: Final[Mapping[str, str]] = {"red": "31", "green": "32", "bold": "1", "dim": "2"}
"""Only those of the terminal's own colours that can be read on a dark and on a light background; yellow and blue can't."""

_NARROWEST: Final = 20
"""Text is never squeezed into fewer columns than these."""


_MOST_DIGITS: Final = 6


@dataclass(frozen=True, kw_only=True)
class Terminal:
    """Its width, none if lines are not to be wrapped, and whether it takes colours and line-drawing characters."""

    width: int | None
    color: bool
    unicode: bool

    @classmethod
    def of(cls, stream: TextIO, environment: Mapping[str, str]) -> "Terminal":
        """What a stream is connected to.

        The width is COLUMNS, or else the terminal's. A pipe or a file has none: what reads it (`grep`, a CI server's log, an
        editor) finds each value and each sentence on one line. Colours only on a terminal, and not if NO_COLOR is set
        (no-color.org).
        """
        terminal = stream.isatty()
        return cls(
            width=_columns(environment) or (_width(stream) if terminal else None),
            color=terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb",
            unicode="utf" in (stream.encoding or "").lower(),
        )

    def paint(self, text: str, color: str) -> str:
        """The text in a colour, if there are colours."""
        return f"\x1b[{_COLORS[color]}m{text}\x1b[0m" if self.color else text

    def fits(self, text: str) -> bool:
        """Whether the text fits on a line."""
        return self.width is None or len(text) <= self.width

    def wrapped(self, text: str, indent: str = "", hanging: str | None = None) -> Iterator[str]:
        """The text in lines of the width; only a word longer than that is on a longer line, in one piece.

        Args:
            text: the text; its own line ends are kept.
            indent: what each line begins with.
            hanging: what lines begin with that continue one, if not with the same.
        """
        for line in text.splitlines():
            if self.width is None:
                yield f"{indent}{line}".rstrip()
                continue
            yield from textwrap.wrap(
                line,
                max(_NARROWEST + len(indent), self.width),
                initial_indent=indent,
                subsequent_indent=indent if hanging is None else hanging,
                break_long_words=False,
                break_on_hyphens=False,
            ) or [""]

    def listed(self, lead: str, items: Iterable[str], hanging: str) -> Iterator[str]:
        """Items with commas between them, in lines of the width that break between items only.

        Args:
            lead: what the first line begins with.
            items: the items.
            hanging: what the other lines begin with.
        """
        *most, last = items
        line, begun = lead, False
        for item in (*(f"{one}," for one in most), last):
            longer = f"{line} {item}" if begun else line + item
            if begun and not self.fits(longer):
                yield line
                longer = hanging + item
            line, begun = longer, True
        yield line


def _columns(environment: Mapping[str, str]) -> int | None:
    columns = environment.get("COLUMNS", "")
    return int(columns) or None if columns.isdecimal() and len(columns) <= _MOST_DIGITS else None


def _width(stream: TextIO) -> int | None:
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except OSError:  # the terminal does not tell
        return None
