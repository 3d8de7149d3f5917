"""Values that AWS would refuse at an `up`, or that mean something else than they say, are refused by the stack file's check."""

from typing import Any

import pytest

from stack.file import load
from stack.problems import SettingsError
from systems import Systems
from tests.stacks import as_engine, changed, values_of

DELIVERY, ACCOUNT, PRODUCTION = "pre-delinquency-engine-delivery", "account", "production"
LONG = "a-" * 30 + "a"
IMAGES = {f"i{number}": {"dockerfile": "Dockerfile", "services": [f"s{number}"]} for number in range(50)}
LINES = values_of(ACCOUNT)["platform:account"]["deployments"]
BESIDE = [
    {
        "system": "migration-api",
        "environment": f"{letter}-one",
        "regions": ["us-east-1"],
        "delivered_by": {"system": "delivery", "environment": "pde"},
    }
    for letter in "abc"
]
PEOPLE = {"users": [f"people/of/the/bank/{'a' * 50}{number}" for number in range(10)], "permission_sets": list("abcde")}

BAD: list[tuple[str, str, Any, str, str]] = [
    (DELIVERY, "delivery.stacks[0].stack", "source", "delivery.stacks[0].stack", "source and build"),
    (DELIVERY, "delivery.stacks[0].stack", "build", "delivery.stacks[0].stack", "source and build"),
    (DELIVERY, "delivery.stacks[0].deployer", "Admin", "delivery.stacks[0].deployer", "-deployer-pde-dev"),
    (DELIVERY, "delivery.stacks[0].deployer", "acct-shared-deployer-pde-qa", "delivery.stacks[0].deployer", "-deployer-pde-dev"),
    (DELIVERY, "delivery.images", IMAGES, "delivery.images", "at most 49"),
    (DELIVERY, "delivery.images.api.dockerfile", "-x", "delivery.images.api.dockerfile", "a path in the repository"),
    (DELIVERY, "delivery.images.api.context", "-", "delivery.images.api.context", "a path in the repository"),
    (DELIVERY, "delivery.application.branch", "-x", "delivery.application.branch", "a branch"),
    (DELIVERY, "delivery.application.branch", "a..b", "delivery.application.branch", "a branch"),
    (DELIVERY, "delivery.application.branch", "a/", "delivery.application.branch", "a branch"),
    (DELIVERY, "delivery.application.repository", "../..", "delivery.application.repository", "ORG/REPO"),
    (DELIVERY, "delivery.build.image", "aws/codebuild/amazonlinux-x86_64-standard:5.0", "delivery.build.image", "aarch64"),
    (PRODUCTION, "backup.schedule", "* 5 * * ? *", "backup.schedule", "once an hour"),
    (PRODUCTION, "backup.schedule", "0,30 5 * * ? *", "backup.schedule", "once an hour"),
    (PRODUCTION, "backup.restore_test.schedule", "0/5 * * * ? *", "backup.restore_test.schedule", "once an hour"),
    (PRODUCTION, "cache.adopt", {"name": "a" * 41}, "cache.adopt.name", "at most 40"),
    (PRODUCTION, "cache.adopt", {"name": "a-" * 20 + "a"}, "cache.adopt.name", "at most 40"),
    (PRODUCTION, "database.adopt", {"name": LONG + "-aa"}, "database.adopt.name", "at most 63"),
    (ACCOUNT, "account.deployments[0].adopts", [LONG + "-aa"], "account.deployments[0].adopts[0]", "at most 63"),
    (ACCOUNT, "account.operators", {"users": ["p" * 449 + "/" + "u" * 63]}, "account.operators.users[0]", "an IAM user"),
    (ACCOUNT, "account.operators", PEOPLE, "account.operators", "2048 characters"),
    (ACCOUNT, "account.break_glass", PEOPLE, "account.break_glass", "2048 characters"),
    (ACCOUNT, "account.deployments[3].operators", PEOPLE, "account.deployments[3].operators", "2048 characters"),
    (ACCOUNT, "account.deployments", [*LINES, *BESIDE], f"account.deployments[{len(LINES) + 2}].delivered_by", "at most 5"),
]


@pytest.mark.parametrize(("stack", "at", "value", "path", "allowed"), BAD)
def test_it_is_refused(stack: str, at: str, value: Any, path: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(stack, as_engine(changed(values_of(stack), (f"platform:{at}", value))), Systems())
    told = [problem for problem in refused.value.problems if problem.path == f"platform:{path}"]
    assert [one for one in told if allowed in one.allowed] != [], refused.value
    assert all(one.fix for one in told)


def test_as_many_services_as_an_action_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has its digest in one value of the action, of a thousand characters."""
    monkeypatch.setattr("systems.delivery.MOST_CHARACTERS", 100)
    with pytest.raises(SettingsError, match="CodePipeline takes no more for an action"):
        load(DELIVERY, as_engine(values_of(DELIVERY)), Systems())


@pytest.mark.parametrize("name", [LONG, "a" * 63, "a"])
def test_the_longest_name_of_a_database_is_taken(name: str) -> None:
    load(PRODUCTION, as_engine(changed(values_of(PRODUCTION), ("platform:database.adopt", {"name": name}))), Systems())
