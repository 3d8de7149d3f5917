"""What the tests here share: estimates of shipped stacks, and of a few resources of their own."""

import functools
import itertools
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from offline.cost.estimate import Estimate, estimate
from offline.cost.lines import Line
from offline.cost.prices import Prices
from offline.simulation.model import STACK_TYPE, Mode, Recording, Resource
from tests.shipped import FOLDER, recorded, values_of
from tests.stacks import Change, as_engine, changed

SHIPPED = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
"""The stacks as shipped; others come and go."""
STACK_URN = "urn:pulumi:test::platform::pulumi:pulumi:Stack::platform-test"
_numbers = itertools.count()


@functools.cache
def shipped(stack: str) -> Estimate:
    """The estimate of a shipped stack file."""
    return estimate(recorded(stack), as_engine(values_of(stack)))


def with_settings(stack: str, *changes: Change) -> Estimate:
    """The estimate of a shipped stack file with settings changed."""
    return estimate(recorded(stack, Mode.APPLIED, *changes), as_engine(changed(values_of(stack), *changes)))


def resource(type_: str, inputs: Mapping[str, Any], name: str = "", outputs: Mapping[str, Any] | None = None) -> Resource:
    """A resource directly below the stack."""
    called = name or f"resource-{next(_numbers)}"
    urn = f"urn:pulumi:test::platform::{type_}::{called}"
    return Resource(
        urn=urn, type=type_, name=called, parent=STACK_URN, custom=True, inputs=inputs, outputs=outputs or {}, id=called
    )


def estimated(
    *resources: Resource, region: str = "us-east-1", usage: Mapping[str, Any] | None = None, known: Prices | None = None
) -> Estimate:
    """The estimate of these resources alone."""
    stack = Resource(urn=STACK_URN, type=STACK_TYPE, name="platform-test", parent=None, custom=False, inputs={}, outputs={})
    provider = resource("pulumi:providers:aws", {"region": region})
    recording = Recording(
        project="platform", stack="test", mode=Mode.APPLIED, resources=(stack, *resources), outputs={}, providers=(provider,)
    )
    return estimate(recording, {"platform:usage": json.dumps(usage)} if usage else {}, known)


def lines(found: Estimate) -> list[Line]:
    """All lines of an estimate."""
    return [line for item in found.items for line in item.lines]


def only_line(found: Estimate, what: str) -> Line:
    """The one line that says this."""
    (line,) = [line for line in lines(found) if line.what.startswith(what)]
    return line


def usd(text: str) -> Decimal:
    """An amount."""
    return Decimal(text)
