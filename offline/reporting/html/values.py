"""Properties for people: one row for each value, whole documents of JSON taken apart, what only AWS decides marked."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from offline.reporting.html.elements import Content, element
from offline.reporting.properties import parsed
from offline.simulation.values import UNKNOWN, Secret


class Row(NamedTuple):
    """One value."""

    path: str
    """The way to it, such as `rules[0].priority`."""
    text: str
    later: bool
    """Whether only AWS decides it; the text is then a simulated answer."""


def rows_of(values: Mapping[str, Any], planned: Mapping[str, Any] | None) -> Iterator[Row]:
    """The rows of a resource or of the outputs.

    Args:
        values: the values, of the run in which most is known.
        planned: the same in the run that knows only what the program decides; None where there was none.
    """
    for key, value in values.items():
        before = value if planned is None else planned.get(key)
        yield from _rows(key, parsed(value), parsed(before), later=before == UNKNOWN)


def value_of(row: Row) -> Content:
    """The value as the page shows it."""
    if not row.later:
        return element("code", row.text)
    return element("code", row.text, class_="later", title="AWS decides this; here is a simulated answer")


def _rows(path: str, value: Any, planned: Any, *, later: bool) -> Iterator[Row]:
    match value:
        case Mapping() if value:
            for key, item in value.items():
                before = planned.get(key) if isinstance(planned, Mapping) else None
                yield from _rows(f"{path}.{key}", item, before, later=later or before == UNKNOWN)
        case list() if any(isinstance(item, Mapping | list) for item in value):
            for place, item in enumerate(value):
                before = planned[place] if isinstance(planned, list) and place < len(planned) else None
                yield from _rows(f"{path}[{place}]", item, before, later=later or before == UNKNOWN)
        case list() if value:
            unknown = isinstance(planned, list) and UNKNOWN in planned
            yield Row(path, ", ".join(map(_text, value)), later or unknown or value == [UNKNOWN])
        case _:
            yield Row(path, _text(value), later or value == UNKNOWN)


def _text(value: Any) -> str:
    if value == UNKNOWN:
        return "known after up"
    if isinstance(value, Secret):
        return "[secret]"
    if value in ({}, []):
        return "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
