"""What an estimate is made of: ranges of quantities, and lines of quantity times price."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from offline.cost.prices import Price

CENT: Final = Decimal("0.01")


class Range(NamedTuple):
    """A figure at the smallest counts of scaling, as expected, and at the largest."""

    low: Decimal
    expected: Decimal
    high: Decimal

    @classmethod
    def of(cls, value: Decimal | float) -> "Range":
        """One figure, whatever the load."""
        exact = Decimal(str(value))
        return cls(exact, exact, exact)

    def times(self, factor: Decimal | float) -> "Range":
        """The range, scaled."""
        return Range(*(value * Decimal(str(factor)) for value in self))

    def plus(self, other: "Range") -> "Range":
        """The sum of two ranges, figure by figure."""
        return Range(*(one + more for one, more in zip(self, other, strict=True)))


NOTHING: Final = Range.of(0)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that is paid for.

    Attributes:
        what: in a few words, such as `instance hours`.
        quantity: how much of it a month, in the price's unit.
        price: of one unit.
        how: where the quantity comes from, such as `2 zones x 730 hours`.
        assumed: what was assumed to get the quantity; empty where everything is stated.
    """

    what: str
    quantity: Range
    price: Price
    how: str
    assumed: str = ""

    @property
    def amount(self) -> Range | None:
        """USD a month, each figure to the cent; None without a price."""
        price = self.price.amount
        if price is None:
            return None
        return Range(*((quantity * price).quantize(CENT, ROUND_HALF_UP) for quantity in self.quantity))


@dataclass(frozen=True, kw_only=True)
class Unpriced:
    """Something that is billed and not in the estimate, and why."""

    what: str
    why: str
