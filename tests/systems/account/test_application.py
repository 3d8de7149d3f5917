"""An application's repository brings images, starts jobs and watches; only where nothing is protected does it say what runs."""

from typing import Any

import pytest

from offline.simulation.runner import Recording
from tests import reading
from tests.shipped import recorded, values_of
from tests.systems.account.account import with_more

ROLE = "acct-shared-application-drb-production"
ISSUER = "token.actions.githubusercontent.com"


@pytest.fixture(scope="module")
def account() -> Recording:
    return recorded("account")


def resources(recording: Recording) -> dict[str, Any]:
    return {sid: where for sid, (_, where) in reading.allowed(recording, ROLE).items()}


def test_it_reaches_one_stack_and_deploys_nothing(account: Recording) -> None:
    own = "arn:aws:{}:*:111122223333:{}"
    assert resources(account) == {
        "LogInToRegistry": {"*"},
        "PushImages": {own.format("ecr", "repository/drb-production/*")},
        "StartJobs": {own.format("states", "stateMachine:drb-production-*")},
        "FollowJobs": {own.format("states", "execution:drb-production-*:*")},
        "WatchRollouts": {
            own.format("ecs", f"{kind}/drb-production-*") for kind in ("service", "service-deployment", "service-revision")
        },
    }
    called = {call for calls, _ in reading.allowed(account, ROLE).values() for call in calls}
    assert not {call for call in called if call.split(":")[0] in {"iam", "ssm", "kms", "s3", "secretsmanager"}}
    assert not {call for call in called if call.startswith("ecs:") and not call.startswith(("ecs:Describe", "ecs:List"))}
    for statement in reading.permissions(account, ROLE):
        assert statement["Condition"]["StringEquals"]["aws:RequestedRegion"] == ["us-east-1"]


def test_one_subject_assumes_it(account: Recording) -> None:
    (role,) = (one for one in account.of(reading.ROLE) if one.inputs["name"] == ROLE)
    (statement,) = reading.document(role, "assumeRolePolicy")
    assert statement["Condition"] == {
        "StringEquals": {
            f"{ISSUER}:aud": "sts.amazonaws.com",
            f"{ISSUER}:sub": "repo:example-org@1000001/default-rate@1000004:ref:refs/heads/prod",
        }
    }
    assert account.outputs["application_roles"]["default-rate/production"] == role.outputs["arn"]


def test_it_records_and_signs_images_only_where_its_line_says_so() -> None:
    changed = with_more()
    images = "arn:aws:ssm:*:111122223333:parameter/default-rate/production/images/*"
    assert reading.allowed(changed, ROLE)["RecordImages"] == ({"ssm:GetParameter", "ssm:PutParameter"}, {images})
    profile = "arn:aws:signer:*:111122223333:/signing-profiles/app_drb_images"
    assert reading.allowed(changed, ROLE)["SignImages"] == ({"signer:SignPayload"}, {profile})


# Where nothing is protected, the application's own workflow also says what runs.
STACKS = {
    "drb-production": ("default-rate-production", "default-rate@1000004:ref:refs/heads/prod"),
    "mlc-production": ("ml-cicd-production", "ml-cicd@1000005:ref:refs/heads/main"),
    "mig-development": ("migration-api-development", "migration-api@1000006:ref:refs/heads/main"),
    "mig-staging": ("migration-api-staging", "migration-api@1000006:environment:staging"),
    "mig-production": ("migration-api-production", "migration-api@1000006:ref:refs/heads/main"),
    "frd-staging": ("fraud-detector-staging", "fraud-detector@1000007:ref:refs/heads/main"),
    "frd-production": ("fraud-detector-production", "fraud-detector@1000007:ref:refs/heads/main"),
}


def test_each_application_has_a_role_for_each_stack_that_it_brings_images_to(account: Recording) -> None:
    roles = {role.inputs["name"]: role for role in account.of(reading.ROLE) if "-application-" in role.inputs["name"]}
    assert set(roles) == {f"acct-shared-application-{name}" for name in STACKS}
    for name, (stack, subject) in STACKS.items():
        role = f"acct-shared-application-{name}"
        (trust,) = reading.document(roles[role], "assumeRolePolicy")
        assert trust["Condition"]["StringEquals"][f"{ISSUER}:sub"] == f"repo:example-org@1000001/{subject}"
        given = reading.allowed(account, role)
        assert given["PushImages"][1] == {f"arn:aws:ecr:*:111122223333:repository/{name}/*"}
        assert given["StartJobs"] == (
            {"states:StartExecution"},
            {f"arn:aws:states:*:111122223333:stateMachine:{name}-*"},
        )
        assert ("RecordImages" in given) is not values_of(stack)["platform:protect"], role
