"""What AWS decides about a request by the statements of identity policies (IAM guide, "policy evaluation logic")."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase, translate
from typing import Any, NamedTuple

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


class _Statement(NamedTuple):
    """A statement as it is asked again and again: with one expression for all that it is about."""

    effect: str
    actions: re.Pattern[str]
    resources: re.Pattern[str]
    condition: Mapping[str, Mapping[str, Any]]

    def applies(self, request: Request) -> bool:
        return self.resources.match(request.arn) is not None and holds(self.condition, request.context)


class Policies:
    """The statements of all policies that one principal has."""

    def __init__(self, statements: Iterable[Mapping[str, Any]]) -> None:
        self._statements = [
            _Statement(one["Effect"], _any(map(str.lower, one["Action"])), _any(one["Resource"]), one.get("Condition", {}))
            for one in statements
        ]
        self._found: dict[str, list[_Statement]] = {}

    def permit(self, request: Request) -> bool:
        """Whether a statement allows the request and none denies it."""
        effects = {statement.effect for statement in self._about(request.action) if statement.applies(request)}
        return effects == {"Allow"}

    def _about(self, action: str) -> list[_Statement]:
        """Return the statements about an action, allowing or denying, on whatever and under whatever conditions."""
        if action not in self._found:
            self._found[action] = [one for one in self._statements if one.actions.match(action.lower())]
        return self._found[action]


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return an expression for what fits one of the patterns."""
    return _expression(tuple(patterns))


@functools.cache
def _expression(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(translate(one.replace("[", "[[]")) for one in patterns) or r"(?!)")


def holds(condition: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    """Whether all conditions hold (IAM guide, "condition operators"): those that the program uses, and their negatives."""
    if not condition:
        return True
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
