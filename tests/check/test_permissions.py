"""What `make permissions` prints is what the deployer of a stack may do, less what the stack does not ask for."""

import json

import pytest

from tests.check.calls import permissions
from tests.check.found import LIMITED, given_to_deployer, zone_of
from tests.deciding import Policies
from tests.stacks import recorded


@pytest.mark.parametrize(("stack", "account"), LIMITED[:1])
def test_the_least_is_enough_and_within_what_the_deployer_may_do(stack: str, account: str) -> None:
    found = permissions.least(recorded(stack), zone_of(stack, account))
    deployer, alone = Policies(given_to_deployer(stack, account)), Policies(permissions.statements(found))
    assert found.requests, "nothing is asked for"
    beyond = [str(one) for one in found.requests if not deployer.permit(one)]
    assert beyond == [], f"the deployer of {stack} may not do what the stack takes: see test_calls.py"
    lacking = [str(one) for one in found.requests if not alone.permit(one)]
    assert lacking == [], "the statements that are printed do not allow what they are made from"


@pytest.mark.parametrize(("stack", "account"), LIMITED[:1])
def test_an_action_that_nothing_asks_for_is_not_in_it(stack: str, account: str) -> None:
    found = permissions.least(recorded(stack), zone_of(stack, account))
    assert "iam:CreateUser" not in found.resources, "no stack makes users"
    wide = [action for action, arns in found.resources.items() if "*" in arns and len(arns) > 1]
    assert wide == [], "an action on everything and on something: one of the two is wrong in tests/check/calls/requests.py"


@pytest.mark.parametrize(("stack", "account"), LIMITED[:1])
def test_what_a_deployer_lacks_is_named(stack: str, account: str) -> None:
    found = permissions.least(recorded(stack), zone_of(stack, account))
    given = [one for one in given_to_deployer(stack, account) if "iam:CreateRole" not in one["Action"]]
    told = list(permissions.lines(stack, found, {account: given}))[1]
    assert told.startswith(f"The deployer of the stack {account} may do all but "), told
    assert "iam:CreateRole" in told, told


@pytest.mark.parametrize(("stack", "account"), LIMITED[:1])
def test_statements_name_no_id_that_aws_makes_up(stack: str, account: str) -> None:
    found = permissions.least(recorded(stack), zone_of(stack, account))
    told = json.dumps(permissions.statements(found))
    made_up = [one.id for one in recorded(stack).of("aws:ec2/vpc:Vpc") if one.id in told]
    assert made_up == [], "extend _MADE_UP of tests/check/calls/permissions.py"
    assert ":111122223333:" in told, "the account is known beforehand: narrow _MADE_UP of tests/check/calls/permissions.py"
