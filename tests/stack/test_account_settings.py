"""What the account's stack file may say, and what a bad one is told."""

from typing import Any

import pytest

from stack.file import load
from stack.problems import SettingsError
from stack.settings import AccountSettings, DeployedStackSettings, GitHubSettings, StateSettings
from stack.settings.account import MOST_DEPLOYMENTS
from tests.shipped import SYSTEMS, values_of
from tests.stacks import DELETE, as_engine, changed

ACCOUNT = "platform:account"
RULE = {"source": "us-east-1", "destination": "us-west-2", "prefixes": ["pde-production/"]}

LINE = {"system": "pre-delinquency-engine", "environment": "qa", "regions": ["us-east-1"]}
STATE = {"region": "us-east-1", "bucket": "example-platform-state", "key_alias": "alias/platform-state"}


NEXT = f"deployments[{len(values_of('account')[ACCOUNT]['deployments'])}]"
"""The line that `with_line` adds."""


def with_line(**changes: Any) -> tuple[str, list[dict[str, Any]]]:
    """Return a change of the stack file that adds a line to those shipped."""
    return "deployments", [*values_of("account")[ACCOUNT]["deployments"], {**LINE, **changes}]


# path below the account block, value -> the path complained about, what was found, what is allowed
BAD: list[tuple[str, Any, str, str, str]] = [
    ("deployments", DELETE, "deployments", "nothing", "a list of at least 1"),
    ("deployments", [], "deployments", "[]", "a list of at least 1"),
    (
        "deployments",
        [LINE] * (MOST_DEPLOYMENTS + 1),
        "deployments",
        "'environment': ...",
        f"at most {MOST_DEPLOYMENTS}",
    ),
    ("deployments[0].system", "account", "deployments[0].system", "account", "pre-delinquency-engine"),
    ("deployments[0].system", "unheard-of", "deployments[0].system", "unheard-of", "pre-delinquency-engine"),
    ("deployments[0].environment", "Dev", "deployments[0].environment", "'Dev'", "lower-case"),
    ("deployments[0].regions", [], "deployments[0].regions", "[]", "a list of at least 1"),
    ("deployments[0].regions", ["us-east-1"] * 3, "deployments[0].regions", "us-east-1", "a list of at least 1 and at most 2"),
    ("deployments[0].regions", ["Virginia"], "deployments[0].regions[0]", "'Virginia'", "us-west-2"),
    ("deployments[0].regions", ["eu-west-1"], "deployments[0].regions[0]", "where no state is kept", "us-east-1, us-west-2"),
    ("deployments[0].github_environment", "a:b", "deployments[0].github_environment", "'a:b'", "a GitHub environment"),
    ("deployments[0].github_environment", "*", "deployments[0].github_environment", "'*'", "a GitHub environment"),
    ("deployments[0].domains", ["*.example.com"], "deployments[0].domains[0]", "'*.example.com'", "a domain name"),
    ("deployments[0].recovers", "nowhere", "deployments[0].recovers", "nowhere", "another environment of pre-delinquency-engine"),
    ("deployments[0].recovers", "dev", "deployments[0].recovers", "dev", "another environment of pre-delinquency-engine"),
    (*with_line(environment="dev"), f"{NEXT}.environment", "beside dev", "dev-*"),
    (*with_line(environment="dev-2"), f"{NEXT}.environment", "dev-2, beside dev", "dev-*"),
    (*with_line(environment="prod-a", github_environment="dev"), f"{NEXT}.github_environment", "/dev", "one environment"),
    (*with_line(domains=["dev.engine.example.com"]), f"{NEXT}.domains", "pre-delinquency-engine/dev's", "of its own"),
    ("operators", {}, "operators", "no one", "users or permission_sets"),
    ("operators", {"users": ["anna"] * 2}, "operators.users", "anna more than once", "a user is one user"),
    ("operators.permission_sets", ["AWSReservedSSO_*"], "operators.permission_sets[0]", "'AWSReservedSSO_*'", "a permission set"),
    ("operators.session_hours", 13, "operators.session_hours", "13", "1 to 12 hours"),
    ("operators.mfa_minutes", 1, "operators.mfa_minutes", "1", "15 to 720 minutes"),
    ("break_glass", {}, "break_glass", "no one", "users or permission_sets"),
    ("break_glass.session_hours", 2, "break_glass.session_hours", "an unknown key", "users"),
    ("break_glass.mfa_minutes", 120, "break_glass.mfa_minutes", "120", "5 to 60 minutes"),
    ("deployments[0].adopts", ["legacy*"], "deployments[0].adopts[0]", "'legacy*'", "the identifier as AWS has it"),
    ("deployments[0].backup_copies", "kept", "deployments[0].backup_copies", "'kept'", "a vault of another account"),
    ("github", DELETE, "github", "nothing", "a block"),
    ("state", [STATE, STATE | {"bucket": "another"}], "state[1].region", "has a place already", "one place for each region"),
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
    (
        "image_replication",
        [{**RULE, "source": "eu-west-1"}],
        "image_replication[0].source",
        "eu-west-1",
        "a region of a deployment",
    ),
    ("image_replication", [{**RULE, "prefixes": ["*"]}], "image_replication[0].prefixes[0]", "'*'", "pde-production/"),
    ("image_replication", [{**RULE, "prefixes": ["a//"]}], "image_replication[0].prefixes[0]", "'a//'", "pde-production/"),
    ("image_replication", [{**RULE, "prefixes": ["a-/"]}], "image_replication[0].prefixes[0]", "'a-/'", "pde-production/"),
    ("image_replication", [{**RULE, "prefixes": []}], "image_replication[0].prefixes", "[]", "a list of at least 1"),
]
REFUSED_REPOSITORIES = [
    "*",
    "example-org/*",
    "example-org",
    "example-org/platform:environment:production",
    "example-org@1/platform",
    "example-org@one/platform@two",
    "https://github.com/example-org/platform",
]


def problems_of(*changes: tuple[str, Any], stack: str = "account") -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(stack, as_engine(changed(values_of(stack), *changes)), SYSTEMS)
    return caught.value


def test_the_checked_in_stack_file_is_accepted() -> None:
    settings = load("account", as_engine(values_of("account")), SYSTEMS)
    assert settings.account is not None
    assert settings.account.trail.retention_days == 365


def told(*changes: tuple[str, Any]) -> tuple[str, str]:
    """Return the path of the one thing that is wrong, and what was found."""
    with pytest.raises(SettingsError) as caught:
        load("account", as_engine(changed(values_of("account"), *changes)), SYSTEMS)
    (problem,) = caught.value.problems
    return problem.path, problem.found


def test_people_of_one_stack_need_limits_of_the_account() -> None:
    path = f"{ACCOUNT}.deployments[0].operators"
    found = told((f"{ACCOUNT}.operators", DELETE), (path, {"users": ["anna"]}))
    assert found == (path, "operators of one stack, and no account.operators")


def test_break_glass_that_nobody_hears_of_is_refused() -> None:
    assert told(("platform:alerts", DELETE)) == ("platform:alerts", "nobody, with account.break_glass")
    quiet = changed(values_of("account"), ("platform:alerts", DELETE), (f"{ACCOUNT}.break_glass", DELETE))
    assert load("account", as_engine(quiet), SYSTEMS).alerts.emails == ()


def test_what_may_be_left_out_has_a_safe_default() -> None:
    optional = ("operators", "break_glass", "hosted_zones", "trail", "scanning", "image_replication")
    values = changed(values_of("account"), *((f"{ACCOUNT}.{key}", DELETE) for key in optional))
    account_settings = load("account", as_engine(values), SYSTEMS).account
    assert account_settings is not None
    assert (account_settings.operators, account_settings.break_glass) == (None, None)
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


@pytest.mark.parametrize("repository", REFUSED_REPOSITORIES)
def test_a_repository_that_more_than_one_could_be_is_refused(repository: str) -> None:
    """Whoever can choose the part behind a wildcard can deploy."""
    error = problems_of((f"{ACCOUNT}.github.repository", repository))
    assert [problem.path for problem in error.problems] == [f"{ACCOUNT}.github.repository"]
    assert repository in error.problems[0].found


@pytest.mark.parametrize("repository", ["example-org/platform", "example-org@1000001/platform@1000002", "example-org/plat.form_2"])
def test_both_of_githubs_formats_are_accepted(repository: str) -> None:
    account = load_account((f"{ACCOUNT}.github.repository", repository))
    assert account.github.subject("production") == f"repo:{repository}:environment:production"


def load_account(*changes: tuple[str, Any]) -> AccountSettings:
    values = changed(values_of("account"), *changes)
    account: AccountSettings = load("account", as_engine(values), SYSTEMS).account
    return account


@pytest.mark.parametrize(
    ("environment", "fix"),
    [("production-eu", "such as eu-production"), ("dr-2", "such as dr2"), ("production", "remove one of the two")],
)
def test_an_environment_whose_names_begin_as_anothers_is_told_a_better_name(environment: str, fix: str) -> None:
    """The deployer of production may touch `pde-production-*`, which everything of production-eu is called."""
    path, lines = with_line(environment=environment)
    (problem,) = problems_of((f"{ACCOUNT}.{path}", lines)).problems
    assert fix in problem.fix


def test_another_systems_environment_may_be_called_the_same_and_be_deployed_from_the_same_place() -> None:
    lines = tuple(DeployedStackSettings(system=name, environment="production", regions=("us-east-1",)) for name in ("a-b", "c-d"))
    github = GitHubSettings(repository="example-org/platform")
    assert AccountSettings(github=github, state=(StateSettings(**STATE),), deployments=lines).deployments == lines


def test_the_domain_of_the_stack_it_recovers_may_be_a_deployments_own_as_well() -> None:
    assert "engine.example.com" in load_account().deployments[3].domains
    (problem,) = problems_of((f"{ACCOUNT}.deployments[3].recovers", DELETE)).problems
    assert problem.path == f"{ACCOUNT}.deployments[3].domains"


def test_regions_are_those_of_the_deployments() -> None:
    assert load_account().regions == ("us-east-1", "us-west-2", "ca-central-1", "ca-west-1")


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
