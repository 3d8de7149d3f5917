"""The most that any role of a stack may do: every role of every stack has its boundary, and is within it."""

import pytest

from components.data.backup import Backup
from tests import reading
from tests.check.everything import with_everything
from tests.check.found import ACCOUNTS, LIMITED, SAMPLES, environment_of, given_to_roles, line_of, listed, system_of
from tests.granting import POLICY, allowing
from tests.stacks import recorded, values_of


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
    (arn,) = {one.outputs["arn"] for one in recorded(account).of(POLICY) if one.inputs["name"] == boundary_of(stack, account)}
    bare = {role.name for role in recorded(stack).of(reading.ROLE) if role.inputs.get("permissionsBoundary") != arn}
    assert bare == set(), f"make these roles of {stack} with components/base/iam.py, which gives them the boundary: {listed(bare)}"


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_boundary_lets_every_role_do_what_it_was_given(stack: str, account: str) -> None:
    """Outside the boundary a permission has no effect: the task starts and fails on its first call."""
    bounds = given_to_roles(stack, account)
    recording = recorded(stack)
    for role in recording.of(reading.ROLE):
        for statement in reading.permissions(recording, role.inputs["name"]):
            for action in statement["Action"]:
                for resource in statement["Resource"]:
                    told = f"{role.name} may {action} on {resource}, its boundary may not: add a Grant to its component"
                    assert allowing(bounds, action, resource), told
                if action.startswith("kms:"):
                    told = f"{role.name} may use a key directly: say kms:ViaService in {statement['Sid']}"
                    assert any("kms:ViaService" in keys for keys in statement.get("Condition", {}).values()), told


@pytest.mark.parametrize("stack", SAMPLES)
@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_boundary_holds_nothing_that_no_role_is_ever_given(stack: str, account: str) -> None:
    """What is left of a component that is gone would still be there to be used. AWS's own policy for backups is not read here."""
    everything = with_everything(stack)
    given = {
        action
        for role in everything.of(reading.ROLE)
        for statement in reading.permissions(everything, role.inputs["name"])
        for action in statement["Action"]
    }
    given |= {action for grant in Backup.GRANTS for action in grant.actions}
    held = {action for one in given_to_roles(stack, account) if one["Effect"] == "Allow" for action in one["Action"]}
    assert held - given == set(), f"no role of {system_of(stack)} gets these: remove them from the GRANTS of its components"
