"""AWS's list prices with their sources: `prices.yaml`. A price nobody could find is none, never zero."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from offline.yaml_file import document_of

FILE: Final = Path(__file__).parent / "prices.yaml"
HOURS: Final = Decimal(730)
"""Of a month."""


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one unit of something costs in a region.

    Attributes:
        key: its place in the file, such as `network.nat_gateway_hour`.
        region: whose price it is; of a region without prices, the one that stands in for it.
        amount: USD; None where no price is known.
        unit: what one price buys.
        source: where it was seen, or what it rests on.
        note: what the price leaves out, or why to doubt it.
    """

    key: str
    region: str
    amount: Decimal | None
    unit: str
    source: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Prices:
    """The price file."""

    regions: tuple[str, ...]
    stand_ins: Mapping[str, str]
    sources: Mapping[str, str]
    entries: Mapping[str, Mapping[str, Any]]
    collected: str

    def priced_as(self, region: str) -> str:
        """The region whose prices are taken for a region: itself where it has any."""
        return region if region in self.regions else self.stand_ins.get(region, self.regions[0])

    def of(self, key: str, region: str) -> Price:
        """The price of something in a region; without an amount where the file has none."""
        taken = self.priced_as(region)
        entry = self.entries.get(key)
        if entry is None:
            return Price(key=key, region=taken, amount=None, unit="", source="no price known")
        amount = entry[taken]
        return Price(
            key=key,
            region=taken,
            amount=None if amount is None else Decimal(str(amount)),
            unit=entry["unit"],
            source=self._source(entry, taken),
            note=entry.get("note", ""),
        )

    def _source(self, entry: Mapping[str, Any], region: str) -> str:
        kind = entry["source"]
        kind = kind[region] if isinstance(kind, dict) else kind
        if kind is None:
            return "no price known"
        if kind == "known":
            return "general knowledge, seen in no source"
        return "; ".join(self.sources[ref] for ref in entry["ref"])


@functools.cache
def prices(file: Path = FILE) -> Prices:
    """Read the price file."""
    values = document_of(file).values
    return Prices(
        regions=tuple(values["regions"]),
        stand_ins=values["stand_ins"],
        sources={key: f"{one['title']}, {one['date'] or 'undated'}" for key, one in values["sources"].items()},
        entries=values["prices"],
        collected=values["collected"],
    )
