"""Each night a role looks at every stack that no reviewer has let in: it reads what the deployer may, and no more."""

from fnmatch import fnmatchcase

import pytest

from offline.simulation.runner import Recording
from stack.problems import SettingsError
from stack.settings.account import DRIFT_ENVIRONMENT
from tests import reading
from tests.check.calls.handlers import calls_of
from tests.shipped import recorded, values_of
from tests.systems.account.account import given, with_account

READS = ("BatchGet", "Describe", "Get", "List")
CONTENT = {"ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer"}
BESIDES = {
    # the state, and the versions of what is in its bucket
    *("s3:GetObject", "s3:ListBucketVersions"),
    # settings that production does not use
    *(
        "budgets:ListTagsForResource",
        "chatbot:DescribeSlackChannelConfigurations",
        "chatbot:ListTagsForResource",
        "kafka:DescribeClusterOperation",
    ),
    # what goes on and where: a deployment, a deletion, a change of a record
    *("ecs:DescribeServiceDeployments", "ecs:ListServiceDeployments", "route53:GetChange", "servicediscovery:GetOperation"),
    "states:DescribeExecution",
    # names, tags and settings
    *("ecr:DescribeImages", "ecs:ListTagsForResource", "ec2:GetSecurityGroupsForVpc", "iam:ListInstanceProfilesForRole"),
    *("logs:GetLogDelivery", "logs:ListLogDeliveries", "rds:DescribeDBSnapshots", "secretsmanager:ListSecretVersionIds"),
}
"""What it may read though no resource of production is read with it: the deployer waits and looks around with these."""
NAMES = ("pde-production", "drb-production", "mig-production", "frd-dr")


@pytest.fixture(scope="module")
def account() -> Recording:
    return recorded("account")


@pytest.mark.parametrize("stack", NAMES)
def test_it_reads_what_the_deployer_reads_where_the_deployer_reads_it(account: Recording, stack: str) -> None:
    allowed = {one["Sid"]: one for one in given(account, f"drift-{stack}")}
    meant = {}
    for one in given(account, f"deployer-{stack}"):
        reads = [call for call in one["Action"] if call.split(":")[1].startswith(READS) or call == "kms:Decrypt"]
        calls = [call for call in reads if call not in CONTENT]
        if one["Effect"] == "Allow" and calls:
            meant[one["Sid"]] = {**one, "Action": calls}
    assert allowed == meant
    assert len(allowed) > 20


@pytest.mark.parametrize("stack", NAMES)
def test_it_changes_nothing(account: Recording, stack: str) -> None:
    """What would be let through is an `up` that no reviewer has seen."""
    calls = {call for one in given(account, f"drift-{stack}") for call in one["Action"]}
    assert {call for call in calls if not call.split(":")[1].startswith(READS)} == {"kms:Decrypt"}
    assert not {call for call in calls if "*" in call} - {
        *("application-autoscaling:Describe*", "ec2:Describe*", "elasticloadbalancing:Describe*", "s3:GetBucket*"),
    }


def test_a_preview_needs_each_call_or_it_hands_out_no_content(account: Recording) -> None:
    """With `GetDownloadUrlForLayer`, whoever runs at night could take the bank's images home."""
    taken = {
        call.action
        for resource in recorded("production").resources
        if resource.custom and resource.type.startswith("aws:")
        for call in calls_of(resource.type)
        if call.handler == "read"
    }
    allowed = {call for one in given(account, "drift-pde-production") for call in one["Action"]}
    assert {call for call in allowed if not any(fnmatchcase(one, call) for one in taken)} == BESIDES
    assert not CONTENT & taken


def test_every_stack_has_one_which_the_environment_of_the_night_assumes(account: Recording) -> None:
    roles = {role.inputs["name"]: role for role in account.of(reading.ROLE) if "-drift-" in role.inputs["name"]}
    lines = values_of("account")["platform:account"]["deployments"]
    assert len(roles) == len(lines)
    for role in roles.values():
        (statement,) = reading.document(role, "assumeRolePolicy")
        subject = f"repo:example-org@1000001/platform@1000002:environment:{DRIFT_ENVIRONMENT}"
        assert statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"] == subject
        assert "maxSessionDuration" not in role.inputs


def test_nothing_is_deployed_from_that_environment() -> None:
    with pytest.raises(SettingsError) as refused:
        with_account(("deployments[0].github_environment", DRIFT_ENVIRONMENT))
    assert [problem.path for problem in refused.value.problems] == ["platform:account.deployments[0].github_environment"]
