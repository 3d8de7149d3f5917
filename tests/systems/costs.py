"""What a system costs, as its page adds it up: rows of `| what | how many | price | USD |`, and their total."""

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

HOURS = 730
"""Of a month."""


class Row(NamedTuple):
    """One thing that is paid for."""

    what: str
    number: Decimal
    price: Decimal
    total: Decimal


class CostPage:
    """The costs of a page.

    Args:
        path: of the page.
    """

    def __init__(self, path: Path) -> None:
        text = path.read_text()
        rows = re.findall(r"^\| ([^|]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", text, re.MULTILINE)
        self.rows = [Row(what, Decimal(count), Decimal(price), Decimal(total)) for what, count, price, total in rows]
        (total,) = re.findall(r"^\| \*\*total\*\* \| \| \| \*\*([\d.]+)\*\* \|$", text, re.MULTILINE)
        self.total = Decimal(total)

    def counted(self, beginning: str) -> Decimal:
        """Return how many of something there are."""
        (found,) = (row.number for row in self.rows if row.what.startswith(beginning))
        return found

    def wrong(self) -> list[str]:
        """Return the rows that do not add up, and `total` where the sum does not."""
        cents = Decimal("0.01")
        rows = [row.what for row in self.rows if (row.number * row.price).quantize(cents, ROUND_HALF_UP) != row.total]
        return rows + (["total"] if sum(row.total for row in self.rows) != self.total else [])
