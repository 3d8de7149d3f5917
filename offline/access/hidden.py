"""Values without what is secret in them."""

from typing import Any, Final

from offline.simulation.values import marked

SECRET: Final = "(secret)"  # noqa: S105 - what is shown in place of one
"""What stands where a secret is."""


def clear(value: Any) -> Any:
    """The value with every secret inside it replaced by a mark."""
    return marked(value, SECRET)
