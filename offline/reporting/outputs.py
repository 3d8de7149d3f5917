"""The stack's outputs for people: every value whole, and one inside another on a line of its own."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from offline.reporting.terminal import Terminal
from offline.simulation.values import UNKNOWN, Secret

_INDENT: Final = "  "


def lines(outputs: Mapping[str, Any], terminal: Terminal, *, full: bool) -> Iterator[str]:
    """The outputs in columns, simple ones first. Of those that only AWS decides there is a list of names, unless `full`."""
    shown = {name: [row for row in _rows(value) if full or row[1] is not None] for name, value in outputs.items()}
    simple = {name: rows[0][1] for name, rows in shown.items() if rows and not rows[0][0]}
    yield from _columns(list(simple.items()), terminal, _INDENT)
    for name, rows in shown.items():
        if rows and name not in simple:
            yield _INDENT + name
            yield from _columns(rows, terminal, _INDENT * 2)
    unknown = [] if full else [path for name, value in outputs.items() for path in _unknown(value, name)]
    if unknown:
        yield from terminal.listed(f"{_INDENT}unknown until up: ", unknown, _INDENT * 2)


def _columns(rows: Sequence[tuple[str, str | None]], terminal: Terminal, indent: str) -> Iterator[str]:
    """Names and values; a value that does not fit beside its name is below it. None is broken: it can be found and copied."""
    width = max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        text = "[unknown until up]" if value is None else value
        row = f"{indent}{name:<{width}}  {text}"
        if "\n" in text:
            yield from (indent + name, text)
        elif terminal.fits(row):
            yield row
        else:
            yield from (indent + name, f"{indent}{_INDENT}{text}")


def _rows(value: Any, path: str = "") -> Iterator[tuple[str, str | None]]:
    """What to show of a value, with the way to each part such as `images.registry`; a part that is unknown has no text."""
    match value:
        case Mapping() if value:
            for key, item in value.items():
                yield from _rows(item, _inside(path, key))
        case [single]:
            yield from _rows(single, path)
        case list() | tuple() if value:
            for position, item in enumerate(value):
                yield from _rows(item, f"{path}[{position}]")
        case _:
            yield path, None if value == UNKNOWN else _text(value)


def _unknown(value: Any, path: str) -> Iterator[str]:
    """The ways to what is unknown; to a whole object if nothing in it is known."""
    if all(text is None for _, text in _rows(value)):
        yield path
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _unknown(item, _inside(path, key))
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            yield from _unknown(item, f"{path}[{position}]")


def _inside(path: str, key: Any) -> str:
    return f"{path}.{key}" if path else str(key)


def _text(value: Any) -> str:
    if isinstance(value, Secret):
        return "[secret]"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
