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
        self._named: dict[str, list[Mapping[str, Any]]] = {}
        self._patterns: list[tuple[str, Mapping[str, Any]]] = []
        for statement in statements:
            for action in map(str.lower, statement["Action"]):
                if "*" in action:
                    self._patterns.append((action, statement))
                else:
                    self._named.setdefault(action, []).append(statement)

    def permit(self, request: Request) -> bool:
        """Whether a statement allows the request and none denies it."""
        effects = {statement["Effect"] for statement in self.about(request.action) if _applies(statement, request)}
        return effects == {"Allow"}

    def about(self, action: str) -> list[Mapping[str, Any]]:
        """Return the statements about an action, allowing or denying, on whatever and under whatever conditions."""
        name = action.lower()
        return [*self._named.get(name, ()), *(statement for pattern, statement in self._patterns if _fits(pattern, name))]


def _applies(statement: Mapping[str, Any], request: Request) -> bool:
    is_covered = any(_fits(pattern, request.arn) for pattern in statement["Resource"])
    return is_covered and holds(statement.get("Condition", {}), request.context)


def _fits(pattern: str, value: str) -> bool:
    return _pattern(pattern).match(value) is not None


@functools.cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern.replace("[", "[[]")))


def holds(condition: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    """Whether all conditions hold (IAM guide, "condition operators"): those that the program uses, and their negatives."""
    found = {key.lower(): values for key, values in context.items()}
    return all(
        one_holds(operator, wanted, found.get(key.lower())) for operator, keys in condition.items() for key, wanted in keys.items()
    )


def one_holds(operator: str, wanted: str | Iterable[str], found: tuple[str, ...] | None) -> bool:
    """Whether one condition holds for what a request has of its key, None for nothing."""
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
