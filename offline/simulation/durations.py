"""Durations as options of resources say them, such as `40m` or `1h30m`, in seconds as the engine keeps them."""

import re
from typing import Final

from offline.simulation.model import OfflineError

_SECONDS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART: Final = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")


def seconds(text: str, *, what: str) -> float:
    """Seconds of a duration in Go's notation, which the engine reads (`time.ParseDuration`).

    Args:
        text: the duration; empty is none, and 0 seconds.
        what: whose it is, for the message.

    Raises:
        OfflineError: it is none; the engine would end the run.
    """
    parts = list(_PART.finditer(text))
    if "".join(part.group() for part in parts) != text and text != "0":
        raise OfflineError(f"{what} is {text!r}, which is no duration; write numbers with units, such as 40m or 1h30m")
    return sum(float(part[1]) * _SECONDS[part[2]] for part in parts)
