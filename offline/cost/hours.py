"""How much of a week something runs that a schedule stops and starts."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_WEEK: Final = 7 * 24 * 60
_CRON: Final = re.compile(r"cron\((\d{1,2}) (\d{1,2}) (\?|\*) \* (\S+) \*\)")


def share(actions: Iterable[tuple[str, bool]]) -> Fraction | None:
    """The part of a week in which something runs.

    Args:
        actions: schedules such as `cron(0 20 ? * MON-FRI *)`, each with whether it starts what runs.

    Returns:
        1 without a schedule; None where one of them does not repeat weekly in a way that can be read.
    """
    moments: list[tuple[int, bool]] = []
    for schedule, starts in actions:
        minutes = list(_minutes(schedule))
        if not minutes:
            return None
        moments += [(minute, starts) for minute in minutes]
    if not moments:
        return Fraction(1)
    moments.sort()
    runs = 0
    for index, (minute, starts) in enumerate(moments):
        following = moments[index + 1][0] if index + 1 < len(moments) else moments[0][0] + _WEEK
        runs += (following - minute) * starts
    return Fraction(runs, _WEEK)


def _minutes(schedule: str) -> Iterator[int]:
    """The minutes of a week, from Sunday, at which a schedule falls due; none where it cannot be read."""
    found = _CRON.fullmatch(schedule)
    if found is None:
        return
    for part in found[4].split(","):
        first, _, last = part.partition("-")
        if part in ("*", "?"):
            days: Iterable[int] = range(7)
        elif first in _DAYS and (last or first) in _DAYS:
            start = _DAYS.index(first)
            days = range(start, start + (_DAYS.index(last or first) - start) % 7 + 1)
        else:
            return
        for day in days:
            yield ((day % 7) * 24 + int(found[2])) * 60 + int(found[1])
