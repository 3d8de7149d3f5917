"""How tests read what the account's policies allow: their statements, and which of them allow an action on a thing."""

import functools
import re
from collections.abc import Iterable, Mapping
from fnmatch import translate
from typing import Any

from offline.simulation.runner import Recording
from tests import reading
from tests.deciding import one_holds

POLICY = "aws:iam/policy:Policy"
BOUNDARY = "-boundary"

Context = Mapping[str, str | list[str] | None]
"""Condition key -> what AWS finds, None for nothing. A key that is left out is the caller's to choose."""


def statements(recording: Recording, *names: str) -> list[dict[str, Any]]:
    return [statement for name in names for statement in reading.document(recording.named(name, POLICY))]


def policies(recording: Recording, deployer: str) -> list[str]:
    """Return the names of a deployer's own policies: all of its component but the boundary."""
    (component,) = (one for one in recording.resources if one.name == deployer and not one.custom)
    return [policy.name for policy in recording.of(POLICY) if policy.parent == component.urn and policy.name != deployer + BOUNDARY]


def allowing(given: Iterable[Mapping[str, Any]], action: str, arn: str | None = None) -> list[Mapping[str, Any]]:
    """Return the statements that allow an action (on a resource), whatever their conditions."""
    return [statement for statement in given if statement["Effect"] == "Allow" and _covers(statement, action, arn)]


def permitted(given: Iterable[Mapping[str, Any]], arn: str, context: Context) -> set[str]:
    """Return the actions allowed on a resource to a caller who chooses what is not in the context as it suits them."""
    covering = [one for one in given if _matches(arn, one["Resource"])]
    allowed = [one for one in covering if one["Effect"] == "Allow" and _holds(one.get("Condition", {}), context, chosen=True)]
    denied = [one for one in covering if one["Effect"] == "Deny" and _holds(one.get("Condition", {}), context, chosen=False)]
    refused = [pattern for one in denied for pattern in one["Action"]]
    actions = {action for one in allowed for action in one["Action"]}
    return {action for action in actions if not _matches(action, refused)}


def permits(given: Iterable[Mapping[str, Any]], action: str, arn: str, context: Context) -> bool:
    """Whether an action is among those permitted."""
    return _matches(action, permitted(given, arn, context))


def _covers(statement: Mapping[str, Any], action: str, arn: str | None) -> bool:
    return _matches(action, statement["Action"]) and (arn is None or _matches(arn, statement["Resource"]))


def _matches(value: str, patterns: Iterable[str]) -> bool:
    return _pattern(frozenset(patterns)).match(value) is not None


@functools.cache
def _pattern(patterns: frozenset[str]) -> re.Pattern[str]:
    """Any of the patterns, or nothing where there is none; the same statements are asked of every thing of every stack."""
    return re.compile("|".join(map(translate, sorted(patterns))) or r"(?!)")


def _holds(condition: Mapping[str, Mapping[str, Any]], context: Context, *, chosen: bool) -> bool:
    return all(
        one_holds(operator, wanted, _values(context[key])) if key in context else chosen
        for operator, keys in condition.items()
        for key, wanted in keys.items()
    )


def _values(found: str | list[str] | None) -> tuple[str, ...] | None:
    return None if found is None else (found,) if isinstance(found, str) else tuple(found)
