"""Daily and weekly windows in UTC: how long they are, and whether two of them meet, over midnight and the week's end too."""

from collections.abc import Iterator

from stack.problems import Problem

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY


def window_problems(daily_key: str, daily: str, weekly: str, *, minutes: int) -> Iterator[Problem]:
    """Yield what AWS refuses about a tier's daily window and its `maintenance_window`.

    Args:
        daily_key: the setting that holds the daily window.
        daily: `hh:mm-hh:mm`.
        weekly: `ddd:hh:mm-ddd:hh:mm`.
        minutes: the shortest that the service takes.
    """
    start, length = _daily(daily)
    opens, open_for = _weekly(weekly)
    for key, found, lasts in ((daily_key, daily, length), ("maintenance_window", weekly, open_for)):
        if not minutes <= lasts < _DAY:
            yield Problem(
                path=key,
                found=f"{found}, which lasts {lasts} minutes",
                allowed=f"{minutes} minutes or longer, and shorter than a day",
                fix="move its end",
            )
    daily_starts = [day * _DAY + start for day in range(len(_DAYS))]
    if any(_meet(one, length, opens, open_for) for one in daily_starts):
        yield Problem(
            path="maintenance_window",
            found=f"{weekly}, which meets {daily_key} {daily}",
            allowed="windows that do not overlap: AWS refuses them",
            fix="move one of the two",
        )


def _meet(start: int, length: int, other: int, other_length: int) -> bool:
    """Whether two windows of the week share a minute; the week is a circle."""
    return (other - start) % _WEEK < length or (start - other) % _WEEK < other_length


def _daily(window: str) -> tuple[int, int]:
    start, end = (_minutes(time) for time in window.split("-"))
    return start, (end - start) % _DAY


def _weekly(window: str) -> tuple[int, int]:
    start, end = (_DAYS.index(moment[:3]) * _DAY + _minutes(moment[4:]) for moment in window.split("-"))
    return start, (end - start) % _WEEK


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
