"""The stack's outputs for people: every value whole, and one inside another on a line of its own."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from offline.reporting.terminal import Terminal
from offline.simulation.values import UNKNOWN, Secret

_INDENT: Final = "  "


class _Row(NamedTuple):
    """The way to a part of a value, such as `images.registry`, and the part: one text or those of a list, none if unknown."""

    path: str
    texts: Sequence[str] | None


def lines(outputs: Mapping[str, Any], terminal: Terminal, *, full: bool) -> Iterator[str]:
    """The outputs in columns, simple ones first. Unless `full`, those that only AWS decides are a list of names, and so is what
    holds nothing but values that stand above it.
    """
    shown = {name: [row for row in _rows(value) if full or row.texts is not None] for name, value in outputs.items()}
    simple = [_Row(name, rows[0].texts) for name, rows in shown.items() if rows and not rows[0].path]
    yield from _columns(simple, terminal, _INDENT)
    told = {value for value in outputs.values() if isinstance(value, str)} - {UNKNOWN}
    for name, rows in shown.items():
        value = outputs[name]
        if (
            not full
            and isinstance(value, Mapping)
            and value
            and all(isinstance(one, str) and one in told for one in value.values())
        ):
            yield from terminal.listed(f"{_INDENT}{name}, as above: ", list(map(str, value)), _INDENT * 2)
        elif rows and rows[0].path:
            yield _INDENT + name
            yield from _columns(rows, terminal, _INDENT * 2)
    unknown = [] if full else [path for name, value in outputs.items() for path in _unknown(value, name)]
    if unknown:
        yield from terminal.listed(f"{_INDENT}Known after up: ", unknown, _INDENT * 2)


def _columns(rows: Sequence[_Row], terminal: Terminal, indent: str) -> Iterator[str]:
    """Names and values; a value that does not fit beside its name is below it. None is broken: it can be found and copied."""
    width = max((len(row.path) for row in rows), default=0)
    for path, texts in rows:
        items = ["[known after up]"] if texts is None else texts
        lead = f"{indent}{path:<{width}}  "
        beside = list(terminal.listed(lead, items, " " * len(lead)))
        if all(map(terminal.fits, beside)) and "\n" not in "".join(items):
            yield from beside
        else:
            yield indent + path
            yield from terminal.listed(indent + _INDENT, items, indent + _INDENT)


def _rows(value: Any, path: str = "") -> Iterator[_Row]:
    match value:
        case Mapping() if value:
            for key, item in value.items():
                yield from _rows(item, _inside(path, key))
        case list() if any(isinstance(item, Mapping | list) or item == UNKNOWN for item in value):
            for position, item in enumerate(value):
                yield from _rows(item, f"{path}[{position}]")
        case list() if value:
            yield _Row(path, list(map(_text, value)))
        case _:
            yield _Row(path, None if value == UNKNOWN else [_text(value)])


def _unknown(value: Any, path: str) -> Iterator[str]:
    """The ways to what is unknown; to a whole object if nothing in it is known."""
    if all(row.texts is None for row in _rows(value)):
        yield path
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _unknown(item, _inside(path, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _unknown(item, f"{path}[{position}]")


def _inside(path: str, key: Any) -> str:
    return f"{path}.{key}" if path else str(key)


def _text(value: Any) -> str:
    if isinstance(value, Secret):
        return "[secret]"
    if value in ({}, []):
        return "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
