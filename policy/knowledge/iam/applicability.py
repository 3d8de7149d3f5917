"""Permissions that can never apply, by AWS's reference: an action it does not have, a resource or a condition of other actions."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from policy.knowledge.iam.pattern_scope import is_everywhere
from policy.knowledge.iam.service_authorization import Action, matching
from policy.knowledge.iam.statements import Condition, Statement

_VARIABLE: Final = re.compile(r"\$\{([^}]*)\}")
# Parts of ARNs that have neither `/` nor `:` in them; all other parts may.
_WORDS: Final = frozenset({"Partition", "Region", "Account", "BucketName"})
_WORD, _ANY = "word", "any"
# Whoever starts the newest revision names none ("Service authorization reference" has only ARNs with one).
_SHORTER: Final = (":${TaskDefinitionRevisionNumber}",)

# Services that were renamed in 2024, whose connections have ARNs of either name.
_RENAMED: Final = (":codestar-connections:", ":codeconnections:")

# Keys of these kinds have to be the action's own; most others every request has.
_OF_ACTIONS: Final = ("aws:resourcetag/", "aws:requesttag/", "aws:tagkeys")

# Keys with a service's name that all requests of whoever runs there have ("AWS global condition context keys", cross-service keys).
_OF_CALLERS: Final = frozenset(
    {
        "ec2:roledelivery",
        "ec2:sourceinstancearn",
        "glue:credentialissuingservice",
        "glue:roleassumedby",
        "lambda:sourcefunctionarn",
        "ssm:sourceinstancearn",
    }
)


def never_apply(statement: Statement) -> Iterator[tuple[str, str]]:
    """Each action that a statement allows in vain, and why. Wildcards are in vain when all that they stand for are."""
    for action in statement.actions if statement.allows and not statement.is_everything else ():
        every = matching(action)
        if not every:
            yield action, "which AWS does not have"
        elif not any(_is_on(one, statement.resources) for one in every if statement.resources):
            if statement.resources:
                yield action, "on resources that are not its own"
        else:
            unknown = [condition.key for condition in statement.conditions if not any(_knows(one, condition) for one in every)]
            if unknown:
                yield action, f"under `{unknown[0]}`, which no request for it has"


def _is_on(action: Action, resources: Sequence[str]) -> bool:
    """Whether AWS checks an action on anything that one of some patterns may stand for."""
    if not action.checks:
        return any(map(is_everywhere, resources))
    arns = [check.on.arn for check in action.checks]
    arns += [arn.removesuffix(end) for arn in arns for end in _SHORTER if arn.endswith(end)]
    arns += [arn.replace(old, new) for arn in arns for old, new in (_RENAMED, _RENAMED[::-1]) if old in arn]
    return any(overlaps(pattern, arn) for pattern in resources for arn in arns)


def _knows(action: Action, condition: Condition) -> bool:
    """Whether a request for an action may have a condition's key, as far as the condition needs it."""
    service = action.name.partition(":")[0]
    own = condition.key.startswith((f"{service}:", *_OF_ACTIONS))
    if not own or condition.key in _OF_CALLERS or not condition.is_needed:
        return True
    return _family(condition.key) in _families(action.name)


@lru_cache(maxsize=65_536)
def _families(name: str) -> frozenset[str]:
    """The families of the keys that a request for an action may have."""
    (action,) = matching(name)
    keys = (*action.keys, *(key for one in action.checks for key in one.known_keys))
    return frozenset(_family(key.lower()) for key in keys)


def _family(key: str) -> str:
    """A key without what the writer of a policy chooses: a tag's name, or an encryption context's."""
    service, _, name = key.partition("/")[0].partition(":")
    return f"{service}:{name.partition(':')[0]}"


@lru_cache(maxsize=65_536)
def overlaps(pattern: str, arn: str) -> bool:
    """Whether a policy's pattern for resources can stand for one whose ARN has this form (`...:${BucketName}`).

    The bits of a number are the places in the form that can be reached with what is read of the pattern.
    """
    form = _form(arn)
    chars, words, wild = _masks(form)
    after = _free(1, wild)
    for char in re.sub(r"\*+", "*", _VARIABLE.sub("*", pattern)):
        if char == "*":
            lowest = after & -after
            after = ((1 << len(form) + 1) - 1) & ~(lowest - 1)
        elif char == "?":
            after = _free(after & wild | (after & ~wild) << 1, wild)
        else:
            staying = after & wild & ~(words if char in "/:" else 0)
            after = _free(staying | (after & chars[char]) << 1, wild)
        after &= (1 << len(form) + 1) - 1
        if not after:
            return False
    return bool(after >> len(form) & 1)


def _free(places: int, wild: int) -> int:
    """The places with those that follow a wildcard that stands for nothing."""
    while (more := places | (places & wild) << 1) != places:
        places = more
    return places


@lru_cache(maxsize=4096)
def _form(arn: str) -> tuple[str, ...]:
    """The characters of an ARN's form, with a word for what differs from one ARN to the next."""
    found: list[str] = []
    for place, part in enumerate(_VARIABLE.split(arn)):
        found += [_WORD if part in _WORDS else _ANY] if place % 2 else part
    return tuple(_ANY if one == "*" else one for one in found)


@lru_cache(maxsize=4096)
def _masks(form: tuple[str, ...]) -> tuple[Counter[str], int, int]:
    """Where each character, a word and anything that differs stand."""
    chars: Counter[str] = Counter()
    for place, one in enumerate(form):
        chars[one] |= 1 << place
    return chars, chars[_WORD], chars[_WORD] | chars[_ANY]
