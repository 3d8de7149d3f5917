"""A difference as people read it in a terminal or a log: what is loud first."""

import textwrap
from collections.abc import Iterator

from offline.changes.difference import Difference
from offline.changes.sections import headline, loud, sections

WIDTH = 100


def text(found: Difference, width: int = WIDTH) -> str:
    """The whole difference."""
    return "\n".join(_lines(found, width)) + "\n"


def _lines(found: Difference, width: int) -> Iterator[str]:
    losses = list(loud(found))
    if losses:
        yield f"DATA IS AT STAKE: {len(losses)} of these changes {'take' if len(losses) > 1 else 'takes'} data with it"
        for one in losses:
            yield from _wrapped(f"! {one}", 1, width)
        yield ""
    yield from _wrapped(headline(found), 0, width)
    for note in filter(None, (found.cost, *found.notes)):
        yield from _wrapped(note, 0, width)
    for section in sections(found):
        yield ""
        yield section.title
        for line in section.lines:
            yield from _wrapped(line.text, line.depth, width)


def _wrapped(line: str, depth: int, width: int) -> Iterator[str]:
    indent = "  " * depth
    if len(indent + line) <= width:  # columns stay columns
        yield indent + line
        return
    yield from textwrap.wrap(
        line,
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}    " if depth else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
