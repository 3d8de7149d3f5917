"""Values without what is secret in them."""

from typing import Any, Final

from offline.simulation.values import marked

SECRET: Final = "(secret)"  # noqa: S105 - what is shown in place of one
"""What stands where a secret is."""


def clear(value: Any) -> Any:
    """The value with every secret inside it replaced by a mark."""
    return marked(value, SECRET)


def listed(value: Any) -> list[Any]:
    """The elements of a list, without what is secret in them; what is no list is the only one."""
    shown = clear(value)
    return list(shown) if isinstance(shown, list | tuple) else [] if shown is None else [shown]
