"""Statements of policy documents, and whether one allows all that another does."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from offline.access.hidden import clear
from offline.simulation.values import is_unknown


@dataclass(frozen=True, order=True)
class Grant:
    """One action pattern on one resource pattern, as one statement allows or denies it.

    Attributes:
        action: the pattern; with `not ` in front where the statement names what it leaves out.
        resource: the pattern, likewise.
        condition: the statement's conditions as JSON with sorted keys; empty if it has none.
        denies: whether it denies.
        principal: whom a resource's policy or a trust policy names; empty in a role's own.
    """

    action: str
    resource: str
    condition: str = ""
    denies: bool = False
    principal: str = ""

    def covers(self, other: "Grant") -> bool:
        """Whether it speaks of all that the other speaks of; conditions count only as absent or the same."""
        return (
            self.condition in ("", other.condition)
            and covers(self.principal, other.principal)
            and covers(self.action.lower(), other.action.lower())
            and covers(self.resource, other.resource)
        )


def told(some: Iterable[Grant]) -> Iterator[str]:
    """Grants in words, actions on the same together: `s3:GetObject, s3:ListBucket on arn:..., if {...}`."""
    together: dict[Grant, list[str]] = {}
    for one in some:
        together.setdefault(replace(one, action=""), []).append(one.action)
    for rest, actions in together.items():
        condition = f", if {rest.condition}" if rest.condition else ""
        trust = rest.principal and not rest.resource and all(action.lower() == "sts:assumerole" for action in actions)
        if trust:
            yield f"{'never ' if rest.denies else ''}assumed by {rest.principal}{condition}"
            continue
        resource = f" on {rest.resource}" if rest.resource else ""
        principal = f" for {rest.principal}" if rest.principal else ""
        yield f"{'deny ' if rest.denies else ''}{', '.join(actions)}{resource}{principal}{condition}"


def grants(document: Any) -> tuple[tuple[Grant, ...], bool]:
    """Every grant of a document, and whether all of it could be read.

    Args:
        document: the document, as JSON or an object.
    """
    content = clear(document)
    if is_unknown(content):
        return (), False
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except (ValueError, RecursionError):
            return (), False
    if not isinstance(content, Mapping):
        return (), not content
    statements = [one for one in _listed(content.get("Statement")) if isinstance(one, Mapping)]
    return tuple(dict.fromkeys(grant for one in statements for grant in _of(one))), True


def gained(before: Iterable[Grant], after: Iterable[Grant]) -> Iterator[Grant]:
    """What is allowed afterwards that was not before, by effect.

    An allowance is no gain where one before covered it, or where a denial covers it. A denial that has gone is a gain.
    """
    earlier, later = list(before), list(after)
    allowed = [grant for grant in earlier if not grant.denies]
    denied = [grant for grant in later if grant.denies]
    for grant in later:
        if not grant.denies and not any(one.covers(grant) for one in (*allowed, *denied)):
            yield grant
    for grant in earlier:
        if grant.denies and not any(one.covers(grant) for one in denied):
            yield grant


@lru_cache(maxsize=65536)
def covers(pattern: str, other: str) -> bool:
    """Whether a pattern matches everything another one matches. Right when it says yes; unusual patterns may get a no."""
    if pattern == other:
        return True
    if pattern.startswith("not ") or other.startswith("not "):
        return pattern == "*"
    here, star, tried = 0, -1, 0  # where in the pattern, where its last star is, and up to where the star has been tried
    place = 0
    while place < len(other):
        one = pattern[here] if here < len(pattern) else ""
        if one == "*":
            star, tried, here = here, place, here + 1
        elif one == other[place] or (one == "?" and other[place] != "*"):
            here, place = here + 1, place + 1
        elif star >= 0:
            tried += 1
            here, place = star + 1, tried
        else:
            return False
    return not pattern[here:].strip("*")


def _of(statement: Mapping[str, Any]) -> Iterator[Grant]:
    condition = json.dumps(_sorted(statement["Condition"]), sort_keys=True) if statement.get("Condition") else ""
    denies = statement.get("Effect") == "Deny"
    actions = [*_patterns(statement, "Action")] or [""]
    resources = [*_patterns(statement, "Resource")] or [""]
    principals = [*_principals(statement)] or [""]
    for action in actions:
        for resource in resources:
            for principal in principals:
                yield Grant(action, resource, condition, denies, principal)


def _patterns(statement: Mapping[str, Any], key: str) -> Iterator[str]:
    yield from map(str, _listed(statement.get(key)))
    inverted = _listed(statement.get(f"Not{key}"))
    if inverted:
        yield f"not {', '.join(sorted(map(str, inverted)))}"


def _principals(statement: Mapping[str, Any]) -> Iterator[str]:
    for key, prefix in (("Principal", ""), ("NotPrincipal", "not ")):
        value = statement.get(key)
        if isinstance(value, Mapping):
            for kind, names in value.items():
                yield from (f"{prefix}{name}" if name != "*" or kind != "AWS" else f"{prefix}*" for name in _listed(names))
        else:
            yield from (f"{prefix}{name}" for name in _listed(value))


def _sorted(value: Any) -> Any:
    """Conditions with the order of their values left out of it: AWS reads them as sets."""
    if isinstance(value, Mapping):
        return {key: _sorted(inner) for key, inner in value.items()}
    return sorted(map(str, _listed(value)))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
