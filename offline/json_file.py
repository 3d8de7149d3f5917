"""A JSON file that holds one object; anything else is an error with the file's name, and the line where there is one."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from offline.errors import PreviewError, refusal
from offline.text_file import DEEPEST, LARGEST, LARGEST_INTEGER, is_whole, text_of

_MOST_DIGITS: Final = 20


def object_of(file: Path, *, of: str, largest: int = LARGEST, deepest: int = DEEPEST) -> Mapping[str, Any]:
    """Read a file with one object.

    Args:
        file: the file.
        of: what the object's keys are, for the message.
        largest: how many bytes it may have.
        deepest: how many objects and lists may be inside each other.

    Raises:
        PreviewError: it cannot be read, is not JSON, or holds something else or what cannot be passed on.
    """
    text = text_of(file, largest)
    allowed = f"a JSON object with {of} as keys"
    try:
        content = json.loads(
            text, object_pairs_hook=_unique, parse_int=_integer, parse_float=_decimal, parse_constant=_refuse_constant
        )
        _check(content, deepest)
    except json.JSONDecodeError as error:
        where = f"{file}, line {error.lineno}, column {error.colno}"
        raise refusal(where, found=f"is not JSON: {error.msg}", allowed=allowed, fix="mend the line, or the one above it") from None
    except _WrongError as error:
        raise refusal(file, found=str(error), allowed=allowed, fix=error.fix) from None
    except RecursionError:
        raise _too_deep(file, allowed, deepest) from None
    if not isinstance(content, dict):
        found = f"expected an object with {of}, found {_kind(content)}"
        raise refusal(file, found=found, allowed=allowed, fix='write {"NAME": ...}')
    return content


class _WrongError(Exception):
    """What JSON allows and the engine does not."""

    def __init__(self, found: str, fix: str) -> None:
        super().__init__(found)
        self.fix = fix


def _too_deep(file: Path, allowed: str, deepest: int) -> PreviewError:
    return refusal(file, found=f"more than {deepest} objects and lists inside each other", allowed=allowed, fix="remove some")


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise _WrongError(f"key {key[:80]!r} appears twice", "remove one of the two")
        values[key] = value
    return values


def _integer(text: str) -> int:
    number = int(text) if len(text) <= _MOST_DIGITS else LARGEST_INTEGER + 1
    if abs(number) > LARGEST_INTEGER:
        raise _WrongError(f"a number of {len(text)} digits", f"write one up to {LARGEST_INTEGER}")
    return number


def _decimal(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _WrongError("a number too great to be passed on", "write a smaller one")
    return number


def _refuse_constant(text: str) -> None:
    raise _WrongError(f"{text}, which is no JSON", "write a number")


def _check(value: Any, left: int) -> None:
    if left < 0:
        raise RecursionError
    match value:
        case str():
            if not is_whole(value):
                raise _WrongError("half a character (a lone surrogate)", "remove the escape \\uD800 to \\uDFFF")
        case dict():
            for key, item in value.items():
                _check(key, left)
                _check(item, left - 1)
        case list():
            for item in value:
                _check(item, left - 1)


def _kind(value: Any) -> str:
    kinds = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return kinds.get(type(value), "null")
