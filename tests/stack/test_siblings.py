"""A stack file is held against those beside it: what it would fight over with another stack is told."""

import json
from typing import Any

import pytest
import yaml

from stack.problems import Problem
from stack.siblings import compare
from tests.stacks import DELETE, STACKS, as_engine, changed, values_of

SHIPPED = {stack: as_engine(values_of(stack)) for stack in STACKS}
QA_TAGS = {"tags": {"System": "pre-delinquency-engine", "Environment": "qa", "ManagedBy": "pulumi"}}
# Everything a copy of dev changes to be a stack of its own, and the line that lets it be deployed.
QA: tuple[tuple[str, Any], ...] = (
    ("platform:role_boundary", "acct-shared-boundary-pde-qa"),
    ("platform:environment", "qa"),
    ("aws:defaultTags", QA_TAGS),
    ("platform:network.cidr_block", "10.9.0.0/16"),
    ("platform:load_balancer.domain", "qa.engine.example.com"),
)


LINE = {
    "system": "pre-delinquency-engine",
    "environment": "qa",
    "regions": ["us-east-1"],
    "domains": ["qa.engine.example.com", "dev.engine.example.com"],
}


THERE = "arn:aws:backup:us-east-1:999988887777:backup-vault:kept"


def with_line(**changes: Any) -> dict[str, str]:
    """Return the account's stack file with the line of the copy."""
    values = values_of("account")
    lines = [*values["platform:account"]["deployments"], {**LINE, **changes}]
    return as_engine(changed(values, ("platform:account.deployments", lines)))


def told(*changes: tuple[str, Any], without: tuple[str, ...] = (), line: dict[str, Any] | None = None) -> list[Problem]:
    """Return what a copy of dev is told, with everything of its own but what the changes take back."""
    qa = as_engine(changed(values_of("dev"), *QA, *changes))
    beside = {**SHIPPED, "account": with_line(**(line or {}))}
    return compare("qa", {**{stack: config for stack, config in beside.items() if stack not in without}, "qa": qa})


def test_what_the_line_says_of_copies_and_of_what_was_taken_over_is_enough() -> None:
    line = {"backup_copies": THERE, "adopts": ["legacy", "theirs"]}
    copy = ("platform:backup", {"retention_days": 7, "copy_to": {"vault_arn": THERE}})
    assert told(copy, ("platform:database.adopt", {"name": "legacy", "subnet_group": "theirs"}), line=line) == []
    (problem,) = told(line=line)
    assert (problem.path, problem.found) == ("platform:backup.copy_to.vault_arn", "nothing")


@pytest.mark.parametrize("stack", STACKS)
def test_shipped_stack_files_do_not_fight(stack: str) -> None:
    assert compare(stack, SHIPPED) == []


def test_a_health_check_is_one_that_the_deployer_may_make() -> None:
    check = ("platform:load_balancer.failover", {"secondary": "dr.example.com", "health_path": "/health"})
    (problem,) = told(check)
    assert problem.path == "platform:load_balancer.failover"
    assert told(check, line={"failover": True}) == []
    assert len(told(check, line={"failover": True, "regions": ["us-west-2"]})) > 0


def test_a_copy_with_everything_of_its_own_is_told_nothing() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("change", "path", "found", "fix"),
    [
        (
            ("platform:network.cidr_block", "10.1.0.0/16"),
            "platform:network.cidr_block",
            "overlaps 10.1.0.0/16 of Pulumi.dev.yaml",
            "another",
        ),
        (
            ("platform:network.cidr_block", "10.0.128.0/20"),
            "platform:network.cidr_block",
            "of Pulumi.production.yaml",
            "another block",
        ),
        (
            ("platform:load_balancer.domain", "dev.engine.example.com"),
            "platform:load_balancer.domain",
            "as in Pulumi.dev.yaml",
            "another",
        ),
        (
            ("platform:role_boundary", "acct-shared-boundary-pde-dev"),
            "platform:role_boundary",
            "boundary-pde-dev",
            "name acct-shared-boundary-pde-qa",
        ),
        (
            ("platform:role_boundary", "acct-other-boundary-pde-qa"),
            "platform:role_boundary",
            "acct-other",
            "name acct-shared-boundary-pde-qa",
        ),
        (("platform:role_boundary", DELETE), "platform:role_boundary", "nothing", "boundary-<code of the system>-qa"),
        (("aws:region", "eu-west-1"), "aws:region", "eu-west-1, which is not the first of the regions", "put eu-west-1 first"),
        (("platform:recovery", {"region": "eu-west-1"}), "platform:recovery.region", "eu-west-1, which is not among", "eu-west-1"),
        (
            ("platform:load_balancer.domain", "other.example.com"),
            "platform:load_balancer.domain",
            "other.example.com, which is not among the domains",
            "add it there",
        ),
        (
            ("platform:backup", {"retention_days": 7, "copy_to": {"vault_arn": THERE}}),
            "platform:backup.copy_to.vault_arn",
            THERE,
            "write the same into both",
        ),
        (
            ("platform:database.adopt", {"name": "legacy", "subnet_group": "theirs"}),
            "platform:database.adopt",
            "legacy, theirs, not among the adopts",
            "add it there",
        ),
        (
            ("platform:database.restore", {"backups_arn": "arn:aws:rds:us-east-1:111122223333:auto-backup:ab-1"}),
            "platform:database.restore.backups_arn",
            "no recovers in the line of Pulumi.account.yaml that deploys pre-delinquency-engine qa",
            "add recovers there",
        ),
    ],
)
def test_one_mistake_of_a_copy_is_told_alone(change: tuple[str, Any], path: str, found: str, fix: str) -> None:
    (problem,) = told(change)
    assert problem.path == path
    assert found in problem.found
    assert problem.allowed
    assert fix in problem.fix


def test_an_application_says_what_runs_only_where_nothing_is_protected() -> None:
    line = {"application": {"subject": "repo:example-org/engine:ref:refs/heads/main", "records_images": True}}
    assert told(line=line) == []
    lasting = ("platform:protect", True), ("platform:backup", {"retention_days": 35})
    (problem,) = told(*lasting, line=line)
    assert (problem.path, problem.fix) == ("platform:protect", "remove records_images from the line")


@pytest.mark.parametrize("environment", ["dev", "production"])
def test_an_environment_is_one_stacks_own(environment: str) -> None:
    found = told(("platform:environment", environment), ("platform:role_boundary", f"acct-shared-boundary-pde-{environment}"))
    (problem,) = (one for one in found if one.path == "platform:environment")
    assert f"{environment}, as in Pulumi.{environment}.yaml" in problem.found
    assert "another environment" in problem.fix


@pytest.mark.parametrize("without", [("account",), ()])
def test_a_stack_that_no_account_deploys_is_told_the_line_to_add(without: tuple[str, ...]) -> None:
    qa = as_engine(changed(values_of("dev"), *QA, ("platform:recovery", {"region": "us-west-2"})))
    (problem,) = compare("qa", {**{stack: config for stack, config in SHIPPED.items() if stack not in without}, "qa": qa})
    assert problem.path == "platform:role_boundary"
    assert "no account stack beside this file deploys pre-delinquency-engine qa" in problem.allowed
    assert ("Pulumi.account.yaml" in problem.fix) == (without == ())
    line = problem.fix[problem.fix.index("- {") + 2 : problem.fix.index("}") + 1]
    added = {"regions": ["us-east-1", "us-west-2"], "domains": ["qa.engine.example.com"]}
    assert yaml.safe_load(line) == {"system": "pre-delinquency-engine", "environment": "qa", **added}
    (left,) = told(("platform:recovery", {"region": "us-west-2"}), line=added)
    assert left.fix == "add pde-qa/ to the prefixes of its rule from us-east-1 to us-west-2"


def test_a_stack_without_a_boundary_need_not_be_deployed_by_an_account() -> None:
    assert told(("platform:role_boundary", None), without=("account",)) == []


def with_copies(rules: Any) -> list[Problem]:
    """Return what the copy is told when it keeps copies, and the account stack replicates by these rules."""
    qa = as_engine(changed(values_of("dev"), *QA, ("platform:recovery", {"region": "us-west-2"})))
    allowed = with_line(regions=["us-east-1", "us-west-2"])
    block = {**json.loads(allowed["platform:account"]), "image_replication": rules}
    return compare("qa", {**SHIPPED, "account": {**allowed, "platform:account": json.dumps(block)}, "qa": qa})


def test_copies_need_their_images() -> None:
    """A recovery stack without them declares services that cannot start; the account stack alone copies images."""
    rule = {"source": "us-east-1", "destination": "us-west-2", "prefixes": ["pde-production/", "pde-qa/"]}
    assert with_copies([rule]) == []
    for other in (None, [], [{**rule, "source": "us-west-2"}], [{**rule, "destination": "us-east-2"}]):
        (problem,) = with_copies(other)
        assert problem.fix == "add {source: us-east-1, destination: us-west-2, prefixes: [pde-qa/]} there"
    for prefixes in (["pde-production/"], 3):
        (problem,) = with_copies([{**rule, "prefixes": prefixes}])
        assert problem.fix == "add pde-qa/ to the prefixes of its rule from us-east-1 to us-west-2"


def test_a_domain_may_be_taken_over() -> None:
    assert (
        told(("platform:load_balancer.domain", "dev.engine.example.com"), ("platform:load_balancer.take_over_domain", True)) == []
    )


def test_stacks_of_different_accounts_share_what_accounts_do_not() -> None:
    """An account for each environment is a supported layout: names and networks are then each account's own."""
    dev = {**SHIPPED["dev"], "aws:allowedAccountIds": '["111122223333"]'}
    copy = {**SHIPPED["dev"], "aws:allowedAccountIds": '["444455556666"]'}
    alone = {key: value for key, value in copy.items() if key != "platform:role_boundary"}
    assert compare("copy", {"dev": dev, "copy": alone}) == []
    assert compare("copy", {"dev": dev, "copy": {**alone, "aws:allowedAccountIds": '["111122223333"]'}}) != []


@pytest.mark.parametrize("text", ["", "[]", "null", "3", '{"cidr_block": 7}', '{"cidr_block": "10.0.0.1/8"}', "[" * 5000])
@pytest.mark.parametrize(
    "key", ["platform:network", "platform:load_balancer", "platform:account", "aws:allowedAccountIds", "platform:system"]
)
def test_a_sibling_of_any_shape_is_only_compared_as_far_as_it_can_be_read(key: str, text: str) -> None:
    assert all(key in problem.path or "boundary" in problem.path for problem in compare("dev", {**SHIPPED, "odd": {key: text}}))
