"""How a value that a block does not accept is told: what was found, what is allowed, and what to write."""

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal

from stack.limits import Limit
from stack.problems import Problem

_SHOWN = 80
_WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def refusal(path: str, value: Any, hint: Any, *, fix: str = "") -> Problem:
    """Return the problem that `value` at `path` is not what `hint` accepts; a secret in it is not shown."""
    allowed, key = describe(hint), re.split("[.:]", path)[-1]
    limits = [limit for limit in getattr(hint, "__metadata__", ()) if isinstance(limit, Limit)]
    found, remedy = "a value that is not shown", fix
    if not value or value is True or not _hides(hint):
        found = next((limit.found(value) for limit in limits if limit.found is not None), "") or _shown(value)
        remedy = remedy or next((limit.fix(value) for limit in limits if limit.fix is not None), "")
        if typing.get_origin(bare(hint)) is tuple and isinstance(value, str) and len(value) <= _SHOWN:
            remedy = remedy or f"write a list: {key}: [{value}]"
    return Problem(path=path, found=found, allowed=allowed, fix=remedy or f"set {key} to {allowed}")


def hints_of(cls: Any) -> Mapping[str, Any]:
    """Return the annotations of a block, limits included, by key."""
    return typing.get_type_hints(cls, include_extras=True)


def bare(hint: Any) -> Any:
    """Return an annotation without its limits and without `| None`."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return bare(arguments[0])
    if origin in (types.UnionType, typing.Union):
        return bare(next(argument for argument in arguments if argument is not types.NoneType))
    return hint


def describe(hint: Any) -> str:
    """Return what a type hint accepts, in the words of a stack file."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if typing.get_origin(bare(hint)) is tuple:
        return _list(hint)
    if origin is typing.Annotated:
        return ", ".join(limit.allowed for limit in hint.__metadata__ if limit.allowed)
    if origin is Literal:
        return "one of " + ", ".join(map(str, arguments))
    if origin in (types.UnionType, typing.Union):
        return describe(next(argument for argument in arguments if argument is not types.NoneType))
    if origin is Mapping or dataclasses.is_dataclass(hint):
        return "a block of keys and values"
    return _WORDS[hint]


def _list(hint: Any) -> str:
    """How long a list may be, what each entry is, then what else limits it."""
    limits = [limit for limit in getattr(hint, "__metadata__", ()) if limit.allowed]
    entry = typing.get_args(bare(hint))[0]
    lengths = [limit.allowed for limit in limits if limit.keywords.keys() & {"minItems", "maxItems"}]
    others = [limit.allowed for limit in limits if limit.allowed not in lengths]
    length = f" of {' and '.join(lengths)}" if lengths else ""
    return "; ".join([f"a list{length}, each {describe(entry)}", *others])


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "nothing"
    kind = {str: "text", int: "number", float: "number", list: "list", dict: "block"}.get(type(value), type(value).__name__)
    shown = " ".join(_outlined(value).split())
    return f"{shown if len(shown) <= _SHOWN else shown[:_SHOWN] + ' ...'} ({kind})"


def _outlined(value: Any) -> str:
    """The value as Python writes it, without what is in its blocks: indented wrongly, a secret can be in any of them."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: ..." for key in value) + "}"
    return f"[{', '.join(map(_outlined, value))}]" if isinstance(value, list) else repr(value)


def _hides(hint: Any) -> bool:
    """Whether a value that was meant for `hint` may hold what no message shows, at whatever depth."""
    if any(limit.hides for limit in getattr(hint, "__metadata__", ())):
        return True
    inner = bare(hint)
    if dataclasses.is_dataclass(inner):
        return any(map(_hides, hints_of(inner).values()))
    return typing.get_origin(inner) in (tuple, Mapping) and any(map(_hides, typing.get_args(inner)))
