"""Turns plain values from a stack file into frozen dataclasses, or says everything that is wrong with them at once.

The dataclass is the schema: types come from its annotations, limits from `Annotated[...]` markers, the rest from its
`problems()` method. Nothing here knows any particular setting.
"""

import dataclasses
import difflib
import re
import textwrap
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, Protocol, TypeVar, runtime_checkable

import pulumi

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong with a stack file."""

    path: str
    """Where, as the stack file spells it: `platform:services.api.memory`."""
    found: str
    allowed: str
    fix: str

    def __str__(self) -> str:
        return f"{self.path}\n    found:   {self.found}\n    allowed: {self.allowed}\n    fix:     {self.fix}"


class SettingsError(pulumi.RunError):
    """The stack file cannot be used. Pulumi prints the message without a traceback; nothing has been declared."""

    def __init__(self, stack: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        listing = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{count} in Pulumi.{stack}.yaml:\n{listing}")


@runtime_checkable
class SelfChecking(Protocol):
    """A settings class with rules across its own fields."""

    def problems(self, path: str) -> Iterator[Problem]:
        """Yield what is wrong; called only when every field has parsed."""


@dataclasses.dataclass(frozen=True)
class Between:
    """A number in a closed range."""

    low: float
    high: float
    unit: str = ""

    @property
    def allowed(self) -> str:
        """The range, in words."""
        return f"{self.low} to {self.high}{f' {self.unit}' if self.unit else ''}"

    def accepts(self, value: float) -> bool:
        """Whether the number is in the range."""
        return self.low <= value <= self.high


@dataclasses.dataclass(frozen=True)
class Matches:
    """A text of a given form."""

    pattern: str
    allowed: str

    def accepts(self, value: str) -> bool:
        """Whether the whole text has the form."""
        return re.fullmatch(self.pattern, value) is not None


@dataclasses.dataclass(frozen=True)
class OneOf:
    """A value from a list too long or too computed for `Literal`."""

    values: tuple[Any, ...]

    @property
    def allowed(self) -> str:
        """The list, in words."""
        return "one of " + ", ".join(map(str, self.values))

    def accepts(self, value: Any) -> bool:
        """Whether the value is in the list."""
        return value in self.values


@dataclasses.dataclass(frozen=True)
class MaxLength:
    """A list with at most `high` entries."""

    high: int

    @property
    def allowed(self) -> str:
        """The bound, in words."""
        return f"a list of at most {self.high}"

    def accepts(self, value: tuple[Any, ...]) -> bool:
        """Whether the list is short enough."""
        return len(value) <= self.high


@dataclasses.dataclass(frozen=True)
class Sensitive:
    """A value that no message shows."""

    allowed: str = "a secret text"

    def accepts(self, value: str) -> bool:
        """Whether there is a value at all."""
        return bool(value)


@dataclasses.dataclass(frozen=True)
class Length:
    """A list with at least `low` entries."""

    low: int

    @property
    def allowed(self) -> str:
        """The bound, in words."""
        return f"a list of at least {self.low}"

    def accepts(self, value: tuple[Any, ...]) -> bool:
        """Whether the list is long enough."""
        return len(value) >= self.low


_WORDS = {str: "a text", int: "a whole number", bool: "true or false"}


def describe(hint: Any) -> str:
    """Return what a type hint accepts, in the words of a stack file."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return ", ".join(limit.allowed for limit in hint.__metadata__)
    if origin is Literal:
        return "one of " + ", ".join(map(str, arguments))
    if origin in (types.UnionType, typing.Union):
        return describe(next(argument for argument in arguments if argument is not types.NoneType))
    if origin is tuple:
        return f"a list, each {describe(arguments[0])}"
    if origin is Mapping or dataclasses.is_dataclass(hint):
        return "a block of keys and values"
    return _WORDS[hint]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "nothing"
    kind = {str: "text", int: "number", float: "number", list: "list", dict: "block"}.get(type(value), type(value).__name__)
    return f"{textwrap.shorten(repr(value), 80)} ({kind})"


def _is_sensitive(hint: Any) -> bool:
    return any(isinstance(limit, Sensitive) for limit in getattr(hint, "__metadata__", ()))


def _set_to(path: str, allowed: str) -> str:
    return f"set {re.split('[.:]', path)[-1]} to {allowed}"


_REFUSED = object()


@dataclasses.dataclass
class Reader:
    """Reads values against type hints and collects every problem on the way."""

    found: list[Problem] = dataclasses.field(default_factory=list)

    def refuse(self, path: str, value: Any, hint: Any, fix: str = "") -> None:
        """Note that `value` at `path` is not what `hint` accepts."""
        allowed = describe(hint)
        found = "a value that is not shown" if value is not None and _is_sensitive(hint) else _shown(value)
        self.found.append(Problem(path=path, found=found, allowed=allowed, fix=fix or _set_to(path, allowed)))

    def read(self, hint: Any, value: Any, path: str) -> Any:
        """Return `value` as `hint` wants it; on a problem note it and return None."""
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Annotated:
            return self._read_limited(hint, value, path)
        if origin in (types.UnionType, typing.Union):
            (inner,) = (argument for argument in arguments if argument is not types.NoneType)
            return None if value is None else self.read(inner, value, path)
        parsed = self._convert(hint, value, path)
        if parsed is _REFUSED:
            self.refuse(path, value, hint)
            return None
        return parsed

    def _read_limited(self, hint: Any, value: Any, path: str) -> Any:
        before = len(self.found)
        parsed = self.read(typing.get_args(hint)[0], value, path)
        wrong_type = [problem for problem in self.found[before:] if problem.path == path]
        if wrong_type:
            # Say what the limits are, not only the type.
            self.found[before:] = [problem for problem in self.found[before:] if problem not in wrong_type]
            self.refuse(path, value, hint)
        elif len(self.found) == before and not all(limit.accepts(parsed) for limit in hint.__metadata__):
            self.refuse(path, value, hint)
        return parsed

    def _convert(self, hint: Any, value: Any, path: str) -> Any:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        parsed: Any = _REFUSED
        if origin is tuple and isinstance(value, list):
            parsed = tuple(self.read(arguments[0], entry, f"{path}[{index}]") for index, entry in enumerate(value))
        elif origin is Mapping and isinstance(value, dict):
            parsed = {str(key): self.read(arguments[1], entry, f"{path}.{key}") for key, entry in value.items()}
        elif dataclasses.is_dataclass(hint) and isinstance(hint, type) and isinstance(value, dict):
            parsed = self.read_block(hint, value, path)
        elif type(value) is hint or (origin is Literal and value in arguments):
            parsed = value
        return parsed

    def read_block(self, cls: type[T], values: Mapping[str, Any], path: str, *, separator: str = ".") -> T | None:
        """Return `cls` built from `values`; on any problem in it note all of them and return None."""
        before = len(self.found)
        hints = typing.get_type_hints(cls, include_extras=True)
        fields = {field.name: field for field in dataclasses.fields(cls)}  # type: ignore[arg-type]  # cls is a dataclass by contract
        for key in values:
            if key not in fields:
                close = difflib.get_close_matches(str(key), fields, n=1)
                fix = f"write {close[0]}" if close else "remove it"
                known = "one of the keys " + ", ".join(sorted(fields))
                self.found.append(Problem(path=f"{path}{separator}{key}", found="an unknown key", allowed=known, fix=fix))
        arguments: dict[str, Any] = {}
        for name, field in fields.items():
            if name in values:
                arguments[name] = self.read(hints[name], values[name], f"{path}{separator}{name}")
            elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
                self.refuse(f"{path}{separator}{name}", None, hints[name], f"add {name}")
        if len(self.found) > before:
            return None
        block = cls(**arguments)
        if isinstance(block, SelfChecking):
            self.found.extend(block.problems(path))
        return block
