"""Plain data as rules see it: JSON-like values plus one marker for what a preview cannot know yet."""

import json
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final


class Unknown(Enum):
    """The type of `UNKNOWN`. It refuses to be a condition: a rule has to state what it does about an unknown."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        """Raise: an unknown is neither true nor false."""
        raise TypeError("an unknown value has no truth; compare it with UNKNOWN first")


UNKNOWN: Final = Unknown.UNKNOWN


class Unreadable(Enum):
    """The type of `UNREADABLE`: a document that is known and is not what it should be."""

    UNREADABLE = "unreadable"


UNREADABLE: Final = Unreadable.UNREADABLE

_MOST: Final = 1e300  # beyond, no number is one that AWS has a use for
_DEEPEST: Final = 100  # a struct of Pulumi's has no more levels, and a policy of AWS's a tenth of them


def dig(value: object, path: str) -> object:
    """Follow a dotted path of keys and positions.

    A list of one counts as its element and an element as a list of one, as providers write nested blocks both ways.

    Returns:
        What is there, `UNKNOWN` when a step on the way is unknown, None when there is nothing.
    """
    for step in path.split("."):
        if step.isdigit():
            elements = items(value)
            value = elements[int(step)] if int(step) < len(elements) else None
            continue
        inner = single(value)
        if inner is UNKNOWN:
            return UNKNOWN
        if not isinstance(inner, Mapping):
            return None
        value = inner.get(step)
    return value


def single(value: object) -> object:
    """The element of a list of one; anything else as it is."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def items(value: object) -> list[object]:
    """A list as it is, nothing as an empty list, a scalar as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def inside(value: object) -> Iterator[object]:
    """A value and everything in it, however deep."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        yield inner
        if isinstance(inner, Mapping):
            waiting += inner.values()
        elif isinstance(inner, list):
            waiting += inner


def has_unknown(value: object) -> bool:
    """Whether anything in a value is unknown."""
    return any(inner is UNKNOWN for inner in inside(value))


def is_absent(value: object) -> bool:
    """Whether a property is not set: missing, null, or the empty string that providers use for it."""
    return value is None or (isinstance(value, str) and not value.strip())


def text(value: object) -> str:
    """A string without surrounding space; anything else as the empty string."""
    return value.strip() if isinstance(value, str) else ""


def number(value: object) -> float | None:
    """A number that is one: neither a boolean nor a string, and finite."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if abs(value) <= _MOST else None


def shown(value: object, *, quote: bool = False) -> str:
    """How a message names a value. Strings are not repeated unless the caller knows that they hold no secret."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) or abs(value) <= _MOST else "a number beyond all use"
    if isinstance(value, str):
        return f"`{value}`" if quote else "a text"
    if isinstance(value, Mapping):
        return "an object"
    if value is None:
        return "not set"
    return "not known" if value is UNKNOWN else "a list"


def decode(value: object, *, deepest: float = _DEEPEST) -> object:
    """A JSON document given as a string or as an object.

    Args:
        value: the document.
        deepest: how many levels of objects and lists it may have.

    Returns:
        The object, `UNKNOWN`, or `UNREADABLE` when a string is not JSON, or is nested deeper than any document of AWS's.
    """
    if not isinstance(value, str):
        return value
    try:
        decoded: object = json.loads(value)
    except (ValueError, RecursionError):
        return UNREADABLE
    return UNREADABLE if _is_deeper(decoded, deepest) else decoded


def is_too_deep(value: object) -> bool:
    """Whether a value is JSON that `decode` calls unreadable only because it is nested too deep."""
    try:
        return isinstance(value, str) and _is_deeper(json.loads(value), _DEEPEST)
    except ValueError:
        return False
    except RecursionError:
        return True


def _is_deeper(value: object, levels: float) -> bool:
    """Whether a value nests objects and lists in more levels than so many."""
    level, depth = [value], 0
    while level and depth <= levels:
        holders = [one for one in level if isinstance(one, dict | list)]
        level = [inner for one in holders for inner in (one.values() if isinstance(one, dict) else one)]
        depth += bool(holders)
    return depth > levels


def each_object(value: object) -> Iterator[tuple[int, Mapping[str, object] | Unknown | Unreadable]]:
    """The elements of a list of objects with their positions; what is not an object comes as `UNREADABLE`."""
    for position, element in enumerate(items(value)):
        if isinstance(element, Mapping):
            yield position, element
        else:
            yield position, UNKNOWN if element is UNKNOWN else UNREADABLE
