"""What a boundary leaves out: ways to more, other stacks, and tiers that the system does not have."""

from collections.abc import Sequence

from components.account.deployer_permissions.boundary import boundary
from components.base.grant import Grant
from components.compute.spec import ServiceSpec
from components.data.cache import Cache
from components.data.stream import Stream
from offline.simulation.runner import Recording
from stack.settings import SystemSettings
from systems.system import BucketSpec, System
from tests.granting import BOUNDARY, POLICY, allowing, policies
from tests.systems.account.account import DEPLOYER, bounds
from tests.systems.account.scopes import scope


def actions_of(grants: Sequence[Grant]) -> set[str]:
    return {action for one in boundary(scope(), grants) if one.effect == "Allow" for action in one.actions}


def small(**parts: object) -> System[SystemSettings]:
    service: ServiceSpec[None] = ServiceSpec("web", image="web")
    return System(code="wea", settings=SystemSettings, build=lambda _: {}, services=(service,), **parts)  # type: ignore[arg-type]


def test_every_policy_of_a_deployer_is_attached_and_no_boundary(account: Recording) -> None:
    attached = {
        one.inputs["policyArn"]
        for one in account.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if one.name.startswith(("deployer-", "drift-"))
    }
    roles = [one.name for one in account.resources if one.type in ("platform:deployer:Deployer", "platform:reader:Reader")]
    assert attached == {account.named(name, POLICY).outputs["arn"] for role in roles for name in policies(account, role)}
    assert account.named(DEPLOYER + BOUNDARY, POLICY).outputs["arn"] not in attached


def test_the_boundary_has_no_way_to_more(account: Recording) -> None:
    given = bounds(account)
    identity = {
        action
        for one in given
        if one["Effect"] == "Allow"
        for action in one["Action"]
        if action.split(":")[0] in ("iam", "sts", "organizations")
    }
    assert identity == {"iam:PassRole"}
    (passing,) = allowing(given, "iam:PassRole")
    assert passing["Resource"] == ["arn:aws:iam::111122223333:role/pde-production-*"]
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    assert not any("*" in action for one in given if one["Effect"] == "Allow" for action in one["Action"])


def test_a_boundary_refuses_other_regions(account: Recording) -> None:
    allowed, (elsewhere,) = ([one for one in bounds(account) if one["Effect"] == effect] for effect in ("Allow", "Deny"))
    assert elsewhere["Condition"] == {
        "StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "us-west-2"]},
        "Null": {"aws:RequestedRegion": "false"},
    }
    services = {action.split(":")[0] for one in allowed for action in one["Action"]} - {"iam"}
    assert elsewhere["Action"] == [f"{service}:*" for service in sorted(services)]


def test_a_stacks_boundary_keeps_out_of_the_others(account: Recording) -> None:
    dev = bounds(account, "deployer-pde-dev")
    for action, arn in (
        ("s3:GetObject", "arn:aws:s3:::pde-{}-data-111122223333/1"),
        (
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:/pre-delinquency-engine/{}/db-a1b2c3",
        ),
    ):
        assert allowing(dev, action, arn.format("dev"))
        assert allowing(dev, action, arn.format("production")) == []


def test_a_boundary_holds_what_the_systems_parts_grant() -> None:
    """Whoever has no Kafka can be given nothing of Kafka's."""
    plain, streaming = set(small().grants), set(small(tiers=(Stream,)).grants)
    assert streaming - plain == set(Stream.GRANTS)
    assert set(small(tiers=(Cache,)).grants) == plain
    assert not any(action.startswith(("kafka", "s3:", "states:", "ecs:", "cloudwatch:")) for action in actions_of(small().grants))
    assert {"s3:GetObject", "s3:PutObject"} <= actions_of(small(buckets=(BucketSpec("reports"),)).grants)
    assert "s3:ReplicateObject" not in actions_of(small(buckets=(BucketSpec("reports"),)).grants)
    assert "s3:ReplicateObject" in actions_of(small(buckets=(BucketSpec("reports", replicated=True),)).grants)


def test_the_stack_that_recovers_another_may_run_its_images_and_use_its_keys_through_services(account: Recording) -> None:
    image = "arn:aws:ecr:us-west-2:111122223333:repository/pde-production/api"
    recovering = bounds(account, "deployer-pde-dr")
    assert {action for one in recovering for action in one["Action"] if allowing([one], action, image)} >= {"ecr:BatchGetImage"}
    assert allowing(bounds(account, "deployer-pde-dev"), "ecr:BatchGetImage", image) == []
    keys, sessions = allowing(recovering, "kms:Decrypt")
    assert sessions["Condition"]["StringLike"] == {"kms:EncryptionContext:aws:ssm:TargetId": "ecs:pde-dr-cluster_*"}
    assert keys["Condition"]["StringEqualsIfExists"]["aws:ResourceTag/Environment"] == ["dr", "production"]
