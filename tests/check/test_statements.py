"""Every statement of every policy says what AWS understands: its actions exist, are checked on its resources, know its conditions.

AWS takes a statement that has no effect without a word: the permission is missing on the day it is needed, or the guard is.
"""

import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

from offline.simulation.runner import Recording, Resource
from policy.knowledge.iam.service_authorization import Action, Check, matching
from policy.model.patterns import matches
from tests import reading
from tests.check.everything import with_everything
from tests.check.found import SAMPLES
from tests.granting import POLICY
from tests.overlapping import overlap
from tests.stacks import STACKS, recorded

# Types that hold a policy -> the argument that does.
HOLDERS = {
    POLICY: "policy",
    reading.ROLE: "assumeRolePolicy",
    reading.ROLE_POLICY: "policy",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "policy",
    "aws:kms/key:Key": "policy",
    "aws:s3/bucketPolicy:BucketPolicy": "policy",
    "aws:secretsmanager/secret:Secret": "policy",
    "aws:sns/topic:Topic": "policy",
    "aws:sns/topicPolicy:TopicPolicy": "policy",
}
# In the policy of a key, `*` is the key, and a role's trust is in the role itself.
OF_ONE_THING = ("aws:kms/key:Key", reading.ROLE)
# What AWS finds in every request (IAM guide, "global condition context keys"): those in use.
GLOBAL = frozenset(
    {
        "aws:MultiFactorAuthAge",
        "aws:MultiFactorAuthPresent",
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:RequestedRegion",
        "aws:ResourceAccount",
        "aws:SecureTransport",
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:ViaAWSService",
    }
)
# Holds as well where a request has nothing of the key.
WITHOUT = ("IfExists", "ForAllValues", "Null", "Not")


class Said(NamedTuple):
    """A statement, and the policy that makes it."""

    holder: Resource
    statement: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.holder.name} ({self.holder.type}), statement {self.statement.get('Sid')}"


def said(recording: Recording) -> Iterator[Said]:
    for resource in recording.resources:
        key = HOLDERS.get(resource.type)
        if key is not None and resource.inputs.get(key):
            yield from (Said(resource, statement) for statement in reading.document(resource, key))


@functools.cache
def distinct() -> tuple[Said, ...]:
    """Every statement of every stack once."""
    found: dict[str, Said] = {}
    for recording in [*(recorded(stack) for stack in STACKS), *(with_everything(stack) for stack in SAMPLES)]:
        for one in said(recording):
            found.setdefault(f"{one.holder.type} {one.statement}", one)
    return tuple(found.values())


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def where(check: Check, one: Said) -> bool:
    """Whether a statement says something of a kind of thing."""
    return one.holder.type in OF_ONE_THING or any(
        pattern == "*" or overlap(check.on.arn, pattern) for pattern in listed(one.statement.get("Resource", "*"))
    )


def actions_of(one: Said) -> Iterator[tuple[str, tuple[Action, ...]]]:
    """Yield each action of a statement as it is written, with the actions that it stands for."""
    for pattern in listed(one.statement["Action"]):
        yield pattern, matching(pattern)


def test_every_action_exists() -> None:
    wrong = [f"{one}: AWS has no {pattern}" for one in distinct() for pattern, found in actions_of(one) if not found]
    assert not wrong, "\n".join(wrong)


def test_every_action_is_checked_on_a_resource_of_its_statement() -> None:
    wrong = []
    for one in distinct():
        resources = listed(one.statement.get("Resource", "*"))
        for pattern, found in actions_of(one):
            on_nothing = "*" in resources and any(not action.checks for action in found)
            kinds = {check.on.arn for action in found for check in action.checks}
            if not on_nothing and not any(where(check, one) for action in found for check in action.checks):
                wrong.append(f"{one}: AWS checks {pattern} on {' or '.join(sorted(kinds)) or '*'}, not on {resources}")
    assert not wrong, "\n".join(wrong)


def test_every_resource_is_one_that_an_action_of_its_statement_is_checked_on() -> None:
    wrong = []
    for one in distinct():
        kinds = {check.on.arn for _, found in actions_of(one) for action in found for check in action.checks}
        named = [resource for resource in listed(one.statement.get("Resource", "*")) if resource != "*"]
        idle = [resource for resource in named if not any(overlap(kind, resource) for kind in kinds)]
        wrong += [f"{one}: AWS checks none of its actions on {resource}" for resource in idle]
    assert not wrong, "\n".join(wrong)


def knows(action: Action, check: Check | None, key: str) -> bool:
    keys = [*action.keys, *(check.known_keys if check else ())]
    return any(matches(known.lower(), key.lower()) for known in keys)


def test_every_condition_can_hold_for_every_action_of_its_statement() -> None:
    """A condition that AWS knows nothing of for an action never holds: the action is not allowed, or not denied, at all."""
    wrong = []
    for one in distinct():
        keys = {
            key
            for operator, conditions in one.statement.get("Condition", {}).items()
            for key in conditions
            if not any(word in operator for word in WITHOUT) and key not in GLOBAL and not _of_the_caller(one, key)
        }
        for pattern, found in actions_of(one) if keys else ():
            possible = [
                (action, check) for action in found for check in (action.checks or (None,)) if check is None or where(check, one)
            ]
            unknown = keys if not possible else min((_unknown(action, check, keys) for action, check in possible), key=len)
            wrong += [f"{one}: AWS finds no {key} when it checks {pattern}" for key in sorted(unknown)]
    assert not wrong, "\n".join(wrong)


def _unknown(action: Action, check: Check | None, keys: set[str]) -> set[str]:
    return {key for key in keys if not knows(action, check, key)}


def _of_the_caller(one: Said, key: str) -> bool:
    """Whether a key is a claim of the identity provider that the caller's token is from."""
    return one.holder.type == reading.ROLE and not key.startswith("aws:") and "." in key.partition(":")[0]
