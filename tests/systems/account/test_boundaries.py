"""The most that any role of a system may do, and that every role of a stack is within it."""

import pytest

from offline.simulation.runner import Mode, Recording
from tests import reading
from tests.stacks import recorded
from tests.systems.account.account import OTHERS, POLICY, allowing, policies, statements

BOUNDARY = ("platform:role_boundary", "acct-shared-boundary-pde")


def test_every_policy_is_attached_and_no_boundary(account: Recording) -> None:
    attached = {one.inputs["policyArn"] for one in account.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment")}
    assert attached == {account.named(name, POLICY).outputs["arn"] for name in policies(account)}


@pytest.mark.parametrize("stack", OTHERS)
def test_the_boundary_is_on_every_role_of_a_stack_that_names_it(account: Recording, stack: str) -> None:
    arn = account.named("deployer-boundary-pde").outputs["arn"]
    assert {role.inputs.get("permissionsBoundary") for role in recorded(stack, Mode.APPLIED, BOUNDARY).of(reading.ROLE)} == {arn}


@pytest.mark.parametrize("stack", OTHERS)
def test_the_boundary_lets_every_role_do_what_it_was_given(account: Recording, stack: str) -> None:
    """Outside the boundary a permission has no effect: the task starts and fails on its first call."""
    bounds = statements(account, "deployer-boundary-pde")
    recording = recorded(stack, Mode.APPLIED, BOUNDARY)
    for role in recording.of(reading.ROLE):
        for statement in reading.permissions(recording, role.inputs["name"]):
            for action in statement["Action"]:
                for resource in statement["Resource"]:
                    assert allowing(bounds, action, resource), (role.name, statement["Sid"], action, resource)
                if action.startswith("kms:"):
                    assert any("kms:ViaService" in keys for keys in statement["Condition"].values()), role.name


def test_the_boundary_has_no_way_to_more(account: Recording) -> None:
    bounds = statements(account, "deployer-boundary-pde")
    identity = {action for one in bounds for action in one["Action"] if action.split(":")[0] in ("iam", "sts", "organizations")}
    assert identity == {"iam:PassRole"}
    (passing,) = allowing(bounds, "iam:PassRole")
    assert passing["Resource"] == ["arn:aws:iam::111122223333:role/pde-*"]
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    assert not any("*" in action for one in bounds for action in one["Action"])


def test_a_systems_boundary_keeps_out_of_the_others() -> None:
    two = recorded(
        "account", Mode.APPLIED, ("platform:account.systems", {"pde": "pre-delinquency-engine", "frd": "fraud-detector"})
    )
    bounds = statements(two, "deployer-boundary-frd")
    assert allowing(bounds, "s3:GetObject", "arn:aws:s3:::frd-production-data-111122223333/1")
    assert allowing(bounds, "s3:GetObject", "arn:aws:s3:::pde-production-data-111122223333/1") == []
    secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:/pre-delinquency-engine/production/db-password-a1b2c3"
    assert allowing(bounds, "secretsmanager:GetSecretValue", secret) == []
