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


def has_unknown(value: object) -> bool:
    """Whether anything in a value is unknown."""
    if isinstance(value, Mapping):
        return any(has_unknown(inner) for inner in value.values())
    if isinstance(value, list):
        return any(has_unknown(inner) for inner in value)
    return value is UNKNOWN


def is_absent(value: object) -> bool:
    """Whether a property is not set: missing, null, or the empty string that providers use for it."""
    return value is None or (isinstance(value, str) and not value.strip())


def text(value: object) -> str:
    """A string without surrounding space; anything else as the empty string."""
    return value.strip() if isinstance(value, str) else ""


def number(value: object) -> float | None:
    """A number. A boolean is not one, nor is a string."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def shown(value: object, *, quote: bool = False) -> str:
    """How a message names a value. Strings are not repeated unless the caller knows that they hold no secret."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, str):
        return f"`{value}`" if quote else "a text"
    if isinstance(value, Mapping):
        return "an object"
    if value is None:
        return "not set"
    return "not known" if value is UNKNOWN else "a list"


def decode(value: object) -> object:
    """A JSON document given as a string or as an object.

    Returns:
        The object, `UNKNOWN`, or `UNREADABLE` when a string is not JSON.
    """
    if not isinstance(value, str):
        return value
    try:
        decoded: object = json.loads(value)
    except (ValueError, RecursionError):
        return UNREADABLE
    return decoded


def each_object(value: object) -> Iterator[tuple[int, Mapping[str, object] | Unknown | Unreadable]]:
    """The elements of a list of objects with their positions; what is not an object comes as `UNREADABLE`."""
    for position, element in enumerate(items(value)):
        if isinstance(element, Mapping):
            yield position, element
        else:
            yield position, UNKNOWN if element is UNKNOWN else UNREADABLE
