"""The deployer of each stack may make every call that it takes to make, read, change and delete what the stack declares.

Without one of them an `up` stops in the pipeline, half applied, long after it passed review. What is called is known from
CloudFormation's handlers and the provider's source (`calls/`), what AWS checks it on from its authorization reference.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from offline.simulation.runner import Recording, Resource
from policy.knowledge.iam.service_authorization import matching
from tests.check.calls.besides import OF_PIPELINES
from tests.check.calls.excuses import EXCUSES, Excuse
from tests.check.calls.handlers import Call, calls_of
from tests.check.calls.requests import Questions, UnnamedError
from tests.check.everything import asleep_at_night, with_everything
from tests.check.found import ACCOUNTS, LIMITED, SAMPLES, given_to_deployer, zone_of
from tests.deciding import Policies
from tests.stacks import recorded, values_of

HOW = (
    "Allow it in components/account/deployer_permissions/, or say in EXCUSES of tests/check/calls/excuses.py why it is not needed."
)


class Refused(NamedTuple):
    """A call that is not allowed, why, and what excuses it."""

    resource: Resource
    call: Call
    why: str
    excuses: tuple[Excuse, ...]


def declared(recording: Recording) -> list[Resource]:
    return [resource for resource in recording.resources if resource.custom and resource.type.startswith("aws:")]


def refused(recording: Recording, stack: str, account: str, *, place: str = "", only_excusable: bool = False) -> Iterator[Refused]:
    given = Policies(given_to_deployer(stack, account))
    questions = Questions(recording, zone_of(stack, account), place)
    for resource in declared(recording):
        for call in calls_of(resource.type):
            if only_excusable and not any(one.is_about(resource, call.action) for one in EXCUSES):
                continue
            is_named, why = True, ""
            try:
                why = next((f"not allowed {one}" for one in questions.about(resource, *call[:2]) if not given.permit(one)), "")
            except UnnamedError as error:
                is_named, why = False, f"{call.action}: {error}, and the resource names none"
            except LookupError as error:
                why = f"{call.action}: {error}"
            if why:
                excuses = (one for one in EXCUSES if one.holds(resource, call.action, is_named=is_named))
                yield Refused(resource, call, why, tuple(excuses))


def check(recording: Recording, stack: str, account: str, place: str = "") -> None:
    for one in refused(recording, stack, account, place=place):
        told = f"{stack}: to {one.call.handler} {one.resource.name} ({one.resource.type}) takes what {one.call.source} says:"
        assert one.excuses, f"{told}\n{one.why}\n{HOW}"


def optional(stack: str) -> list[Recording]:
    """Return a stack with all that may be switched on together, and with the rest."""
    return [with_everything(stack), asleep_at_night(stack)]


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_deployer_may_make_every_call_that_its_stack_takes(stack: str, account: str) -> None:
    check(recorded(stack), stack, account)


@pytest.mark.parametrize("stack", SAMPLES)
@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_deployer_may_make_every_call_whatever_is_switched_on(stack: str, account: str) -> None:
    """A recovery region is switched on as well, which the stack's line in the account's file need not have yet."""
    for recording in optional(stack):
        check(recording, stack, account, place=values_of(stack)["aws:region"])


@pytest.mark.skipif(not LIMITED, reason="no deployer")
def test_every_excuse_is_needed() -> None:
    """An excuse that outlived its reason hides the next permission that is missing."""
    recordings = [(recorded(stack), stack, account) for stack, account in LIMITED]
    recordings += [(one, stack, account) for stack, account in LIMITED if stack in SAMPLES for one in optional(stack)]
    types = {resource.type for recording, _, _ in recordings for resource in declared(recording)}
    found = (one for recording in recordings for one in refused(*recording, only_excusable=True))
    used = {excuse for one in found for excuse in one.excuses}
    idle = [one for one in EXCUSES if one not in used and any(one.is_for(type_) for type_ in types)]
    assert idle == [], "nothing needs these: delete them from tests/check/calls/excuses.py"


@pytest.mark.skipif(not LIMITED, reason="no deployer")
def test_the_deployer_may_make_no_call_that_nothing_takes() -> None:
    """What a stack does not need, only someone who took over its pipeline does."""
    recordings = [recorded(stack) for stack, _ in LIMITED] + [one for stack in SAMPLES for one in optional(stack)]
    types = {resource.type for recording in recordings for resource in declared(recording)}
    taken = {call.action.lower() for type_ in types for call in calls_of(type_)}
    taken |= {action.lower() for actions in OF_PIPELINES.values() for action in actions.split()}
    idle = {
        pattern
        for stack, account in LIMITED
        for statement in given_to_deployer(stack, account)
        if statement["Effect"] == "Allow"
        for pattern in statement["Action"]
        if not taken & {action.name.lower() for action in matching(pattern)}
    }
    told = "forbid it in components/account/deployer_permissions/, or say in tests/check/calls/besides.py who calls it"
    assert idle == set(), told
