"""Actions that AWS cannot limit to a resource: `unscopable_actions.txt` lists them, one action or all of a service a line."""

from functools import cache
from pathlib import Path

from policy.model.patterns import matches


def is_unscopable(action: str) -> bool:
    """Whether an action, or a pattern for several, has no resource to be limited to."""
    return any(matches(pattern, action) for pattern in _patterns())


@cache
def _patterns() -> tuple[str, ...]:
    lines = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in map(str.strip, lines) if line and not line.startswith("#"))
