"""All that is called to deploy a resource of a type: by CloudFormation's handlers, as their schemas say, and besides them."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.check.calls.besides import BESIDES, BY_HAND, Calls
from tests.check.calls.counterparts import COUNTERPARTS

FILE = Path(__file__).with_suffix(".json")
HANDLERS = ("create", "read", "update", "delete")


class Call(NamedTuple):
    """One action that a handler takes, and where that is said."""

    handler: str
    action: str
    source: str


@cache
def calls_of(type: str) -> tuple[Call, ...]:  # noqa: A002  Pulumi's word
    """Return what is called to deploy a resource of a type.

    Raises:
        LookupError: nothing is known of the type; the message says what to write where.
    """
    return tuple(_calls_of(type))


def _calls_of(type: str) -> Iterator[Call]:  # noqa: A002  Pulumi's word
    rows: tuple[Calls, ...] = (BY_HAND[type],) if type in BY_HAND else BESIDES.get(type, ())
    if type not in BY_HAND:
        counterpart = COUNTERPARTS.get(type, "")
        handlers = _handlers().get(counterpart, {})
        if not handlers:
            found = f"{counterpart} has no handlers in {FILE.name}" if counterpart else f"{type} is new"
            raise LookupError(f"{found}. {_HOW}")
        yield from (Call(handler, one, counterpart) for handler, told in handlers.items() for one in told.split())
    for row in rows:
        yield from (Call(handler, one, row.source) for handler in HANDLERS for one in getattr(row, handler).split())


_HOW = (
    "Name its CloudFormation type in tests/check/calls/counterparts.py and run `make knowledge`, which reads the type's handlers; "
    "where it has none, write what the provider calls into BY_HAND of tests/check/calls/besides.py."
)


@cache
def _handlers() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))["types"]
    return found
