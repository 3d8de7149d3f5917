"""Policy documents in every spelling AWS allows, as one kind of statement, with AWS's own sense of matching."""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from policy.knowledge.iam.pattern_scope import are_everyones, is_anything, is_everywhere
from policy.model.patterns import matches
from policy.model.values import UNKNOWN, UNREADABLE, Unknown, Unreadable, decode, has_unknown, is_absent, items

_ANYONE = "*"

# Conditions that say who may come. Operators that let a request through when the key is absent do not restrict, so
# `...IfExists`, `ForAllValues:`, `Null` and every `Not` are left out.
_OPERATORS = frozenset(
    {
        "arnequals",
        "arnlike",
        "ipaddress",
        "stringequals",
        "stringequalsignorecase",
        "stringlike",
    }
)
_CALLER_KEYS = frozenset(
    {
        "aws:ec2instancesourcevpc",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
_MOUNTED = "elasticfilesystem:accessedviamounttarget"
# The tags of a resource, which many a service also has under its own name (`ssm:resourceTag/`), S3 by those of an object; the
# tags that something is made with; and what a task runs in.
_RESOURCE_TAG = re.compile(r"[\w-]+:resourcetag/|s3:existingobjecttag/")
_REQUEST_TAG = "aws:requesttag/"
_CLUSTER = "ecs:cluster"
_TLS_OPERATORS = frozenset({"bool", "boolifexists", "stringequals", "stringequalsignorecase", "stringlike"})
_NOT_TLS_OPERATORS = frozenset({"stringnotequals", "stringnotequalsignorecase", "stringnotlike"})


@dataclass(frozen=True)
class Condition:
    """One key of a statement's conditions, lower-cased except for its values."""

    operator: str
    key: str
    values: tuple[str, ...]

    def needs(self, accepts: Callable[[str], bool]) -> bool:
        """Whether a request must have the key, with one of some values that are all acceptable."""
        return self.operator in _OPERATORS and bool(self.values) and all(map(accepts, self.values))

    @property
    def is_needed(self) -> bool:
        """Whether a request without the key is never let through, in place of any."""
        operator = self.operator
        return not (
            operator == "null" or "not" in operator or operator.endswith("ifexists") or operator.startswith("forallvalues:")
        )

    @property
    def is_specific(self) -> bool:
        """Whether a request must have the key, with a value that is not just any."""
        return self.needs(lambda value: not is_anything(value))

    @property
    def names_resources(self) -> bool:
        """Whether only resources with a tag, or what runs in a cluster, are meant."""
        if self.key == _CLUSTER:
            return self.needs(lambda value: not is_everywhere(value))
        return bool(_RESOURCE_TAG.match(self.key)) and self.is_specific

    @property
    def asks_for_tag(self) -> bool:
        """Whether only what has a tag is meant, or is made with one, whatever its value.

        The key is absent where the tag is: `Null` that has to be false asks for it, and so does a value that may be any (IAM user
        guide, "Condition operator to check existence of condition keys"; AWS's policies for load balancers and volumes of EKS).
        """
        is_there = {*map(str.lower, self.values)} == {"false"} if self.operator == "null" else self.needs(lambda _: True)
        return is_there and bool(_RESOURCE_TAG.match(self.key) or self.key.startswith(_REQUEST_TAG))


@dataclass(frozen=True)
class Statement:
    """One statement with lists for scalars, lower-case actions, and `*` for every spelling of everyone.

    Attributes:
        label: The statement's `Sid`, else its position, for messages.
        allows: Whether it allows. Anything but a plain Deny does, so that a misspelt effect is not overlooked.
        actions: Action patterns, lower-cased.
        not_actions: The same from `NotAction`.
        resources: Resource patterns.
        not_resources: The same from `NotResource`.
        principals: Kind and value of each principal; everyone is `("*", "*")`.
        not_principals: The same from `NotPrincipal`.
        conditions: Every key of every operator.
    """

    label: str
    allows: bool
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    resources: tuple[str, ...]
    not_resources: tuple[str, ...]
    principals: tuple[tuple[str, str], ...]
    not_principals: tuple[tuple[str, str], ...]
    conditions: tuple[Condition, ...]

    @property
    def names_everyone(self) -> bool:
        """Whether the principal is anyone at all; all but a few are."""
        return (_ANYONE, _ANYONE) in self.principals or bool(self.not_principals)

    @property
    def is_open(self) -> bool:
        """Whether it allows anyone at all with no condition on who comes."""
        return self.allows and self.names_everyone and not any(map(restricts_caller, self.conditions))

    @property
    def is_everything(self) -> bool:
        """Whether it allows every action of every service."""
        return self.allows and any(is_anything(action.replace(":", "")) for action in self.actions)

    def allows_action(self, action: str) -> bool:
        """Whether it allows an action (in lower case, without wildcards)."""
        return self.allows and self.covers_action(action)

    def covers_action(self, action: str) -> bool:
        """Whether it speaks about an action (in lower case), allowing or denying."""
        named = action in (self.not_actions or self.actions) or any(matches(pattern, action) for pattern in self._action_wildcards)
        return named != bool(self.not_actions)

    @cached_property
    def _action_wildcards(self) -> tuple[str, ...]:
        """The few patterns that have to be matched; every rule about actions asks every statement about dozens of them."""
        return tuple(pattern for pattern in self.not_actions or self.actions if "*" in pattern or "?" in pattern)

    def condition_values(self, key: str) -> tuple[str, ...]:
        """The values that a key (in lower case) must equal or be like."""
        return tuple(
            value
            for condition in self.conditions
            if condition.key == key and condition.operator in _OPERATORS
            for value in condition.values
        )


def parse(document: object) -> tuple[Statement, ...] | Unknown | Unreadable:
    """Read a policy document, a string or an object. An absent or empty one has no statements; a misspelt one is unreadable."""
    return _parse_string(document) if isinstance(document, str) else _parse(document)


@lru_cache(maxsize=4096)
def _parse_string(document: str) -> tuple[Statement, ...] | Unknown | Unreadable:
    """The same for a string, once for all the rules that read it."""
    return _parse(document)


def _parse(document: object) -> tuple[Statement, ...] | Unknown | Unreadable:
    if is_absent(document):
        return ()
    decoded = decode(document)
    if has_unknown(decoded):
        return UNKNOWN
    if not isinstance(decoded, Mapping) or (decoded and "Statement" not in decoded):
        return UNREADABLE
    raw = items(decoded.get("Statement"))
    if not all(isinstance(one, Mapping) for one in raw):
        return UNREADABLE
    return tuple(_statement(position, one) for position, one in enumerate(raw) if isinstance(one, Mapping))


def _statement(position: int, raw: Mapping[str, object]) -> Statement:
    sid = raw.get("Sid")
    return Statement(
        label=f"`{sid}`" if isinstance(sid, str) and sid else f"number {position + 1}",
        allows=str(raw.get("Effect")).lower() != "deny",
        actions=_words(raw.get("Action"), lower=True),
        not_actions=_words(raw.get("NotAction"), lower=True),
        resources=_words(raw.get("Resource")),
        not_resources=_words(raw.get("NotResource")),
        principals=tuple(_principals(raw.get("Principal"))),
        not_principals=tuple(_principals(raw.get("NotPrincipal"))),
        conditions=tuple(_conditions(raw.get("Condition"))),
    )


def _words(value: object, *, lower: bool = False) -> tuple[str, ...]:
    words = (str(word) for word in items(value))
    return tuple(word.lower() if lower else word for word in words)


def _principals(value: object) -> Iterator[tuple[str, str]]:
    for kind, names in value.items() if isinstance(value, Mapping) else [("AWS", value)]:
        for name in _words(names):
            everyone = name == _ANYONE and kind in (_ANYONE, "AWS")
            yield (_ANYONE, _ANYONE) if everyone else (str(kind), name)


def _conditions(value: object) -> Iterator[Condition]:
    if not isinstance(value, Mapping):
        return
    for operator, keys in value.items():
        if isinstance(keys, Mapping):
            for key, values in keys.items():
                words = tuple(str(word).lower() if isinstance(word, bool) else str(word) for word in items(values))
                yield Condition(str(operator).lower().removeprefix("foranyvalue:"), str(key).lower(), words)


def restricts_caller(condition: Condition) -> bool:
    """Whether a condition limits who may come to something narrower than everyone.

    What comes over a file system's mount target has passed that one's security group.
    """
    by_mount = condition.key == _MOUNTED and condition.operator == "bool" and {*condition.values} == {"true"}
    return by_mount or restricts(condition, _CALLER_KEYS)


def restricts(condition: Condition, keys: Container[str]) -> bool:
    """Whether a condition limits one of some keys to something narrower than everyone's."""
    return condition.key in keys and condition.is_specific and not are_everyones(condition.key, condition.values)


def denies_plaintext(statement: Statement, action: str) -> bool:
    """Whether a statement denies everyone an action without TLS, and asks for nothing else."""
    if statement.allows or not statement.names_everyone or statement.not_principals:
        return False
    if not any(matches(pattern, action) for pattern in statement.actions) or len(statement.conditions) != 1:
        return False
    only = statement.conditions[0]
    values = tuple(value.lower() for value in only.values)
    excludes = only.operator in _NOT_TLS_OPERATORS and values == ("true",)
    return only.key == "aws:securetransport" and (excludes or (only.operator in _TLS_OPERATORS and values == ("false",)))
