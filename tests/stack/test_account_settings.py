"""What the account's stack file may say, and what a bad one is told."""

from typing import Any

import pytest

from stack.file import load
from stack.problems import SettingsError
from stack.settings.account import MOST_SYSTEMS
from tests.shipped import SYSTEMS, values_of
from tests.stacks import DELETE, as_engine, changed

ACCOUNT = "platform:account"
RULE = {"source": "us-east-1", "destination": "us-west-2", "prefixes": ["pde-production/"]}

# path below the account block, value -> the path complained about, what was found, what is allowed
BAD: list[tuple[str, Any, str, str, str]] = [
    ("regions", DELETE, "regions", "nothing", "a list of at least 1"),
    ("regions", [], "regions", "[]", "a list of at least 1"),
    ("regions", ["us-east-1"] * 4, "regions", "us-east-1", "a list of at most 3"),
    ("regions", ["Virginia"], "regions[0]", "'Virginia'", "us-west-2"),
    ("systems", {}, "systems", "0 systems", f"1 to {MOST_SYSTEMS}"),
    ("systems", {f"abc{letter}": "x-y" for letter in "defghi"}, "systems", "6 systems", f"1 to {MOST_SYSTEMS}"),
    ("systems", {"engine1": "pre-delinquency-engine"}, "systems.engine1", "engine1", "one to six lower-case letters"),
    ("systems", {"acct": "pre-delinquency-engine"}, "systems.acct", "acct", "not acct"),
    ("systems", {"pde": "account"}, "systems.pde", "pde: account", "a system other than account"),
    ("github", DELETE, "github", "nothing", "a block"),
    ("github.subjects", [], "github.subjects", "[]", "a list of at least 1"),
    ("state[0].bucket", "s3://state", "state[0].bucket", "'s3://state'", "the name of an S3 bucket"),
    ("state[0].key_alias", "platform-state", "state[0].key_alias", "'platform-state'", "alias/platform-state"),
    ("state[0].key_alias", "alias/aws/s3", "state[0].key_alias", "'alias/aws/s3'", "a key of your own"),
    ("hosted_zones", ["/hostedzone/Z0123"], "hosted_zones[0]", "'/hostedzone/Z0123'", "the id of a Route 53 zone"),
    ("trail.retention_days", 30, "trail.retention_days", "30", "90 to 3653 days"),
    ("trail.retention", 365, "trail.retention", "an unknown key", "retention_days"),
    ("scanning", "FULL", "scanning", "'FULL'", "one of BASIC, ENHANCED"),
    (
        "image_replication",
        [{**RULE, "destination": "us-east-1"}],
        "image_replication[0].destination",
        "the source",
        "another region",
    ),
    ("image_replication", [{**RULE, "source": "eu-west-1"}], "image_replication[0].source", "eu-west-1", "one of regions"),
    ("image_replication", [{**RULE, "prefixes": ["*"]}], "image_replication[0].prefixes[0]", "'*'", "pde-production/"),
    ("image_replication", [{**RULE, "prefixes": ["a//"]}], "image_replication[0].prefixes[0]", "'a//'", "pde-production/"),
    ("image_replication", [{**RULE, "prefixes": ["a-/"]}], "image_replication[0].prefixes[0]", "'a-/'", "pde-production/"),
    ("image_replication", [{**RULE, "prefixes": []}], "image_replication[0].prefixes", "[]", "a list of at least 1"),
]
REFUSED_SUBJECTS = [
    "*",
    "repo:*",
    "repo:example-org/*",
    "repo:example-org/*:environment:production",
    "repo:example-org/platform:*",
    "repo:example-org/platform:environment:*",
    "repo:example-org/platform:environment:prod*",
    "repo:example-org/platform:ref:*",
    "repo:example-org/platform:ref:refs/heads/*",
    "repo:example-org/platform:ref:refs/heads/?ain",
    "repo:example-org/platform:ref:refs/heads/*main",
    "repo:example-org/platform:pull_request",
    "repo:example-org@1/platform:environment:production",
    "repo:example-org@one/platform@two:environment:production",
    "example-org/platform",
]


def problems_of(*changes: tuple[str, Any], stack: str = "account") -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(stack, as_engine(changed(values_of(stack), *changes)), SYSTEMS)
    return caught.value


def test_the_checked_in_stack_file_is_accepted() -> None:
    settings = load("account", as_engine(values_of("account")), SYSTEMS)
    assert settings.account is not None
    assert settings.account.trail.retention_days == 365


def test_what_may_be_left_out_has_a_safe_default() -> None:
    optional = ("hosted_zones", "trail", "scanning", "image_replication")
    values = changed(values_of("account"), *((f"{ACCOUNT}.{key}", DELETE) for key in optional))
    account_settings = load("account", as_engine(values), SYSTEMS).account
    assert account_settings is not None
    assert account_settings.hosted_zones == ()
    assert account_settings.trail.retention_days == 365
    assert account_settings.scanning == "BASIC"
    assert account_settings.image_replication == ()


@pytest.mark.parametrize(("path", "value", "complained", "found", "allowed"), BAD)
def test_one_bad_setting_names_its_path_value_and_remedy(path: str, value: Any, complained: str, found: str, allowed: str) -> None:
    error = problems_of((f"{ACCOUNT}.{path}", value))
    (problem,) = (problem for problem in error.problems if problem.path == f"{ACCOUNT}.{complained}")
    assert found in problem.found
    assert allowed in problem.allowed
    assert problem.fix


@pytest.mark.parametrize("subject", REFUSED_SUBJECTS)
def test_a_subject_that_more_than_one_workflow_could_have_is_refused(subject: str) -> None:
    """Whoever can choose the part behind a wildcard can deploy: another repository, any branch, any pull request."""
    error = problems_of((f"{ACCOUNT}.github.subjects", [subject]))
    assert [problem.path for problem in error.problems] == [f"{ACCOUNT}.github.subjects[0]"]
    assert subject in error.problems[0].found


@pytest.mark.parametrize(
    "subject",
    [
        "repo:example-org/platform:environment:production",
        "repo:example-org/platform:ref:refs/heads/main",
        "repo:example-org@1000001/platform@1000002:ref:refs/heads/main",
        "repo:example-org/plat.form_2:ref:refs/tags/v*",
    ],
)
def test_both_of_githubs_formats_are_accepted(subject: str) -> None:
    values = changed(values_of("account"), (f"{ACCOUNT}.github.subjects", [subject]))
    assert load("account", as_engine(values), SYSTEMS)


def test_the_account_has_no_network_and_other_systems_no_account_block() -> None:
    network = problems_of(("platform:network", {}))
    assert any(problem.path == "platform:network" and problem.fix == "remove it" for problem in network.problems)
    block = problems_of((ACCOUNT, values_of("account")[ACCOUNT]), stack="dev")
    assert [problem.path for problem in block.problems] == [ACCOUNT]
    absent = problems_of((ACCOUNT, DELETE))
    assert [(problem.path, problem.fix) for problem in absent.problems] == [(ACCOUNT, "add account")]


def test_a_boundary_is_named_not_addressed() -> None:
    error = problems_of(("platform:role_boundary", "arn:aws:iam::111122223333:policy/acct-shared-boundary-pde"), stack="dev")
    assert [problem.path for problem in error.problems] == ["platform:role_boundary"]
    assert "the name of a managed policy" in error.problems[0].allowed
