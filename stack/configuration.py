"""Pulumi's configuration as plain values: undoes what Pulumi does to a stack file on its way to the program."""

import json
from collections.abc import Mapping
from typing import Any

NAMESPACE = "platform"


def plain_values(config: Mapping[str, str]) -> dict[str, Any]:
    """Return the program's own values by key. Every value arrives as a string, blocks and lists as JSON.

    Args:
        config: `namespace:key` to string, as the engine hands it over.
    """
    return {key.partition(":")[2]: plain_value(text) for key, text in config.items() if key.partition(":")[0] == NAMESPACE}


def plain_value(text: str) -> Any:
    """Return what a string of the configuration says; what is no JSON, or more of it than Python reads, says itself."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
