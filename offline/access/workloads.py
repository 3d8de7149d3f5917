"""What runs: each container's environment and secrets."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from offline.access.hidden import clear
from offline.simulation.model import Recording
from offline.simulation.values import is_unknown

TASK_DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
_FUNCTION: Final = "aws:lambda/function:Function"


@dataclass(frozen=True)
class Container:
    """One container, or function.

    Attributes:
        name: the logical name of its definition, and its own where they differ.
        environment: variables whose value is plain text.
        secrets: variables that are filled in from a secret, and where from; never the secret.
        unread: whether its definition could not be read.
    """

    name: str
    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    unread: bool = False


def containers(recording: Recording) -> Mapping[str, Container]:
    """Every container of every task definition, and every function, by name."""
    found = {
        one.name: one for definition in recording.of(TASK_DEFINITION) for one in _containers(definition.name, definition.inputs)
    }
    for function in recording.of(_FUNCTION):
        block = function.inputs.get("environment")
        variables = block.get("variables") if isinstance(block, Mapping) else None
        found[function.name] = Container(function.name, {key: str(value) for key, value in (variables or {}).items()}, {})
    return found


def _containers(name: str, inputs: Mapping[str, Any]) -> Iterator[Container]:
    text = clear(inputs.get("containerDefinitions"))
    try:
        declared = [] if is_unknown(text) else json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        declared = []
    if not isinstance(declared, list) or not declared:
        yield Container(name, {}, {}, unread=True)
        return
    for one in declared:
        if isinstance(one, Mapping):
            own = str(one.get("name", ""))
            whole = own if name.startswith(own) else f"{name.removesuffix('-definition')}/{own}"
            yield Container(whole, _pairs(one.get("environment"), "value"), _pairs(one.get("secrets"), "valueFrom"))


def _pairs(entries: Any, value: str) -> Mapping[str, str]:
    return {str(one.get("name")): str(one.get(value)) for one in entries or () if isinstance(one, Mapping)}
