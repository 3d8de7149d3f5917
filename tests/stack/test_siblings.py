"""A stack file is held against those beside it: what it would fight over with another stack is told."""

from typing import Any

import pytest

from stack.problems import Problem
from stack.siblings import compare
from tests.stacks import STACKS, as_engine, changed, values_of

SHIPPED = {stack: as_engine(values_of(stack)) for stack in STACKS}
QA_TAGS = {"tags": {"System": "pre-delinquency-engine", "Environment": "qa", "ManagedBy": "pulumi"}}
# Everything a copy of dev changes to be a stack of its own.
QA: tuple[tuple[str, Any], ...] = (
    ("platform:environment", "qa"),
    ("aws:defaultTags", QA_TAGS),
    ("platform:network.cidr_block", "10.9.0.0/16"),
    ("platform:load_balancer.domain", "qa.engine.example.com"),
)


def told(*changes: tuple[str, Any], without: tuple[str, ...] = ()) -> list[Problem]:
    """Return what a copy of dev is told, with everything of its own but what the changes take back."""
    qa = as_engine(changed(values_of("dev"), *QA, *changes))
    return compare("qa", {**{stack: config for stack, config in SHIPPED.items() if stack not in without}, "qa": qa})


@pytest.mark.parametrize("stack", STACKS)
def test_shipped_stack_files_do_not_fight(stack: str) -> None:
    assert compare(stack, SHIPPED) == []


def test_a_copy_with_everything_of_its_own_is_told_nothing() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("change", "path", "found", "fix"),
    [
        (("platform:environment", "dev"), "platform:environment", "dev, as in Pulumi.dev.yaml", "another environment"),
        (("platform:environment", "production"), "platform:environment", "as in Pulumi.production.yaml", "another environment"),
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
            ("platform:role_boundary", "acct-shared-boundary-frd"),
            "platform:role_boundary",
            "boundary-frd",
            "name acct-shared-boundary-pde",
        ),
        (
            ("platform:role_boundary", "acct-other-boundary-pde"),
            "platform:role_boundary",
            "acct-other",
            "name acct-shared-boundary-pde",
        ),
        (("aws:region", "eu-west-1"), "aws:region", "eu-west-1, which is not among account.regions", "eu-west-1"),
        (("platform:recovery", {"region": "eu-west-1"}), "platform:recovery.region", "eu-west-1, which is not among", "eu-west-1"),
        (
            ("platform:recovery", {"region": "us-west-2"}),
            "platform:recovery.region",
            "Pulumi.account.yaml has no images of pde-qa/ copied",
            "add pde-qa/ to the prefixes of its rule from us-east-1 to us-west-2",
        ),
    ],
)
def test_one_mistake_of_a_copy_is_told_alone(change: tuple[str, Any], path: str, found: str, fix: str) -> None:
    (problem,) = told(change)
    assert problem.path == path
    assert found in problem.found
    assert problem.allowed
    assert fix in problem.fix


def test_a_boundary_needs_an_account_stack_that_declares_it() -> None:
    (problem,) = told(without=("account",))
    assert problem.path == "platform:role_boundary"
    assert "no account stack beside this file has pre-delinquency-engine among its systems" in problem.allowed
    assert told(("platform:role_boundary", None), without=("account",)) == []


def with_copies(rules: Any) -> list[Problem]:
    """Return what the copy is told when it keeps copies, and the account stack replicates by these rules."""
    qa = as_engine(changed(values_of("dev"), *QA, ("platform:recovery", {"region": "us-west-2"})))
    account = as_engine(changed(values_of("account"), ("platform:account.image_replication", rules)))
    return compare("qa", {**SHIPPED, "account": account, "qa": qa})


def test_copies_need_their_images() -> None:
    """A recovery stack without them declares services that cannot start; the account stack alone copies images."""
    rule = {"source": "us-east-1", "destination": "us-west-2", "prefixes": ["pde-production/", "pde-qa/"]}
    assert with_copies([rule]) == []
    for other in (None, [], [{**rule, "source": "us-west-2"}], [{**rule, "destination": "us-east-2"}], [{**rule, "prefixes": 3}]):
        (problem,) = with_copies(other)
        assert problem.fix == "add {source: us-east-1, destination: us-west-2, prefixes: [pde-qa/]} there"
    (problem,) = with_copies([{**rule, "prefixes": ["pde-production/"]}])
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
