"""A last guard: a string that the program or a rule wrote may quote a secret it was given."""

from collections.abc import Iterable
from typing import Final

from offline.simulation.model import Resource
from offline.simulation.values import UNKNOWN, secrets

_SHORTEST: Final = 4
"""Shorter secrets are also parts of ordinary words; no string of this package contains one."""


def redact(text: str, resources: Iterable[Resource]) -> str:
    """The text with every secret of the resources in it replaced."""
    found = {
        str(value)
        for resource in resources
        for value in secrets([resource.inputs, resource.outputs])
        if value != UNKNOWN and len(str(value)) >= _SHORTEST
    }
    for value in sorted(found, key=len, reverse=True):
        text = text.replace(value, "[secret]")
    return text
