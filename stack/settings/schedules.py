"""Cron expressions as AWS writes them, and time zones: whether one exists, not only whether it looks like one."""

import functools
import re
import zoneinfo
from typing import Final

from stack.limits import Limit

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
# Field -> lowest and highest number, and names for numbers (EventBridge user guide, "cron expressions").
_FIELDS: Final = (
    (0, 59, ()),
    (0, 23, ()),
    (1, 31, ()),
    (1, 12, _MONTHS),
    (1, 7, _DAYS),
    (1970, 2199, ()),
)
_DAY_OF_MONTH, _MONTH, _DAY_OF_WEEK = 2, 3, 4
_SHORT_MONTHS: Final = dict.fromkeys(("2", "FEB"), 29) | dict.fromkeys(("4", "APR", "6", "JUN", "9", "SEP", "11", "NOV"), 30)


def cron(words: str) -> Limit:
    """The six fields of an AWS cron expression, without `cron()`; one of the two days must be `?`."""
    return Limit(allowed=words, accepts=_is_cron, keywords={"pattern": r"^[\w*?/,#-]+( [\w*?/,#-]+){5}$"})


def known_time_zone(words: str) -> Limit:
    """A name of the IANA time zone database."""
    return Limit(allowed=words, accepts=lambda value: value in _time_zones(), keywords={"minLength": 1})


@functools.cache
def _time_zones() -> frozenset[str]:
    """All of them, which are a folder of files each."""
    return frozenset(zoneinfo.available_timezones())


def _is_cron(expression: str) -> bool:
    fields = expression.split(" ")
    if len(fields) != len(_FIELDS) or (fields[_DAY_OF_MONTH] == "?") == (fields[_DAY_OF_WEEK] == "?"):
        return False
    are_right = all(
        (field == "?" and index in (_DAY_OF_MONTH, _DAY_OF_WEEK)) or all(_is_part(part, index) for part in field.split(","))
        for index, field in enumerate(fields)
    )
    return are_right and _comes(fields[_DAY_OF_MONTH], fields[_MONTH])


def _comes(days: str, months: str) -> bool:
    """Whether any of the months has the earliest of the days: the 30th of February never comes."""
    starts = [re.match("[0-9]{1,2}", day) for day in days.split(",")]
    first = min(int(start[0]) if start else 1 for start in starts)
    return first <= max(_SHORT_MONTHS.get(month.lstrip("0").upper(), 31) for month in months.split(","))


def _is_part(part: str, index: int) -> bool:
    """Whether one entry of a field is a wildcard, a number or name, a range, a step, or one of the letters its field takes."""
    lowest, highest, names = _FIELDS[index]

    def number(text: str) -> int | None:
        if text.upper() in names:
            return names.index(text.upper()) + lowest
        return int(text) if re.fullmatch(r"[0-9]{1,4}", text) and lowest <= int(text) <= highest else None

    base, slash, step = part.partition("/")
    if slash and not re.fullmatch(r"[1-9][0-9]{0,3}", step):
        return False
    if index == _DAY_OF_MONTH and re.fullmatch(r"L|LW|([1-9]|[12][0-9]|3[01])W", base):
        return not slash
    if index == _DAY_OF_WEEK and (base == "L" or re.fullmatch(r"[1-7]L|[1-7]#[1-5]", base)):
        return not slash
    if base == "*":
        return True
    first, dash, last = base.partition("-")
    start, end = number(first), number(last) if dash else None
    return start is not None and (not dash or (end is not None and start <= end))
