"""A block of a stack file as a pydantic dataclass: how one is written, and how values become one or a list of problems.

The class is the schema: types and limits come from its annotations, rules across its fields from its `problems()` method, which
is asked once every field has parsed. Nothing here knows any particular setting.
"""

import copy
import dataclasses
import difflib
import json
import typing
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeVar, dataclass_transform, runtime_checkable

import pydantic
from pydantic.dataclasses import dataclass as pydantic_dataclass
from pydantic_core import ErrorDetails, PydanticCustomError

from stack.problems import Problem, meant_names
from stack.refusal import bare, hints_of, refusal

T = TypeVar("T")
_Loc = tuple[int | str, ...]

_UNKNOWN_KEY = "unexpected_keyword_argument"
_CONFIG = pydantic.ConfigDict(strict=True, extra="forbid")


@runtime_checkable
class _SelfChecking(Protocol):
    def problems(self) -> Iterable[Problem]: ...


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(dataclasses.field,))
def block(cls: type[T]) -> type[T]:
    """Make a class a block of settings: frozen, keyword-only, strict about types and keys.

    Its method `problems()`, where it has one, yields what is wrong across its fields, with paths relative to the block.
    """
    if hasattr(cls, "problems"):
        cls.__post_init__ = _check  # type: ignore[attr-defined]  # dataclasses call it by this name
    pydantic_dataclass(frozen=True, kw_only=True, config=_CONFIG)(cls)
    return cls


def _check(self: _SelfChecking) -> None:
    if found := list(self.problems()):
        raise PydanticCustomError("problems", "rules across fields", {"problems": found})


def parse(cls: type[T], values: Mapping[str, Any], root: str) -> tuple[T | None, list[Problem]]:
    """Return the block that `values` say, or None and everything that is wrong with them.

    Args:
        cls: a class made by `block`.
        values: plain values, as JSON has them.
        root: heads every path, for example `platform`.
    """
    empty = [loc for loc in _empty(values) if _is_known(cls, loc)]
    found = [
        refusal(_path(root, loc), None, _hint_at(cls, loc), fix=f"write what {loc[-1]} is to be, or remove it") for loc in empty
    ]
    written = _without(values, empty)
    block, details = _validate(cls, written)
    unknown = [detail["loc"] for detail in details if detail["type"] == _UNKNOWN_KEY]
    meant = _meant(unknown, [detail["loc"] for detail in details if detail["type"] == "missing"])
    told = {*empty, *meant.values()}
    found += [_unknown_key(cls, written, loc, meant.get(loc), root) for loc in unknown]
    found += [problem for detail in details if detail["loc"] not in told for problem in _problems(cls, detail, root)]
    if unknown:
        # An unknown key keeps the rules of its block from being asked; they are asked without it.
        _, details = _validate(cls, _without(written, unknown))
        more = [problem for detail in details if detail["loc"] not in told for problem in _problems(cls, detail, root)]
        found += [problem for problem in more if problem not in found]
    return None if found else block, found


def _meant(unknown: Collection[_Loc], missing: Collection[_Loc]) -> Mapping[_Loc, _Loc]:
    """Place of an unknown key -> place of the missing key of the same block that it was meant to be."""
    found: dict[_Loc, _Loc] = {}
    for above in {loc[:-1] for loc in unknown}:
        ours, theirs = ([str(loc[-1]) for loc in locs if loc[:-1] == above] for locs in (unknown, missing))
        found.update({(*above, one): (*above, other) for one, other in meant_names(ours, theirs).items()})
    return found


def _validate(cls: type[T], values: Mapping[str, Any]) -> tuple[T | None, list[ErrorDetails]]:
    try:
        return pydantic.TypeAdapter(cls).validate_json(json.dumps(values)), []
    except pydantic.ValidationError as error:
        return None, error.errors(include_url=False)


def _empty(values: Mapping[str, Any]) -> Iterator[_Loc]:
    """Where a key has nothing after it. In a stack file that is a mistake: what is left out has no key."""
    for key, value in values.items():
        if value is None:
            yield (key,)
        elif isinstance(value, dict):
            yield from ((key, *loc) for loc in _empty(value))


def _is_known(cls: Any, loc: _Loc) -> bool:
    try:
        _hint_at(cls, loc)
    except KeyError:
        return False
    return True


def _without(values: Mapping[str, Any], locs: Iterable[_Loc]) -> dict[str, Any]:
    """Return a copy without the keys at these places; places within lists stay."""
    result = copy.deepcopy(dict(values))
    for loc in locs:
        *above, last = loc
        block: Any = result
        for step in above:
            block = block[step]
        del block[last]
    return result


def _problems(cls: Any, detail: ErrorDetails, root: str) -> Iterator[Problem]:
    path = _path(root, detail["loc"])
    match detail["type"]:
        case "problems":
            yield from (_placed(problem, path, below_root=not detail["loc"]) for problem in detail["ctx"]["problems"])
        case str(kind) if kind == _UNKNOWN_KEY:
            return  # told once, beside what it was meant to be
        case "missing":
            yield refusal(path, None, _hint_at(cls, detail["loc"]), fix=f"add {detail['loc'][-1]}")
        case _:
            yield refusal(path, detail["input"], _hint_at(cls, detail["loc"]))


def _path(root: str, loc: Iterable[int | str]) -> str:
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return root + steps.replace(".", ":", 1)


def _placed(problem: Problem, path: str, *, below_root: bool) -> Problem:
    separator = ":" if below_root else "."
    return replace(problem, path=f"{path}{separator}{problem.path}" if problem.path else path)


def _unknown_key(cls: Any, values: Mapping[str, Any], loc: _Loc, meant: _Loc | None, root: str) -> Problem:
    *above, key = loc
    known = hints_of(bare(_hint_at(cls, above)))
    block: Any = values
    for step in above:
        block = block[step]
    close = [meant[-1]] if meant else difflib.get_close_matches(str(key), sorted(known), n=1)
    fix = f"write {close[0]}" if close else "remove it"
    return Problem(
        path=_path(root, loc),
        found="an unknown key",
        allowed="one of the keys " + ", ".join(sorted(known)),
        fix=f"remove it: {close[0]} is there already" if close and close[0] in block else fix,
    )


def _hint_at(cls: Any, loc: Iterable[int | str]) -> Any:
    """The annotation of the value at a place below `cls`.

    Raises:
        KeyError: there is no such place: an unknown key, or a key of what is no block.
    """
    hint = cls
    for step in loc:
        inner = bare(hint)
        if dataclasses.is_dataclass(inner):
            hint = hints_of(inner)[str(step)]
        elif typing.get_origin(inner) is (Mapping if isinstance(step, str) else tuple):
            hint = typing.get_args(inner)[1 if isinstance(step, str) else 0]
        else:
            raise KeyError(step)
    return hint
