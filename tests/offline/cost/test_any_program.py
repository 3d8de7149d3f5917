"""No program's arguments, however odd, keep an estimate of the rest from being made."""

import dataclasses
import random
from decimal import Decimal
from typing import Any

import pytest

from offline.cost.estimate import estimate
from offline.cost.rows.table import PRICED
from offline.simulation.model import Recording, Resource
from offline.simulation.values import UNKNOWN, Secret
from tests.stacks import STACKS, recorded

ODD: tuple[Any, ...] = (
    *(None, "", -1, 10**30, float("nan"), True, [], {}, "x"),
    *(UNKNOWN, Secret("s"), [None], {"a": 1}, "12", '[{"a":1}]', 0.5),
)


def bent(value: Any, chance: random.Random) -> Any:
    """Return the value with odd ones in some places."""
    if chance.random() < 0.15:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {key: bent(inner, chance) for key, inner in value.items()}
    return [bent(inner, chance) for inner in value] if isinstance(value, list) else value


def bent_resource(resource: Resource, chance: random.Random) -> Resource:
    inputs, outputs = ({key: bent(inner, chance) for key, inner in one.items()} for one in (resource.inputs, resource.outputs))
    return dataclasses.replace(resource, inputs=inputs, outputs=outputs)


def with_resources(recording: Recording, resources: list[Resource]) -> Recording:
    return dataclasses.replace(recording, resources=tuple(resources))


@pytest.mark.parametrize("stack", STACKS)
def test_what_cannot_be_read_is_said_to_be_unpriced(stack: str) -> None:
    recording = recorded(stack)
    for seed in range(5):
        chance = random.Random(seed)  # noqa: S311  the same in every run
        made = estimate(with_resources(recording, [bent_resource(one, chance) for one in recording.resources]), {})
        assert all(value.is_finite() for value in made.amount)
        assert isinstance(made.components, dict)
        assert made.biggest is not None
        assert all(isinstance(line, str) for line in (*made.unpriced, *made.assumed))


def test_the_rest_costs_what_it_did() -> None:
    recording = recorded("production")
    broken = [
        dataclasses.replace(one, inputs={}, outputs={}) if one.name == "cache-replicas" else one for one in recording.resources
    ]
    whole, rest = estimate(recording, {}), estimate(with_resources(recording, broken), {})
    (cache,) = (item for item in whole.items if item.resource.name == "cache-replicas")
    assert cache.resource.type in PRICED
    assert whole.amount.expected - rest.amount.expected == cache.amount.expected > Decimal(0)
    assert any("cache-replicas" in line for line in rest.unpriced)
