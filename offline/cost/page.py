"""Estimates as Markdown: of one stack for a pull request, of all beside what others say they cost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from offline.cost.estimate import Estimate, Item
from offline.cost.lines import CENT, NOTHING, Line, Range
from offline.cost.text import basis, budget, spread
from offline.errors import PreviewError, refusal
from offline.yaml_file import document_of

_KEYS = ("comparisons", "choices")


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What an estimate is set beside: rows of others' figures, or what single choices cost.

    Attributes:
        title: of the section.
        stack: whose estimate.
        rows: each with `what` and `ours`, the beginnings of price keys; `theirs`, `share` and `resources` where they apply.
        total: others' total; empty for choices, which have none.
        notes: what to know of it.
    """

    title: str
    stack: str
    rows: Sequence[Mapping[str, Any]]
    total: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


def beside(file: Path) -> tuple[Beside, ...]:
    """Read what estimates are set beside.

    Raises:
        PreviewError: the file cannot be read, or has another form.
    """
    values = document_of(file).values
    try:
        return tuple(Beside(**one) for key in _KEYS for one in values.get(key, ()))
    except TypeError:
        allowed = "comparisons and choices, each a list of blocks with title, stack, rows, total and notes"
        raise refusal(file, found="other keys than these", allowed=allowed, fix="write it as docs/guide-costs.yaml is") from None


def page(estimates: Sequence[Estimate], others: Sequence[Beside] = ()) -> str:
    """One stack as a section; several as a page with a table of them all."""
    if len(estimates) == 1:
        return "\n".join([*_stack(estimates[0]), *_notes(estimates[0]), *_others(estimates, others)]) + "\n"
    lines = [
        "# What the stacks cost",
        "",
        "USD a month: list prices on demand, without tax, free amounts and discounts. *Low* and *high* are the smallest",
        "and largest counts of scaling and the largest disks; *expected* is the smallest count where the stack file's",
        "`platform:usage` states no average. `bin/platform costs STACK` says what is assumed and what is left out,",
        "`--explain NAME` how a figure comes about.",
        "Written by `make costs`; a test keeps the page and the stack files equal.",
        "",
        "| stack | low | expected | high | budget |",
        "| --- | --: | --: | --: | --: |",
    ]
    for one in estimates:
        low, expected, high = one.amount
        lines.append(f"| [{one.stack}](#{one.stack}) | {low} | **{expected}** | {high} | {one.budget or 'none'} |")
    lines += [line for one in estimates for line in ("", *_stack(one))]
    return "\n".join([*lines, *_others(estimates, others)]) + "\n"


def _notes(estimate: Estimate) -> Iterator[str]:
    """What a reader of the figures has to know: the budget, what was assumed, what is left out."""
    yield ""
    yield " ".join(budget(estimate))
    for title, lines in (("Assumed", estimate.assumed), ("Not in the estimate", estimate.unpriced)):
        if lines:
            yield from ("", f"{title}:", "", *(f"- {line}" for line in lines))


def _stack(estimate: Estimate) -> Iterator[str]:
    yield f"## {estimate.stack}"
    yield ""
    yield basis(estimate)
    yield ""
    yield "| component | low | expected | high |"
    yield "| --- | --: | --: | --: |"
    for name, amount in estimate.components.items():
        yield f"| {name} | {amount.low} | {amount.expected} | {amount.high} |"
    low, expected, high = estimate.amount
    yield f"| **total** | {low} | **{expected}** | {high} |"


def _others(estimates: Sequence[Estimate], others: Sequence[Beside]) -> Iterator[str]:
    by_name = {one.stack: one for one in estimates}
    for other in others:
        if other.stack not in by_name:
            raise PreviewError(f"{other.title}: no stack {other.stack!r} is estimated; name one of {', '.join(by_name)}")
        yield from ("", f"## {other.title}", "")
        yield from _compared(by_name[other.stack], other) if other.total else _chosen(by_name[other.stack], other)
        if other.notes:
            yield from ("", *(f"- {note}" for note in other.notes))


def _compared(estimate: Estimate, other: Beside) -> Iterator[str]:
    """Rows beside ours, each line of the estimate in the row that names its price most closely."""
    sums = dict.fromkeys([row["what"] for row in other.rows], NOTHING)
    rest = NOTHING
    for _, line in _lines(estimate):
        fitting = [(len(start), row["what"]) for row in other.rows for start in row["ours"] if line.price.key.startswith(start)]
        amount = line.amount or NOTHING
        if fitting:
            what = max(fitting)[1]
            sums[what] = sums[what].plus(amount)
        else:
            rest = rest.plus(amount)
    yield "| what | guide | here |"
    yield "| --- | --: | --: |"
    for row in other.rows:
        yield f"| {row['what']} | {row.get('theirs', 'left out')} | {spread(sums[row['what']])} |"
    if rest.high:
        yield f"| other | left out | {spread(rest)} |"
    yield f"| **total** | {other.total} | **{spread(estimate.amount)}** |"


def _chosen(estimate: Estimate, other: Beside) -> Iterator[str]:
    """What each choice costs at the expected counts, and what would be left without all of them."""
    whole = Decimal(0)
    yield "| what | USD |"
    yield "| --- | --: |"
    for row in other.rows:
        part = Fraction(row.get("share", "1"))
        amount = sum((_expected(line) for item, line in _lines(estimate) if _is_of(row, item, line)), Decimal(0))
        amount = (amount * part.numerator / part.denominator).quantize(CENT, ROUND_HALF_UP)
        whole += amount
        yield f"| {row['what']} | {amount} |"
    expected = estimate.amount.expected
    yield f"| **together** | **{whole}** |"
    yield f"| expected without them, of {expected} | {expected - whole} |"


def _is_of(row: Mapping[str, Any], item: Item, line: Line) -> bool:
    named = item.resource.name.startswith(row.get("resources", ""))
    return named and any(line.price.key.startswith(start) for start in row["ours"])


def _expected(line: Line) -> Decimal:
    amount: Range = line.amount or NOTHING
    return amount.expected


def _lines(estimate: Estimate) -> Iterator[tuple[Item, Line]]:
    return ((item, line) for item in estimate.items for line in item.lines)
