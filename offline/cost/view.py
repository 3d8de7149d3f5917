"""What a row asks of the run beside its own resource: where a resource is, what scales it, and what something costs there."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from offline.cost.lines import Line, Range
from offline.cost.prices import Prices
from offline.cost.usage import Figure, Usage
from offline.simulation.model import STACK_TYPE, Recording, Resource
from offline.simulation.values import plain

TARGET: Final = "aws:appautoscaling/target:Target"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"


@dataclass(frozen=True, kw_only=True)
class View:
    """A run, with prices and use.

    Attributes:
        recording: all of the resources, in applied mode.
        prices: the price file.
        usage: what is used, as stated.
    """

    recording: Recording
    prices: Prices
    usage: Usage

    @functools.cached_property
    def region(self) -> str:
        """Of the default provider; resources may name another."""
        found = (one.inputs.get("region") for one in self.recording.providers)
        return next((region for region in found if isinstance(region, str)), self.prices.regions[0])

    def region_of(self, resource: Resource) -> str:
        """The region a resource is in."""
        return str(resource.inputs.get("region") or self.region)

    def line(
        self,
        resource: Resource,
        what: str,
        quantity: Range | Decimal | float,
        key: str,
        how: str,
        *,
        region: str = "",
        assumed: str = "",
    ) -> Line:
        """A line of a resource, priced where the resource is."""
        return Line(
            what=what,
            quantity=quantity if isinstance(quantity, Range) else Range.of(quantity),
            price=self.prices.of(key, region or self.region_of(resource)),
            how=how,
            assumed=assumed,
        )

    def used(self, resource: Resource, what: str, figure: Figure, key: str) -> Line:
        """A line of what is used in a month."""
        return self.line(resource, what, figure.value, key, "assumed" if figure.assumed else "stated", assumed=figure.assumed)

    def owner(self, resource: Resource) -> str:
        """The name of the component a resource is a part of, or its own."""
        parent = self.recording.by_urn.get(resource.parent or "")
        return resource.name if parent is None or parent.type == STACK_TYPE else parent.name

    def component(self, resource: Resource) -> str:
        """The name of what stands directly below the stack and has the resource in it."""
        one = resource
        while (parent := self.recording.by_urn.get(one.parent or "")) is not None and parent.type != STACK_TYPE:
            one = parent
        return one.name

    @functools.cached_property
    def targets(self) -> Mapping[str, Mapping[str, Any]]:
        """What scales, by the id of what it scales."""
        return {one.inputs["resourceId"]: one.inputs for one in self.recording.of(TARGET)}

    def stored_months(self, group: str) -> Decimal:
        """How many months a log group keeps what it takes in; none where the run declares no such group."""
        found = (one for one in self.recording.of(LOG_GROUP) if one.inputs.get("name") == group)
        days = next((one.inputs.get("retentionInDays", 0) for one in found), 0)
        return Decimal(days) / 30

    def arn_of(self, resource: Resource) -> str:
        """The ARN AWS gives a resource; empty where only AWS knows it."""
        return str(plain(resource.outputs.get("arn", "")))


def region_in(arn: str) -> str:
    """The region that an ARN names."""
    found = re.match(r"arn:[^:]*:[^:]*:([a-z0-9-]+):", arn)
    return found[1] if found else ""
