"""What moto lacks: answers that botocore's models of the operations accept, from the recorded plan where it says anything."""

from collections.abc import Mapping
from typing import Any

from tests.ops.driving import Ops
from tests.ops.front import Fake

TABLE: Mapping[str, str] = {}
"""Operation -> what the fake answers. docs/operations.md lists it."""


def fakes(ops: Ops) -> dict[tuple[str, str], Fake]:  # noqa: ARG001  the first that needs it is about to come
    """Return a fake for each operation that moto lacks."""
    made: dict[tuple[str, str], Fake] = {}
    return made


def _nothing(_: Mapping[str, Any]) -> Mapping[str, Any]:
    return {}
