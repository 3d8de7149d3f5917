"""A summary in Markdown, for a pull request: the verdict, each finding with its way out, what is declared, how it connects."""

from collections.abc import Iterator, Sequence
from typing import Final

from offline.access.sizes import sizes
from offline.explaining.parts import Parts
from offline.judging.findings import Finding
from offline.reporting import budget
from offline.reporting.components import folded
from offline.reporting.forms import printable
from offline.reporting.mermaid import flowchart
from offline.reporting.summary import Summary, counted
from offline.simulation.mode import Mode

LONGEST: Final = 65_536
"""Characters that GitHub takes in a comment."""

_LONGEST_CELL: Final = 4_000

_LEFT_OUT: Final = "_More than a comment holds: {count} left out here; `--format html` has everything._"


def markdown(summary: Summary) -> str:
    """The whole summary, cut between its parts where it would be too long for a comment."""
    text = "\n".join(_verdict(summary)) + "\n"
    parts = [
        *_tables(summary),
        *_drawing(summary),
        *_folded("Costs", _costs(summary)),
        *_folded("Sizes", _sizes(summary)),
        *_folded("Components", _tree(summary)),
    ]
    missing = 0
    for part in parts:
        if len(text) + len(part) + len(_LEFT_OUT) + 20 < LONGEST and not missing:
            text += f"\n{part}\n"
        else:
            missing += 1
    return text + (f"\n{_LEFT_OUT.format(count=counted(missing, 'part'))}\n" if missing else "")


def _verdict(summary: Summary) -> Iterator[str]:
    said = "nothing forbids it" if summary.verdict.passed else "forbidden"
    yield f"## Offline preview of `{summary.project.stack}`: {said}{summary.set_aside}"
    yield ""
    yield "AWS was not contacted and nothing was created: every answer is simulated."
    yield ""
    yield str(summary.counts)
    if summary.estimate:
        yield ""
        yield budget.line(summary.estimate)
    if summary.judges:
        yield ""
        yield f"{summary.judges}."
    if summary.silence:
        yield ""
        yield f"{summary.silence.capitalize()}: {', '.join(map(_code, summary.not_judged))}."
    if summary.undecided:
        count = sum(map(len, summary.undecided.values()))
        yield ""
        then = "all decided once applied" if Mode.APPLIED in summary.runs else "--mode applied decides them"
        yield f"{counted(count, 'check')} undecided while planned, {then}."


def _tables(summary: Summary) -> Iterator[str]:
    if summary.lowered:
        rows = (f"| {_code(one.rule)} | {_cell(str(one))} |" for one in summary.lowered)
        yield "\n".join(["### Rules that ask less than usual", "", "| rule | configured |", "| --- | --- |", *rows])
    kinds = (
        ("Violations", summary.verdict.forbidding),
        ("Not decided in any mode", summary.unclear),
        ("Advice", summary.verdict.advice),
    )
    for title, findings in kinds:
        yield from _findings(title, findings)


def _findings(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    """A table of findings; what does not fit into a comment is counted below it."""
    head = f"### {title}\n\n| rule | resource | what, why, how to fix |\n| --- | --- | --- |"
    rows = [
        f"| {_code(one.rule)} | {_code(one.resource or 'the stack')} | {_cell(f'{one.title}. {one.text}')} |" for one in findings
    ]
    shown = rows[: _fitting(rows, LONGEST // 2)]
    if rows:
        more = f"\n\n{counted(len(rows) - len(shown), 'more finding')}." if len(shown) < len(rows) else ""
        yield "\n".join([head, *shown]) + more


def _fitting(rows: Sequence[str], most: int) -> int:
    """How many of the rows fit into so many characters; one at least."""
    length = 0
    for place, row in enumerate(rows):
        length += len(row) + 1
        if length > most:
            return max(1, place)
    return len(rows)


def _drawing(summary: Summary) -> Iterator[str]:
    drawn = flowchart(Parts(summary.applied))
    if drawn:
        yield f"### Who reaches what\n\n```mermaid\n{drawn}\n```"


def _costs(summary: Summary) -> Iterator[str]:
    yield "| component | low | expected | high |\n| --- | --: | --: | --: |"
    for name, amount in summary.estimate.components.items() if summary.estimate else ():
        yield f"| `{name}` | {amount.low} | {amount.expected} | {amount.high} |"


def _sizes(summary: Summary) -> Iterator[str]:
    yield "| resource | what | size |\n| --- | --- | --- |"
    for size, value in sizes(summary.applied).items():
        yield f"| {f'`{size.resource}`' if size.resource else 'the stack'} | {size.what} | {_cell(str(value))} |"


def _tree(summary: Summary) -> Iterator[str]:
    yield "| component | type | resources | protected |\n| --- | --- | --- | --- |"
    for line in folded(summary.recording, summary.violated):
        yield f"| {_code(line.name)} | {line.type} | {line.resources} | {line.protected} |"


def _folded(title: str, lines: Iterator[str]) -> Iterator[str]:
    head, *rows = lines
    if rows:
        inside = "\n".join([head, *rows])
        yield f"<details><summary>{title} ({len(rows)})</summary>\n\n{inside}\n\n</details>"


def _code(name: str) -> str:
    """A name in a cell, as it is but for what would end the cell or the code."""
    return f"`{_cell(printable(name)).replace('`', chr(39))}`"


def _cell(text: str) -> str:
    line = " ".join(text.split())
    return (line if len(line) <= _LONGEST_CELL else f"{line[:_LONGEST_CELL]} ...").replace("|", "\\|")
