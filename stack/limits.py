"""What a single value of a stack file may be, beyond its type: markers for `Annotated`, said in words and in JSON schema."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


@dataclass(frozen=True, kw_only=True, eq=False)  # hashed by identity: its keywords are no key
class Limit:
    """A check that runs once a value has its type."""

    allowed: str
    """The limit, in words."""
    accepts: Callable[[Any], bool]
    keywords: Mapping[str, Any]
    """The limit in JSON schema's keywords."""
    found: Callable[[Any], str] | None = None
    """Says what is wrong with a value of the right type better than showing all of it; empty where it cannot."""
    fix: Callable[[Any], str] | None = None
    """Says what to write instead, where that follows from the value; empty where it does not."""
    hides: bool = False
    """Whether no message shows the value, because it is a secret or could be one by mistake."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after the type, as pydantic asks of an annotation."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Add the limit to the type's own schema, as pydantic asks of an annotation."""
        return {**handler(schema), **self.keywords}

    def _check(self, value: Any) -> Any:
        if not self.accepts(value):
            raise PydanticCustomError("limit", "outside its limit")
        return value


def between(low: float, high: float, unit: str = "") -> Limit:
    """A number in a closed range."""
    return Limit(
        allowed=f"{low} to {high}{f' {unit}' if unit else ''}",
        accepts=lambda value: low <= value <= high,
        keywords={"minimum": low, "maximum": high},
    )


def matches(pattern: str, words: str) -> Limit:
    """A string of a given form; the pattern, in which classes are ASCII's, covers the whole string, and `words` say it."""
    return Limit(
        allowed=words,
        accepts=lambda value: re.fullmatch(pattern, value, re.ASCII) is not None,
        keywords={"pattern": f"^(?:{pattern})$"},
    )


def moment(words: str) -> Limit:
    """A point in time as `YYYY-MM-DDThh:mm:ssZ` that exists."""
    return Limit(allowed=words, accepts=_is_moment, keywords={"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"})


def _is_moment(value: str) -> bool:
    try:
        return f"{datetime.strptime(value, '%Y-%m-%dT%H:%M:%S%z'):%Y-%m-%dT%H:%M:%SZ}" == value
    except ValueError:
        return False


def date(words: str) -> Limit:
    """A day as `YYYY-MM-DD` that exists."""
    return Limit(allowed=words, accepts=lambda value: _is_moment(f"{value}T00:00:00Z"), keywords={"pattern": r"^\d{4}-\d\d-\d\d$"})


def network(words: str, shortest: int = 0, longest: int = 32) -> Limit:
    """An IPv4 block without host bits, with a prefix between `shortest` and `longest`."""

    def accepts(value: str) -> bool:
        try:
            block = ipaddress.IPv4Network(value)
        except ValueError:
            return False
        return str(block) == value and shortest <= block.prefixlen <= longest

    return Limit(
        allowed=words,
        accepts=accepts,
        keywords={"pattern": r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$"},
        found=lambda value: f"{value}, which has host bits set; without them it is {_meant(value)}" if _meant(value) else "",
        fix=lambda value: f"write {_meant(value)}" if _meant(value) else "",
    )


def _meant(value: Any) -> str:
    """What an IPv4 block with host bits was meant to be; empty for anything else."""
    try:
        meant = str(ipaddress.IPv4Network(str(value), strict=False))
    except ValueError:
        return ""
    return "" if meant == value else meant


def one_of(values: tuple[Any, ...], words: str = "") -> Limit:
    """A value from a list too long or too computed for `Literal`; `words` say the list where it is too long to be read."""
    return Limit(
        allowed=words or "one of " + ", ".join(map(str, values)), accepts=values.__contains__, keywords={"enum": list(values)}
    )


def min_length(low: int) -> Limit:
    """A list with at least `low` entries."""
    return Limit(allowed=f"at least {low}", accepts=lambda value: len(value) >= low, keywords={"minItems": low})


def max_length(high: int) -> Limit:
    """A list with at most `high` entries."""
    return Limit(allowed=f"at most {high}", accepts=lambda value: len(value) <= high, keywords={"maxItems": high})


def each_once(words: str) -> Limit:
    """A list that repeats no entry; `words` say why AWS or the program refuses one."""
    return Limit(
        allowed=f"none twice: {words}",
        accepts=lambda value: not _repeated(value),
        keywords={"uniqueItems": True},
        found=lambda value: ", ".join(f"{one} more than once" for one in _repeated(value)),
        fix=lambda value: f"list {', '.join(_repeated(value))} once" if _repeated(value) else "",
    )


def _repeated(values: Any) -> list[str]:
    """The entries a list has more than once, as JSON or Python have them; none where it is no list."""
    shown = [str(value) for value in values] if isinstance(values, list | tuple) else []
    return sorted({one for one in shown if shown.count(one) > 1})


def hidden(words: str, *, may_be_empty: bool = False) -> Limit:
    """A string that no message shows."""
    least = 0 if may_be_empty else 1
    return Limit(
        allowed=words,
        accepts=lambda value: len(value) >= least,
        keywords={"writeOnly": True, "minLength": least},
        hides=True,
    )
