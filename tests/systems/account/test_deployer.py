"""What a deployer may do besides making resources, what its system decides of it, and that its policies fit."""

import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from components.account.deployer_permissions import deployment
from components.account.deployer_permissions.boundary import boundary
from components.account.deployer_permissions.state import state
from components.compute.job import Job
from components.compute.schedule import Schedule
from components.data.cache import Cache
from components.data.queue import Queue
from components.data.rds import Database
from components.data.stream import Stream
from components.delivery.pipeline import Pipeline
from components.network.network import Network
from offline.simulation.runner import Mode, Recording
from stack.settings import StateSettings
from stack.site import Site
from systems import Systems
from tests.granting import POLICY, allowing, policies, statements
from tests.shipped import recorded
from tests.systems.account.account import ACCOUNT, DEPLOYER, given, with_account, with_less, with_more
from tests.systems.account.scopes import scope

EVERYTHING = (Network, Database, Cache, Stream, Queue, Job, Schedule, Pipeline)
PLACE = StateSettings(region="us-east-1", bucket="a-bucket-for-state", key_alias="alias/state")
SITE = Site(system="account", code="acct", environment="shared", account=ACCOUNT, region="us-east-1", protect=True)
MOST = 6144
"""Characters of a policy, without white space (IAM guide, "quotas")."""


def services_of(*components: type) -> set[str]:
    """Return the services that a deployer of a system with these components has anything to do with."""
    parts = deployment(SITE, scope(), components=components, boundary_arn="arn", of_state=[])
    return {action.split(":")[0] for part in parts.values() for one in part if one.effect == "Allow" for action in one.actions}


@pytest.mark.parametrize(
    ("component", "services"),
    [
        (Database, {"rds", "secretsmanager"}),
        (Cache, {"elasticache", "secretsmanager"}),
        (Stream, {"kafka", "kafka-cluster"}),
        (Queue, {"sqs"}),
        (Job, {"states"}),
        (Schedule, {"scheduler"}),
        (Pipeline, {"codebuild", "codepipeline", "signer"}),
    ],
)
def test_a_deployer_has_permissions_for_the_tiers_of_its_system_and_no_others(component: type, services: set[str]) -> None:
    assert services_of(component) - services_of() == services
    assert services_of(*EVERYTHING) - services_of(*(one for one in EVERYTHING if one is not component)) == services - {
        "secretsmanager"
    }


def test_services_that_a_system_does_not_use_are_handed_no_role() -> None:
    parts = deployment(SITE, scope(), components=(Network,), boundary_arn="arn", of_state=[])
    handed = [one for one in parts["identity"] if one.sid in ("HandRolesToServices", "LetServicesMakeTheirRoles")]
    for service in ("codebuild", "codepipeline", "states", "scheduler", "kafka", "elasticache", "rds"):
        assert f"{service}.amazonaws.com" not in str([one.render() for one in handed])
    assert "ecs-tasks.amazonaws.com" in str([one.render() for one in handed])


def test_a_deployer_of_a_pipeline_has_to_do_with_no_network_and_no_task(account: Recording) -> None:
    """What a system without services does not have, whoever takes over its workflow cannot make either."""
    deployer = "deployer-dlv-pde"
    services = {action.split(":")[0] for one in given(account, deployer) if one["Effect"] == "Allow" for action in one["Action"]}
    assert services == {
        *("budgets", "chatbot", "cloudwatch", "codebuild", "codeconnections", "codepipeline", "codestar-connections"),
        *("iam", "kms", "logs", "s3", "signer", "sns", "ssm"),
    }
    assert not allowing(given(account, deployer), "codepipeline:PutApprovalResult")
    assert not allowing(given(account, deployer), "codepipeline:StartPipelineExecution")
    assert not allowing(given(account, deployer), "codebuild:StartBuild")
    (passed,) = allowing(given(account, deployer), "iam:PassRole")
    assert set(passed["Condition"]["StringEquals"]["iam:PassedToService"]) == {
        f"{service}.amazonaws.com" for service in ("chatbot", "codebuild", "codepipeline", "s3")
    }


def test_topics_need_kafkas_permissions_as_well(account: Recording) -> None:
    cluster = "arn:aws:kafka:us-east-1:111122223333:cluster/pde-production-stream/1b2c-3"
    streams = statements(account, f"{DEPLOYER}-streams-jobs")
    assert allowing(streams, "kafka-cluster:Connect", cluster)
    for action in ("CreateTopic", "DescribeTopic", "AlterTopic", "DeleteTopic"):
        assert allowing(streams, f"kafka-cluster:{action}", cluster.replace(":cluster/", ":topic/") + "/predictions-stream")
    for action in ("DescribeTopicDynamicConfiguration", "AlterTopicDynamicConfiguration"):
        assert allowing(streams, f"kafka-cluster:{action}")


@pytest.mark.parametrize("lacking", [with_less, with_more])
def test_without_a_zone_or_a_domain_there_is_no_dns_to_change(lacking: Callable[[], Recording]) -> None:
    assert not [action for one in given(lacking()) for action in one["Action"] if "route53" in action]


def test_records_are_the_domains_own_and_the_proof_of_its_certificate(account: Recording) -> None:
    (writing,) = allowing(given(account), "route53:ChangeResourceRecordSets")
    assert writing["Condition"]["ForAllValues:StringLike"] == {
        "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["engine.example.com", "_" + "?" * 32 + ".engine.example.com"]
    }


def sizes_of(parts: dict[str, Any]) -> dict[str, int]:
    return {
        part: len(re.sub(r"\s", "", json.dumps({"Version": "2012-10-17", "Statement": [one.render() for one in statements_]})))
        for part, statements_ in parts.items()
    }


def test_policies_fit_at_the_most_that_settings_and_modules_allow() -> None:
    """The longest names, two regions, every tier; boundaries by system, whose name and code its module decides. Ten policies on a
    role (IAM guide, "quotas").
    """
    longest = scope(
        system="a-system-with-a-name-as-long-as-may-be-1",
        code="abcdef",
        environment="a-long-one-of-16",
        regions=("ap-southeast-1", "ap-northeast-2"),
        domains=tuple(f"{'d' * 51}{number}.example.com" for number in range(3)),
        hosted_zones=tuple(f"Z{number}{'Z' * 30}" for number in range(5)),
        health_checks=True,
        recovers="another-one-of-1",
        copies_vault=f"arn:aws:backup:ap-southeast-1:{ACCOUNT}:backup-vault:{'v' * 50}",
        delivers=tuple(f"abcdef-{letter}-long-one-of-16" for letter in "abcde"),
        deployers=tuple(f"acct-a-long-one-of-16-deployer-abcdef-{letter}-long-one-of-16" for letter in "abcde"),
        connections=tuple(f"arn:aws:codeconnections:us-east-1:{ACCOUNT}:connection/{'0' * 35}{number}" for number in range(6)),
    )
    assert (len(longest.system), len(longest.environment)) == (40, 16)
    of_state = state(longest, PLACE, f"alias/acct-a-long-one-of-16-state-{longest.name}")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/acct-a-long-one-of-16-boundary-{longest.name}"
    parts = deployment(SITE, longest, components=EVERYTHING, boundary_arn=arn, of_state=of_state)
    assert len(parts) <= 10
    boundaries = {
        f"boundary of {name}": boundary(dataclasses.replace(longest, system=name, code=system.code), system.grants)
        for name, system in Systems().items()
    }
    sizes = sizes_of({**parts, **boundaries})
    assert {part: size for part, size in sizes.items() if size > MOST} == {}
    for part in parts.values():
        sids = [one.sid for one in part]
        assert len(set(sids)) == len(sids)


@pytest.mark.parametrize("mode", list(Mode))
def test_policies_as_shipped_are_readable_before_anything_exists_and_fit(mode: Mode) -> None:
    account = recorded("account", mode)
    sizes = {policy.name: len(re.sub(r"\s", "", policy.inputs["policy"])) for policy in account.of(POLICY)}
    assert {name: size for name, size in sizes.items() if size > MOST} == {}
    deployers = [one.name for one in account.resources if one.type == "platform:deployer:Deployer"]
    assert {len(policies(account, deployer)) for deployer in deployers} <= set(range(1, 11))


def test_thirteen_stacks_take_a_role_each_and_no_longer_policies() -> None:
    """With one deployer for all of them, ten policies could not hold what more than five systems need."""
    environments = [f"{letter}env" for letter in "abcdefghijklm"]
    lines = [{"system": "pre-delinquency-engine", "environment": one, "regions": ["us-east-1"]} for one in environments]
    many = with_account(("deployments", lines), ("image_replication", []))
    assert len([one for one in many.of("aws:iam/role:Role") if one.name.startswith("deployer-")]) == len(lines)
    sizes = {len(policy.inputs["policy"]) for policy in many.of(POLICY)}
    assert max(sizes) <= max(len(policy.inputs["policy"]) for policy in recorded("account").of(POLICY))
