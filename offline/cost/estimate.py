"""The estimate of a stack: lines of each resource, summed by component and in all, beside its budget."""

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from offline.cost.lines import CENT, NOTHING, Line, Range, Unpriced
from offline.cost.prices import Prices, prices
from offline.cost.rows.compute import all_tasks, counts_assumed
from offline.cost.rows.table import BY_USE, EVERYWHERE, FREE, PRICED, Row
from offline.cost.usage import Usage
from offline.cost.view import View
from offline.simulation.model import Recording, Resource
from offline.simulation.values import plain

_BUDGET: Final = "aws:budgets/budget:Budget"


@dataclass(frozen=True, kw_only=True)
class Item:
    """What one resource costs.

    Attributes:
        resource: that is paid for.
        component: what stands directly below the stack and has it in it.
        lines: what is paid for.
        unpriced: what is billed and not counted.
    """

    resource: Resource
    component: str
    lines: tuple[Line, ...]
    unpriced: tuple[Unpriced, ...] = ()

    @property
    def amount(self) -> Range:
        """USD a month, of the lines that have a price."""
        return total(self.lines)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What a stack costs a month.

    Attributes:
        stack: its name.
        region: of its default provider.
        items: of each resource that is paid for.
        view: what the lines were made from.
        by_use: what is billed by use that nobody asked for.
        unknown: types of resources that no table has.
        budget: USD a month that the stack may cost; None without a budget.
    """

    stack: str
    region: str
    items: tuple[Item, ...]
    view: View
    by_use: tuple[str, ...]
    unknown: tuple[str, ...]
    budget: Decimal | None

    @property
    def amount(self) -> Range:
        """USD a month in all."""
        return total(line for item in self.items for line in item.lines)

    @property
    def components(self) -> Mapping[str, Range]:
        """USD a month of each component, the dearest first; those that cost nothing are left out."""
        found: dict[str, Range] = {}
        for item in self.items:
            found[item.component] = found.get(item.component, NOTHING).plus(item.amount)
        ranked = sorted(found.items(), key=lambda one: (-one[1].expected, -one[1].high, one[0]))
        return {name: amount for name, amount in ranked if amount.high}

    @property
    def biggest(self) -> list[Item]:
        """Resources, the dearest first."""
        return sorted(self.items, key=lambda item: -item.amount.expected)

    @property
    def assumed(self) -> tuple[str, ...]:
        """What was assumed, each thing once."""
        lines = (line.assumed for item in self.items for line in item.lines if line.assumed)
        return tuple(dict.fromkeys([*counts_assumed(self.view), *lines]))

    @property
    def unpriced(self) -> tuple[str, ...]:
        """What is billed and not counted, each with the reason."""
        found = [f"{one.what} of {item.resource.name}: {one.why}" for item in self.items for one in item.unpriced]
        found += [
            f"{line.what} of {item.resource.name}: no price known in {line.price.region}"
            for item in self.items
            for line in item.lines
            if line.amount is None
        ]
        found += [f"{type_}: in no table of the estimate" for type_ in self.unknown]
        if self.view.usage.states("log_gb") and not all_tasks(self.view).expected:
            found.append("log_gb, which is stated: no service runs a task that could write logs")
        return tuple(dict.fromkeys([*found, *self.by_use, *EVERYWHERE]))

    @property
    def complete(self) -> bool:
        """Whether everything that is billed by the hour or month has a price."""
        return not self.missing

    @property
    def missing(self) -> tuple[str, ...]:
        """What is billed by the hour or month and has no price."""
        lines = (f"{line.what} of {item.resource.name}" for item in self.items for line in item.lines if line.amount is None)
        return tuple(dict.fromkeys([*lines, *self.unknown]))

    @property
    def stood_in(self) -> Mapping[str, str]:
        """Region without prices -> the region whose prices were taken."""
        prices = self.view.prices
        regions = {self.region, *(self.view.region_of(item.resource) for item in self.items)}
        return {region: prices.priced_as(region) for region in sorted(regions) if region not in prices.regions}


def estimate(recording: Recording, config: Mapping[str, str], known: Prices | None = None) -> Estimate:
    """Estimate what a run's resources cost a month.

    Args:
        recording: a run in applied mode.
        config: the stack's configuration, in which use may be stated.
        known: prices in place of the file's.
    """
    view = View(recording=recording, prices=known or prices(), usage=Usage.of(config))
    items, by_use, unknown = [], [], []
    for resource in recording.resources:
        row = PRICED.get(resource.type)
        if row is not None:
            found = _found(row, resource, view)
            lines = tuple(one for one in found if isinstance(one, Line) and one.quantity.high)
            unpriced = tuple(one for one in found if isinstance(one, Unpriced))
            if lines or unpriced:
                items.append(Item(resource=resource, component=view.component(resource), lines=lines, unpriced=unpriced))
        elif resource.type in BY_USE:
            by_use.append(BY_USE[resource.type])
        elif resource.custom and resource.type.startswith("aws:") and resource.type not in FREE:
            unknown.append(resource.type)
    return Estimate(
        stack=recording.stack,
        region=view.region,
        items=tuple(items),
        view=view,
        by_use=tuple(dict.fromkeys(by_use)),
        unknown=tuple(dict.fromkeys(unknown)),
        budget=_budget(recording),
    )


def _found(row: Row, resource: Resource, view: View) -> tuple[Line | Unpriced, ...]:
    """What a resource is billed by; of one whose arguments are not what AWS takes, that nothing can be said."""
    try:
        found = tuple(row(resource, view))
        if all(value.is_finite() for one in found if isinstance(one, Line) for value in one.amount or NOTHING):
            return found
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        pass
    return (Unpriced(what="everything", why="its arguments are not what the type takes"),)


def total(lines: Iterable[Line]) -> Range:
    """The sum of the lines that have a price, each to the cent."""
    found = NOTHING
    for line in lines:
        found = found.plus(line.amount or NOTHING)
    return Range(*(value.quantize(CENT) for value in found))


def _budget(recording: Recording) -> Decimal | None:
    limits = [plain(one.inputs.get("limitAmount")) for one in recording.of(_BUDGET) if one.inputs.get("limitUnit") == "USD"]
    with contextlib.suppress(ArithmeticError):  # a limit that is no figure is none
        return Decimal(str(limits[0])) if limits else None
    return None
