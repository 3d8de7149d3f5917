"""An application's repository brings images, starts jobs and watches; only where nothing is protected does it say what runs."""

from typing import Any

import pytest

from offline.simulation.runner import Recording
from tests import reading
from tests.shipped import recorded
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


def test_a_stack_without_an_application_has_no_such_role(account: Recording) -> None:
    names = {role.inputs["name"] for role in account.of(reading.ROLE) if "-application-" in role.inputs["name"]}
    assert names == {
        ROLE,
        "acct-shared-application-frd-production",
        "acct-shared-application-mig-production",
        "acct-shared-application-mlc-production",
    }
