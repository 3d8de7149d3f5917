"""What AWS decides about a request by the statements of identity policies (IAM guide, "policy evaluation logic")."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase, translate
from typing import Any

Context = Mapping[str, tuple[str, ...]]
"""Condition key -> what the request has for it. A key that is not there is one that AWS does not find."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """One question that AWS asks of policies: may this be done to that."""

    action: str
    arn: str
    """What it is done to; `*` where AWS checks the action on nothing."""
    context: Context = field(default_factory=dict)

    def __str__(self) -> str:
        told = "".join(f"\n  {key} = {' '.join(values)}" for key, values in sorted(self.context.items()))
        return f"{self.action} on {self.arn}{told}"


class Policies:
    """The statements of all policies that one principal has."""

    def __init__(self, statements: Iterable[Mapping[str, Any]]) -> None:
        self._statements = tuple(statements)
        self._about: dict[str, list[Mapping[str, Any]]] = {}

    def permit(self, request: Request) -> bool:
        """Whether a statement allows the request and none denies it."""
        effects = {statement["Effect"] for statement in self.about(request.action) if _applies(statement, request)}
        return effects == {"Allow"}

    def about(self, action: str) -> list[Mapping[str, Any]]:
        """Return the statements about an action, allowing or denying, on whatever and under whatever conditions."""
        if action not in self._about:
            self._about[action] = [one for one in self._statements if _any(one["Action"], action.lower(), lower=True)]
        return self._about[action]


def _applies(statement: Mapping[str, Any], request: Request) -> bool:
    return _any(statement["Resource"], request.arn) and holds(statement.get("Condition", {}), request.context)


def _any(patterns: Iterable[str], value: str, *, lower: bool = False) -> bool:
    return any(_pattern(pattern.lower() if lower else pattern).match(value) for pattern in patterns)


@functools.cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern.replace("[", "[[]")))


def holds(condition: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    """Whether all conditions hold (IAM guide, "condition operators"): those that the program uses, and their negatives."""
    found = {key.lower(): values for key, values in context.items()}
    return all(
        _one(operator, wanted, found.get(key.lower())) for operator, keys in condition.items() for key, wanted in keys.items()
    )


def _one(operator: str, wanted: str | Iterable[str], found: tuple[str, ...] | None) -> bool:
    values = [wanted] if isinstance(wanted, str) else list(wanted)
    if operator == "Null":
        return values == [str(found is None).lower()]
    quantifier, _, name = operator.rpartition(":")
    is_negative = "Not" in name
    if found is None:
        return name.endswith("IfExists") or quantifier == "ForAllValues" or (is_negative and quantifier != "ForAnyValue")
    compare = _COMPARE[name.removesuffix("IfExists").replace("Not", "")]
    matched = [any(compare(one, value) for value in values) != is_negative for one in found]
    return any(matched) if quantifier == "ForAnyValue" else all(matched)


_COMPARE: Mapping[str, Callable[[str, str], bool]] = {
    "ArnEquals": fnmatchcase,
    "ArnLike": fnmatchcase,
    "Bool": str.__eq__,
    "StringEquals": str.__eq__,
    "StringLike": fnmatchcase,
}
