"""What the program gives one resource: every property on a line of its own, whole documents of JSON taken apart."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from offline.reporting import outputs
from offline.reporting.terminal import Terminal
from offline.reporting.tree import short
from offline.simulation.model import Recording, Resource


def lines(recording: Recording, name: str, terminal: Terminal) -> Iterator[str]:
    """The properties of every resource of a name; components have none that AWS sees."""
    for resource in recording.resources:
        if resource.custom and resource.name == name:
            yield terminal.paint(f"{resource.name}, {short(resource.type)}", "bold")
            yield from outputs.lines(_readable(resource), terminal, full=True)


def _readable(resource: Resource) -> Mapping[str, Any]:
    return {key: parsed(value) for key, value in resource.inputs.items()}


def parsed(value: Any) -> Any:
    """A text that is a JSON object or list as what it says; anything else as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
