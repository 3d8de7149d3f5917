"""What the report is written to, and text laid out for it."""

import shutil
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TextIO

_COLORS: Final[Mapping[str, str]] = {"red": "31", "yellow": "33", "green": "32", "bold": "1", "dim": "2"}


@dataclass(frozen=True, kw_only=True)
class Terminal:
    """Its width, none for a pipe, and whether it takes colours and line-drawing characters."""

    width: int | None
    color: bool
    unicode: bool

    @classmethod
    def of(cls, stream: TextIO, environment: Mapping[str, str]) -> "Terminal":
        """What a stream is connected to. Colours only on a terminal, and not if NO_COLOR is set (no-color.org)."""
        terminal = stream.isatty()
        return cls(
            width=shutil.get_terminal_size().columns if terminal else None,
            color=terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb",
            unicode="utf" in (stream.encoding or "").lower(),
        )

    def paint(self, text: str, color: str) -> str:
        """The text in a colour, if there are colours."""
        return f"\x1b[{_COLORS[color]}m{text}\x1b[0m" if self.color else text

    def fit(self, text: str) -> str:
        """The text cut to the width."""
        if self.width is None or len(text) <= self.width:
            return text
        return text[: self.width - 1] + ("…" if self.unicode else "~")

    def wrapped(self, text: str, indent: str) -> Iterator[str]:
        """The text in lines of the width, all indented."""
        for line in text.splitlines():
            parts = (
                [line]
                if self.width is None
                else textwrap.wrap(line, max(20, self.width - len(indent)), break_on_hyphens=False) or [""]
            )
            for part in parts:
                yield f"{indent}{part}".rstrip()
