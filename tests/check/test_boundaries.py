"""The most that any role of a system may do: every role of every stack has its boundary, and is within it."""

import pytest

from tests import reading
from tests.check.found import LIMITED, listed, system_of
from tests.granting import POLICY, allowing
from tests.stacks import recorded, values_of


def boundary_of(stack: str, account: str) -> str:
    """Return the name of the boundary that the account stack makes for the stack's system."""
    made: dict[str, str] = recorded(account).outputs["role_boundaries"]
    system = system_of(stack)
    assert system in made, f"Pulumi.{account}.yaml: platform:account.systems does not list {system}: add its code and name"
    return made[system]


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_a_stack_names_its_boundary(stack: str, account: str) -> None:
    """Without it, or with another's, the deployer may make no role, and the first `up` ends half done."""
    boundary = boundary_of(stack, account)
    told = f"Pulumi.{stack}.yaml: write platform:role_boundary: {boundary}"
    assert values_of(stack).get("platform:role_boundary") == boundary, told


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_boundary_is_on_every_role(stack: str, account: str) -> None:
    (arn,) = {one.outputs["arn"] for one in recorded(account).of(POLICY) if one.inputs["name"] == boundary_of(stack, account)}
    bare = {role.name for role in recorded(stack).of(reading.ROLE) if role.inputs.get("permissionsBoundary") != arn}
    assert bare == set(), f"make these roles of {stack} with components/base/iam.py, which gives them the boundary: {listed(bare)}"


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_boundary_lets_every_role_do_what_it_was_given(stack: str, account: str) -> None:
    """Outside the boundary a permission has no effect: the task starts and fails on its first call."""
    (policy,) = (one for one in recorded(account).of(POLICY) if one.inputs["name"] == boundary_of(stack, account))
    bounds = reading.document(policy)
    recording = recorded(stack)
    for role in recording.of(reading.ROLE):
        for statement in reading.permissions(recording, role.inputs["name"]):
            for action in statement["Action"]:
                for resource in statement["Resource"]:
                    told = f"{role.name} may {action} on {resource}, its boundary may not: components/account/deployer_permissions/"
                    assert allowing(bounds, action, resource), told
                if action.startswith("kms:"):
                    told = f"{role.name} may use a key directly: say kms:ViaService in {statement['Sid']}"
                    assert any("kms:ViaService" in keys for keys in statement.get("Condition", {}).values()), told
