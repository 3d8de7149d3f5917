"""An estimate for people: a table of components, what was assumed, what is left out, and how each figure comes about."""

import difflib
import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from offline.cost.cheaper import cheaper
from offline.cost.estimate import Estimate, Item
from offline.cost.lines import Line, Range
from offline.cost.prices import HOURS
from offline.errors import PreviewError

WIDTH: Final = 100
_BIGGEST: Final = 3
"""Resources named in a list of the biggest."""


def table(estimate: Estimate) -> list[str]:
    """The whole estimate."""
    low, expected, high = estimate.amount
    least = "" if estimate.complete else "at least "
    over = f", from {low} to {high} over the range of scaling" if low != high else ""
    lines = [*_wrapped(f"{estimate.stack}: {least}{expected} USD a month expected{over}"), "", *_wrapped(basis(estimate))]
    lines += ["", *_rows(estimate), "", *budget(estimate)]
    if estimate.assumed:
        lines += ["", "Assumed, as the stack file's platform:usage does not state it:"]
        lines += [line for one in estimate.assumed for line in _wrapped(one, "  ")]
    if estimate.unpriced:
        lines += ["", "Not in the estimate:"]
        lines += [line for one in estimate.unpriced for line in _wrapped(one, "  ")]
    example = next(iter(estimate.components), "NAME")
    return [
        *lines,
        "",
        *_wrapped(f"How the figures of a component or resource come about: costs {estimate.stack} --explain {example}"),
    ]


def summary(estimates: Sequence[Estimate]) -> list[str]:
    """A line for each stack."""
    width = max((len(one.stack) for one in estimates), default=0)
    lines = [f"{'stack':<{width}}  {'low':>9}  {'expected':>9}  {'high':>9}  {'budget':>9}"]
    for one in estimates:
        low, expected, high = one.amount
        over = "  ABOVE" if one.budget is not None and expected > one.budget else ""
        without = "" if one.complete else "  without what has no price"
        lines.append(f"{one.stack:<{width}}  {low:>9}  {expected:>9}  {high:>9}  {one.budget or 'none':>9}{over}{without}")
    return lines


def basis(estimate: Estimate) -> str:
    """What the figures rest on, in a sentence or two."""
    collected = estimate.view.prices.collected
    words = f"{estimate.region}: list prices on demand collected on {collected}, a month of {HOURS} hours, without tax, "
    words += "free amounts of the account and discounts. "
    words += " ".join(f"No prices are known for {one}: those of {taken} are taken." for one, taken in estimate.stood_in.items())
    return words.strip()


def budget(estimate: Estimate) -> list[str]:
    """How the estimate compares with the stack's budget, and what to change where it is above it."""
    if estimate.budget is None:
        return ["Budget: none is declared"]
    _, expected, high = estimate.amount
    over = expected - estimate.budget
    if over <= 0:
        line = f"Budget: {estimate.budget} USD; expected is {-over} below it"
        above = high - estimate.budget
        line += f", the largest counts {above} above it" if above > 0 else ""
        return [line + ("" if estimate.complete else ", without what has no price")]
    lines = [f"Budget: {estimate.budget} USD; expected is {over} ABOVE it. The biggest items:"]
    for item in estimate.biggest[:_BIGGEST]:
        hint = cheaper(item, estimate.view)
        lines += _wrapped(f"{item.resource.name}: {item.amount.expected}{f'; {hint}' if hint else ''}", "  ")
    return lines


def explain(estimate: Estimate, name: str) -> list[str]:
    """How the figures of a component, or of resources with this name, come about.

    Raises:
        PreviewError: nothing has the name, or nothing with it costs anything.
    """
    items = [item for item in estimate.items if item.resource.name == name] or [
        item for item in estimate.items if item.component == name
    ]
    if not items:
        raise PreviewError(_nothing(estimate, name))
    lines: list[str] = []
    for item in items:
        lines += [*_explained(item, estimate), ""]
    if len(items) > 1:
        whole = Range(*(sum((item.amount[index] for item in items), Decimal(0)) for index in range(3)))
        return [*lines, f"{name} in all: {spread(whole)} USD a month"]
    return lines[:-1]


def spread(amount: Range) -> str:
    """A range in words: the expected figure, with the others where they differ."""
    low, expected, high = map(plain, amount)
    least = f"at least {low}, " if low != expected else ""
    return expected if low == high else f"{expected} ({least}at most {high})"


def plain(value: Decimal) -> str:
    """A number as people write it: cents where it is money, no more than six decimals, no exponent."""
    exponent = value.as_tuple().exponent
    if exponent == -2:  # noqa: PLR2004 - cents
        return f"{value:f}"
    text = f"{value:.6f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rows(estimate: Estimate) -> Iterator[str]:
    names = estimate.components
    width = max([len("component"), *map(len, names)])
    yield f"{'component':<{width}}  {'low':>9}  {'expected':>9}  {'high':>9}  most of it"
    for name, (low, expected, high) in names.items():
        row = f"{name:<{width}}  {low:>9}  {expected:>9}  {high:>9}  {_most(estimate, name)}"
        yield row if len(row) <= WIDTH else row[: WIDTH - 3] + "..."
    low, expected, high = estimate.amount
    yield f"{'total':<{width}}  {low:>9}  {expected:>9}  {high:>9}"


def _most(estimate: Estimate, component: str) -> str:
    """The dearest line of a component."""
    lines = [
        (line.amount.expected, line.amount.high, f"{item.resource.name}: {line.what}")
        for item in estimate.items
        if item.component == component
        for line in item.lines
        if line.amount is not None
    ]
    return max(lines)[2] if lines else ""


def _explained(item: Item, estimate: Estimate) -> Iterator[str]:
    yield f"{item.resource.name} ({item.resource.type}), part of {item.component}, {estimate.view.region_of(item.resource)}"
    for line in item.lines:
        yield f"  {line.what}: {line.how}"
        yield f"    {arithmetic(line)}"
        yield from _wrapped(f"price: {line.price.key} in {line.price.region}; {line.price.source}", "    ")
        if line.price.note:
            yield from _wrapped(f"note: {line.price.note}", "    ")
        if line.assumed:
            yield from _wrapped(f"assumed: {line.assumed}", "    ")
    for one in item.unpriced:
        yield from _wrapped(f"{one.what}: not priced, {one.why}", "  ")
    yield f"  together: {spread(item.amount)} USD a month"


def arithmetic(line: Line) -> str:
    """Quantity times price is amount."""
    quantity = spread(line.quantity)
    if line.amount is None or line.price.amount is None:
        return f"{quantity} x no known price = not priced"
    return f"{quantity} x {line.price.amount:f} USD per {line.price.unit} = {spread(line.amount)}"


def _nothing(estimate: Estimate, name: str) -> str:
    known = {resource.name for resource in estimate.view.recording.resources}
    paid = sorted({item.resource.name for item in estimate.items} | {item.component for item in estimate.items})
    if name in known:
        return f"{name!r} costs nothing by itself; what does: {', '.join(estimate.components)}"
    close = difflib.get_close_matches(name, paid, n=3) or list(estimate.components)
    return f"the stack pays for no component or resource called {name!r}; it pays for {', '.join(close)}"


def _wrapped(text: str, indent: str = "") -> Sequence[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  " if indent else "")
