"""What the report is written to: its width, its colours, and text laid out for it."""

import io
import os
import pty
from collections.abc import Iterator
from typing import TextIO

import pytest

from offline.reporting.terminal import Terminal

NARROW = Terminal(width=30, color=False, unicode=True)
PIPE = Terminal(width=None, color=False, unicode=True)


@pytest.fixture(name="screen")
def _screen() -> Iterator[TextIO]:
    outer, inner = pty.openpty()
    with os.fdopen(outer, "rb"), os.fdopen(inner, "w", encoding="utf-8") as stream:
        yield stream


def test_a_pipe_has_no_width_and_no_colours() -> None:
    assert Terminal.of(io.StringIO(), {"TERM": "xterm"}) == Terminal(width=None, color=False, unicode=False)


@pytest.mark.parametrize(("columns", "width"), [("100", 100), ("0", None), ("", None), ("many", None)])
def test_columns_are_the_width_of_a_pipe_too(columns: str, width: int | None) -> None:
    assert Terminal.of(io.StringIO(), {"COLUMNS": columns}).width == width


@pytest.mark.parametrize(
    ("environment", "color"),
    [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": "0"}, False), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_has_colours_unless_told_otherwise(screen: TextIO, environment: dict[str, str], color: bool) -> None:  # noqa: FBT001  a parameter of the table
    assert Terminal.of(screen, environment).color is color


def test_without_colours_text_is_as_it_is() -> None:
    assert NARROW.paint("text", "red") == "text"


def test_only_colours_that_read_on_dark_and_light_are_used() -> None:
    painted = Terminal(width=80, color=True, unicode=True)
    assert [painted.paint("x", name) for name in ("red", "green")] == ["\x1b[31mx\x1b[0m", "\x1b[32mx\x1b[0m"]
    with pytest.raises(KeyError):
        painted.paint("x", "yellow")


def test_text_wraps_between_words_and_keeps_a_long_one_whole() -> None:
    url = "https://example.com/" + "x" * 40
    assert list(NARROW.wrapped(f"a few words before {url} and after", "  ", "    ")) == [
        "  a few words before",
        f"    {url}",
        "    and after",
    ]
    assert list(PIPE.wrapped("a few words\nand more", "  ")) == ["  a few words", "  and more"]


def test_items_wrap_between_items_only() -> None:
    assert list(NARROW.listed("of: ", ["one or two", "three or fourteen", "a"], "  ")) == [
        "of: one or two,",
        "  three or fourteen, a",
    ]
    assert list(PIPE.listed("of: ", ["one", "two"], "  ")) == ["of: one, two"]
