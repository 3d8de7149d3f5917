"""The deployer of each stack may make every call that it takes to make, read, change and delete what the stack declares.

Without one of them an `up` stops in the pipeline, half applied, long after it passed review. What is called is known from
CloudFormation's handlers and the provider's source (`calls/`), what AWS checks it on from its authorization reference.
"""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import NamedTuple

import pytest

from offline.simulation.runner import Recording, Resource
from offline.simulation.schema import properties
from policy.knowledge.iam.service_authorization import matching
from tests.check.calls.besides import BY_HAND, OF_PIPELINES
from tests.check.calls.counterparts import COUNTERPARTS
from tests.check.calls.excuses import EXCUSES, Excuse, about
from tests.check.calls.handlers import Call, calls_of
from tests.check.calls.requests import Questions, UnnamedError
from tests.check.everything import asleep_at_night, with_everything
from tests.check.found import ACCOUNTS, LIMITED, SAMPLES, given_to_deployer, listed, zone_of
from tests.deciding import Policies
from tests.stacks import recorded, values_of

HOW = (
    "Allow it in components/account/deployer_permissions/, or say in EXCUSES of tests/check/calls/excuses.py why it is not needed."
)


class Answer(NamedTuple):
    """What AWS says to a call for a resource: why it refuses, if it does, and what excuses that."""

    resource: Resource
    call: Call
    refusal: str
    excuses: tuple[Excuse, ...]


@dataclass(frozen=True)
class Deployment:
    """A stack as it is deployed: with what its deployer may do, and in one region where its own are another test's matter."""

    recording: Recording
    given: Policies
    zone: str
    place: str = ""

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """What AWS says to each call for each resource, as far as it refuses it or an excuse speaks of it."""
        return tuple(self._answers())

    def _answers(self) -> Iterator[Answer]:
        questions = Questions(self.recording, self.zone, self.place)
        for resource in declared(self.recording):
            for call in calls_of(resource.type):
                spoken = about(resource, call.action)
                refusal, is_named = self._refusal(questions, resource, call)
                if refusal or spoken:
                    excuses = (one for one in spoken if refusal and not (one.unnamed and is_named))
                    yield Answer(resource, call, refusal, tuple(excuses))

    def _refusal(self, questions: Questions, resource: Resource, call: Call) -> tuple[str, bool]:
        try:
            asked = questions.about(resource, call.handler, call.action)
            return next((f"not allowed {one}" for one in asked if not self.given.permit(one)), ""), True
        except UnnamedError as error:
            return f"{call.action}: {error}, and the resource names none", False
        except LookupError as error:
            return f"{call.action}: {error}", True

    def missing(self) -> list[str]:
        """Return what the deployer lacks."""
        return [
            f"To {one.call.handler} {one.resource.name} ({one.resource.type}) takes what {one.call.source} says: {one.refusal}"
            for one in self.answers
            if one.refusal and not one.excuses
        ]


def declared(recording: Recording) -> list[Resource]:
    return [resource for resource in recording.resources if resource.custom and resource.type.startswith("aws:")]


@cache
def as_it_is(stack: str, account: str) -> Deployment:
    return Deployment(recorded(stack), Policies(given_to_deployer(stack, account)), zone_of(stack, account))


@cache
def with_all(stack: str, account: str) -> tuple[Deployment, ...]:
    """Everything switched on, as far as it goes together: a recovery region too, which the stack's line need not have yet."""
    given, zone, region = Policies(given_to_deployer(stack, account)), zone_of(stack, account), values_of(stack)["aws:region"]
    return tuple(Deployment(one, given, zone, region) for one in (with_everything(stack), asleep_at_night(stack)))


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_deployer_may_make_every_call_that_its_stack_takes(stack: str, account: str) -> None:
    missing = as_it_is(stack, account).missing()
    assert not missing, "\n".join([*missing, HOW])


@pytest.mark.parametrize("stack", SAMPLES)
@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_deployer_may_make_every_call_whatever_is_switched_on(stack: str, account: str) -> None:
    missing = [told for deployment in with_all(stack, account) for told in deployment.missing()]
    assert not missing, "\n".join([*missing, HOW])


@pytest.mark.parametrize(("stack", "account"), LIMITED[:1])
def test_a_permission_that_is_taken_away_is_missed(stack: str, account: str) -> None:
    given = [one for one in given_to_deployer(stack, account) if "iam:UpdateRoleDescription" not in one["Action"]]
    missing = replace(as_it_is(stack, account), given=Policies(given)).missing()
    told = any("to update" in one.lower() and "not allowed iam:UpdateRoleDescription on arn:" in one for one in missing)
    assert told, "these checks miss a permission that is taken away: mend tests/check/calls, not the deployer"


def test_a_new_type_is_told_where_to_write_what_it_takes() -> None:
    with pytest.raises(LookupError, match=r"^aws:new/thing:Thing is new\. Name its CloudFormation type in \S+counterparts\.py"):
        calls_of("aws:new/thing:Thing")


def test_excuses_end_with_arguments_that_there_are() -> None:
    """A misspelt argument never ends its excuse."""
    importlib.import_module("pulumi_aws")
    wrong = [
        f"{type_} has no {argument}"
        for excuse in EXCUSES
        for type_ in (*COUNTERPARTS, *BY_HAND)
        for argument in excuse.unless
        if excuse.is_for(type_) and not (argument in properties(type_) and properties(type_)[argument].settable)
    ]
    assert not wrong, f"correct these arguments in EXCUSES: {listed(wrong)}"


@pytest.mark.skipif(not LIMITED, reason="no deployer")
def test_every_excuse_is_needed_for_all_that_it_is_about() -> None:
    """An excuse that outlived its reason, or is broader than it, hides the next permission that is missing."""
    deployments = [as_it_is(*one) for one in LIMITED]
    deployments += [deployment for one in LIMITED if one.stack in SAMPLES for deployment in with_all(*one)]
    spoken: dict[Excuse, set[str]] = {}
    needed: dict[Excuse, set[str]] = {}
    for deployment in deployments:
        for answer in deployment.answers:
            for excuse in about(answer.resource, answer.call.action):
                spoken.setdefault(excuse, set()).add(answer.call.action)
            for excuse in answer.excuses:
                needed.setdefault(excuse, set()).add(answer.call.action)
    types = {resource.type for deployment in deployments for resource in declared(deployment.recording)}
    idle = [one for one in EXCUSES if one not in needed and any(one.is_for(type_) for type_ in types)]
    assert idle == [], "nothing needs these: delete them from tests/check/calls/excuses.py"
    broad = {call for one, calls in spoken.items() if one in needed and not one.unnamed for call in calls - needed[one]}
    assert broad == set(), "these are allowed, so let no excuse of tests/check/calls/excuses.py be about them"


@pytest.mark.skipif(not LIMITED, reason="no deployer")
def test_the_deployer_may_make_no_call_that_nothing_takes() -> None:
    """What a stack does not need, only someone who took over its pipeline does."""
    recordings = [recorded(stack) for stack, _ in LIMITED]
    recordings += [one for stack in SAMPLES for one in (with_everything(stack), asleep_at_night(stack))]
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
