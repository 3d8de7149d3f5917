"""The stack's outputs on a screen: each whole, blocks in lines of their own, and what only `up` decides in one line."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from offline.reporting.terminal import Terminal
from offline.simulation.values import UNKNOWN, Secret, leaves

_GLUE: Final = "\u00a0"
"""Between a key and its value, where a line must not break."""

_LEAST: Final = 24
"""The narrowest that a value is wrapped to."""


def lines(outputs: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    """The outputs, aligned; no value is cut, whatever the width.

    Args:
        outputs: by name.
        terminal: what they are written to.
    """
    known = {name: value for name, value in outputs.items() if not _all_unknown(value)}
    width = max(map(len, known), default=0)
    for name, value in known.items():
        first, *rest = _wrapped(_shown(value), terminal, 4 + width)
        yield f"  {name:<{width}}  {first}"
        yield from (f"  {'':<{width}}  {line}" for line in rest)
    unknown = [name for name in outputs if name not in known]
    if unknown:
        yield from terminal.wrapped(f"Known after up: {', '.join(unknown)}", "  ")


def _all_unknown(value: Any) -> bool:
    found = list(leaves(value))
    return bool(found) and all(leaf == UNKNOWN for leaf in found)


def _wrapped(text: str, terminal: Terminal, indent: int) -> list[str]:
    if terminal.width is None:
        return [text.replace(_GLUE, " ")]
    width = max(_LEAST, terminal.width - indent)
    found = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
    return [line.replace(_GLUE, " ") for line in found]


def _shown(value: Any) -> str:
    """A value as a person writes it: blocks and lists in one line, without the quotes of JSON."""
    if isinstance(value, Secret):
        return "[secret]"
    if value == UNKNOWN:
        return "[known after up]"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}:{_GLUE}{_within(item)}" for key, item in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(map(_within, value)) or "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _within(value: Any) -> str:
    shown = _shown(value)
    return f"{{{shown}}}" if isinstance(value, Mapping) and value else f"[{shown}]" if isinstance(value, list) and value else shown
