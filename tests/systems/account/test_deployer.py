"""What the deployer may do besides making resources, and that its policies fit."""

import json
import re

import pytest

from offline.simulation.runner import Mode, Recording
from tests.granting import POLICY, allowing, policies, statements
from tests.shipped import recorded


def test_topics_need_kafkas_permissions_as_well(account: Recording) -> None:
    cluster = "arn:aws:kafka:us-east-1:111122223333:cluster/pde-dev-stream/1b2c-3"
    given = statements(account, "deployer-streams-jobs")
    assert allowing(given, "kafka-cluster:Connect", cluster)
    for action in ("CreateTopic", "DescribeTopic", "AlterTopic", "DeleteTopic"):
        assert allowing(given, f"kafka-cluster:{action}", cluster.replace(":cluster/", ":topic/") + "/predictions-stream")
    for action in ("DescribeTopicDynamicConfiguration", "AlterTopicDynamicConfiguration"):
        assert allowing(given, f"kafka-cluster:{action}")


def test_without_a_zone_there_is_no_dns_to_change() -> None:
    nothing = recorded("account", Mode.APPLIED, ("platform:account.hosted_zones", []))
    assert not [action for one in statements(nothing, "deployer-entrance") for action in one["Action"] if "route53" in action]


@pytest.mark.parametrize("mode", list(Mode))
def test_policies_are_readable_and_fit_at_the_most_the_settings_allow(mode: Mode) -> None:
    """6,144 characters a policy without white space, ten policies on a role, 2,048 in a trust policy (IAM guide, "quotas")."""
    subject = "repo:a-rather-long-organisation@1000001/a-long-repository@1000002:environment:production-{}"
    full = recorded(
        "account",
        mode,
        ("platform:account.systems", {f"abcde{letter}": f"a-system-with-a-long-name-{letter}" for letter in "abcde"}),
        ("platform:account.regions", ["us-east-1", "us-west-2", "ca-central-1"]),
        ("platform:account.hosted_zones", [f"Z{number}123456789ABCDEFGHIJ" for number in range(5)]),
        ("platform:account.github.subjects", [subject.format(number) for number in range(10)]),
    )
    sizes = {policy.name: len(re.sub(r"\s", "", policy.inputs["policy"])) for policy in full.of(POLICY)}
    assert {name: size for name, size in sizes.items() if size > 6144} == {}
    assert len(policies(full)) <= 10
    assert len(re.sub(r"\s", "", full.named("deployer-role").inputs["assumeRolePolicy"])) <= 2048
    for policy in full.of(POLICY):
        sids = [statement["Sid"] for statement in json.loads(policy.inputs["policy"])["Statement"]]
        assert len(set(sids)) == len(sids)
