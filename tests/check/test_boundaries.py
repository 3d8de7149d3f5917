"""The most that any role of a stack may do: every role of every stack has its boundary, and is within it."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests import reading
from tests.check.calls.managed import ATTACHMENT, NEEDED, of_managed_policy
from tests.check.everything import with_everything
from tests.check.found import ACCOUNTS, DEPLOYED, LIMITED, SAMPLES, environment_of, given_to_roles, line_of, listed, system_of
from tests.deciding import Policies, Request
from tests.granting import POLICY
from tests.stacks import recorded, values_of

HOW = "add a Grant to its component, or do without"


def boundary_of(stack: str, account: str) -> str:
    """Return the name of the boundary that the account stack makes for a stack."""
    line_of(stack, account)
    deployer = recorded(account).outputs["deployers"][f"{system_of(stack)}/{environment_of(stack)}"]
    return str(deployer["role_boundary"])


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_a_stack_names_its_boundary(stack: str, account: str) -> None:
    """Without it, or with another's, the deployer may make no role, and the first `up` ends half done."""
    boundary = boundary_of(stack, account)
    told = f"Pulumi.{stack}.yaml: write platform:role_boundary: {boundary}"
    assert values_of(stack).get("platform:role_boundary") == boundary, told


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_boundary_is_on_every_role(stack: str, account: str) -> None:
    name = boundary_of(stack, account)
    (arn,) = {one.outputs["arn"] for one in recorded(account).of(POLICY) if one.inputs["name"] == name}
    bare = {role.name for role in recorded(stack).of(reading.ROLE) if role.inputs.get("permissionsBoundary") != arn}
    assert bare == set(), f"make these roles of {stack} with components/base/iam.py, which gives them the boundary: {listed(bare)}"


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_boundary_lets_every_role_do_what_it_was_given(stack: str, account: str) -> None:
    """Outside the boundary a permission has no effect: the task starts and fails on its first call."""
    bounds = Policies(given_to_roles(stack, account))
    recording, home = recorded(stack), values_of(stack)["aws:region"]
    for role in recording.of(reading.ROLE):
        for statement in reading.permissions(recording, role.inputs["name"]):
            for request in asked_by(statement, home):
                told = f"{role.name} was given this by {statement['Sid']}, and its boundary does not allow it: {HOW}"
                assert bounds.permit(request), f"{told}\n{request}"


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_boundary_lets_roles_do_what_policies_of_aws_are_attached_for(stack: str, account: str) -> None:
    bounds = Policies(given_to_roles(stack, account))
    recording = recorded(stack)
    for attachment in recording.of(ATTACHMENT):
        policy = attachment.inputs["policyArn"]
        assert policy in NEEDED, f"{policy} is new: say in NEEDED of tests/check/calls/managed.py what its holder does with it"
        for request in of_managed_policy(recording, policy, values_of(stack)["aws:region"]):
            assert bounds.permit(request), f"the boundary of {attachment.inputs['role']} does not allow this: {HOW}\n{request}"


@pytest.mark.parametrize("stack", SAMPLES)
@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_boundary_holds_nothing_that_no_role_is_ever_given(stack: str, account: str) -> None:
    """What is left of a component that is gone would still be there to be used. AWS's own policy for backups is not read here.

    A component grants what it can to any system: a bucket may be only read in one and written in another.
    """
    recordings = [*(with_everything(one) for one in SAMPLES), *(recorded(one) for one in DEPLOYED)]
    given = {
        action
        for recording in recordings
        for role in recording.of(reading.ROLE)
        for statement in reading.permissions(recording, role.inputs["name"])
        for action in statement["Action"]
    }
    given |= {action for needed in NEEDED.values() for calls in needed.values() for action in calls.split()}
    held = {action for one in given_to_roles(stack, account) if one["Effect"] == "Allow" for action in one["Action"]}
    assert held - given == set(), (
        f"no role of any stack gets these, in {system_of(stack)} either: remove them from the GRANTS of its components"
    )


def asked_by(statement: Mapping[str, Any], home: str) -> Iterator[Request]:
    """Yield requests that a statement of a role allows: each of its actions on each of its resources, as its conditions ask."""
    conditions = [
        (key, [values] if isinstance(values, str) else values)
        for keys in statement.get("Condition", {}).values()
        for key, values in keys.items()
    ]
    for values in itertools.product(*(values for _, values in conditions)):
        context = {key: (value,) for (key, _), value in zip(conditions, values, strict=True)}
        for action, arn in itertools.product(statement["Action"], statement["Resource"]):
            place = arn.split(":")[3] if arn != "*" else ""
            where = {"aws:RequestedRegion": (home if place in ("", "*") else place,)}
            yield Request(action=action, arn=arn, context={**where, **context})
