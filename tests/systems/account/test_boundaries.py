"""What a boundary leaves out: ways to more, and other systems."""

from offline.simulation.runner import Mode, Recording
from tests.granting import POLICY, allowing, policies, statements
from tests.shipped import recorded


def test_every_policy_is_attached_and_no_boundary(account: Recording) -> None:
    attached = {one.inputs["policyArn"] for one in account.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment")}
    assert attached == {account.named(name, POLICY).outputs["arn"] for name in policies(account)}


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
