"""How times, sizes, digests and this program are written."""

from datetime import datetime
from typing import Final

PROGRAM: Final = "bin/platform-ops"
"""How people call it: from any folder, with no virtual environment to enter first."""

_SHOWN_DIGITS = 12
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def age(seconds: float) -> str:
    """Return a duration in at most two units, such as `3 h 20 min`."""
    for unit, name, part, part_name in ((_DAY, "d", _HOUR, "h"), (_HOUR, "h", _MINUTE, "min"), (_MINUTE, "min", 1, "s")):
        if seconds >= unit:
            whole, rest = divmod(int(seconds), unit)
            return f"{whole} {name} {rest // part} {part_name}" if rest // part else f"{whole} {name}"
    return f"{int(seconds)} s"


def since(then: datetime, now: datetime) -> str:
    """Return how long ago something was."""
    return age(max(0.0, (now - then).total_seconds()))


def short(digest: str | None) -> str:
    """Return a digest as people tell it from others, or that there is none."""
    if digest is None:
        return "none"
    repository, _, rest = digest.rpartition("sha256:")
    return f"{repository}sha256:{rest[:_SHOWN_DIGITS]}"
