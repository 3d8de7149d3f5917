"""A difference in Markdown, for a pull request: what is loud is open, the rest is folded."""

from collections.abc import Iterator
from typing import Final

from offline.changes.difference import Difference
from offline.changes.sections import headline, loud, sections

_LARGEST: Final = 60_000
"""How many characters a comment gets; GitHub takes 65,536."""


def markdown(found: Difference) -> str:
    """The whole difference; a very long one ends with a line that says so."""
    written = "\n".join(_lines(found)) + "\n"
    if len(written) <= _LARGEST:
        return written
    kept = written[:_LARGEST].rpartition("\n")[0]
    fence = "\n```" if kept.count("\n```") % 2 else ""
    ends = "\n</details>" if kept.count("<details>") > kept.count("</details>") else ""
    return f"{kept}{fence}{ends}\n\nThe rest is too long for a comment: `--format text` has all of it.\n"


def _lines(found: Difference) -> Iterator[str]:
    losses = list(loud(found))
    yield f"## {found.before} and {found.after}" if found.side_by_side else f"## What changes from {found.before} to {found.after}"
    yield ""
    if losses:
        yield "> [!CAUTION]"
        yield "> **Data is at stake.**"
        yield from (f"> - {_escaped(one)}" for one in losses)
        yield ""
    yield _escaped(headline(found))
    for line in (found.cost, *found.notes):
        if line:
            yield ""
            yield _escaped(line)
    for section in sections(found):
        count = sum(line.depth == 1 for line in section.lines)
        yield ""
        yield f"<details><summary>{_escaped(section.title)} ({count})</summary>"
        yield ""
        yield "```text"
        yield from (f"{'  ' * (line.depth - 1)}{line.text.replace('```', '` ` `')}" for line in section.lines)
        yield "```"
        yield ""
        yield "</details>"


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("|", "\\|")
