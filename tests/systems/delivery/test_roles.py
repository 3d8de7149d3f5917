"""A role for each stage, with what the stage calls and nothing else: each call of it beside the statement that allows it."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from offline.simulation.runner import Mode
from tests import reading
from tests.shipped import recorded
from tests.systems.account.account import given

STACK = "pre-delinquency-engine-delivery"
ACCOUNT = "111122223333"
ARTIFACTS = f"dlv-pde-artifacts-{ACCOUNT}"
OBJECTS = f"arn:aws:s3:::{ARTIFACTS}/*"
CONNECTION = f"us-east-1:{ACCOUNT}:connection/00000000-0000-0000-0000-000000000000"
TARGETS = ("dev", "staging", "production")
REPOSITORIES = {
    f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/pde-{stack}/{image}"
    for stack in TARGETS
    for image in ("api", "dashboard", "workers")
}
KEY, TOPIC_KEY = "artifacts-key", "alerts-key"


class Row(NamedTuple):
    """A statement, and each call that needs it, with who makes it."""

    sid: str
    calls: Mapping[str, str]
    resources: frozenset[str]
    """ARNs; a key by its logical name."""


def row(sid: str, resources: set[str], **calls: str) -> Row:
    """Service and operation of a call are separated by two underscores."""
    return Row(sid, {name.replace("__", ":"): why for name, why in calls.items()}, frozenset(resources))


def of_build(project: str) -> tuple[Row, ...]:
    """What CodeBuild itself does in every build."""
    log = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/delivery/pde/builds/{project}:log-stream:*"
    return (
        row("WriteLog", {log}, logs__CreateLogStream="CodeBuild: a stream for the build", logs__PutLogEvents="CodeBuild: its log"),
        row(
            "ReadSource",
            {OBJECTS},
            s3__GetObject="CodeBuild: DOWNLOAD_SOURCE",
            s3__GetObjectVersion="CodeBuild: DOWNLOAD_SOURCE, of the version the pipeline names",
        ),
        row("DecryptSource", {KEY}, kms__Decrypt="S3, for the object read"),
    )


def of_deploy(stack: str) -> tuple[Row, ...]:
    deployer = f"arn:aws:iam::{ACCOUNT}:role/acct-shared-deployer-pde-{stack}"
    return (*of_build(f"deploy-{stack}"), row("ActAsDeployer", {deployer}, sts__AssumeRole="SDKs, for the profile in deploy.yml"))


TABLE: Mapping[str, tuple[Row, ...]] = {
    "dlv-pde-pipeline": (
        row(
            "FetchSources",
            {f"arn:aws:codeconnections:{CONNECTION}", f"arn:aws:codestar-connections:{CONNECTION}"},
            **{
                "codeconnections__UseConnection": "source actions",
                "codestar-connections__UseConnection": "source actions, by the name before July 2024",
            },
        ),
        row(
            "ReadSources",
            {OBJECTS},
            s3__GetObject="CodePipeline: input artifacts",
            s3__GetObjectVersion="CodePipeline: input artifacts, by version",
        ),
        row("KeepSources", {OBJECTS}, s3__PutObject="source actions: output artifacts"),
        row("LookAtBucket", {f"arn:aws:s3:::{ARTIFACTS}"}, s3__GetBucketVersioning="CodePipeline: before it keeps anything"),
        row(
            "StartBuilds",
            {
                f"arn:aws:codebuild:us-east-1:{ACCOUNT}:project/dlv-pde-{project}"
                for project in ("tests", "images", "check", *(f"deploy-{stack}" for stack in TARGETS))
            },
            codebuild__StartBuild="build actions",
            codebuild__BatchGetBuilds="build actions: whether they ended",
        ),
        row(
            "EncryptSources",
            {KEY},
            kms__GenerateDataKey="S3, for the object written",
            kms__Decrypt="S3, for the object read",
        ),
        row("AskForApproval", {f"arn:aws:sns:us-east-1:{ACCOUNT}:dlv-pde-alerts"}, sns__Publish="the approval of production"),
        row(
            "EncryptQuestions",
            {TOPIC_KEY},
            kms__GenerateDataKey="SNS, for the message published",
            kms__Decrypt="SNS, for the message published",
        ),
    ),
    "dlv-pde-tests": of_build("tests"),
    "dlv-pde-images": (
        *of_build("images"),
        row("LogInToRegistry", {"*"}, ecr__GetAuthorizationToken="image.yml: aws ecr get-login-password"),
        row(
            "PushImages",
            REPOSITORIES,
            ecr__BatchCheckLayerAvailability="buildx --push: HEAD of each blob",
            ecr__InitiateLayerUpload="buildx --push: POST of a blob",
            ecr__UploadLayerPart="buildx --push: PATCH of a blob",
            ecr__CompleteLayerUpload="buildx --push: PUT of a blob",
            ecr__PutImage="buildx --push: PUT of manifests and of the index",
            ecr__BatchGetImage="buildx --push: HEAD of a manifest, to see whether it is there",
            ecr__GetDownloadUrlForLayer="buildx --push: blobs that another of the repositories has",
        ),
        row(
            "SignImages",
            {f"arn:aws:signer:us-east-1:{ACCOUNT}:/signing-profiles/dlv_pde_images"},
            signer__SignPayload="ECR's managed signing, with the pusher's permission",
        ),
    ),
    "dlv-pde-check": (
        *of_build("check"),
        row(
            "LookAtImages",
            REPOSITORIES,
            ecr__BatchGetImage="ops verify: index, attestations",
            ecr__DescribeImageScanFindings="ops verify: scan",
            ecr__DescribeImageSigningStatus="ops verify: signatures",
        ),
    ),
    **{f"dlv-pde-deploy-pde-{stack}": of_deploy(stack) for stack in TARGETS},
}


@pytest.mark.parametrize("role", TABLE)
def test_a_role_may_do_what_its_stage_calls_and_no_more(role: str) -> None:
    recording = recorded(STACK)
    keys = {str(recording.named(name, "aws:kms/key:Key").outputs["arn"]): name for name in (KEY, TOPIC_KEY)}
    found = {
        sid: (calls, {keys.get(one, one) for one in resources})
        for sid, (calls, resources) in reading.allowed(recording, role).items()
    }
    assert found == {one.sid: (set(one.calls), set(one.resources)) for one in TABLE[role]}


def test_the_table_has_every_role_but_the_one_that_may_do_nothing() -> None:
    roles = {role.inputs["name"] for role in recorded(STACK).of(reading.ROLE)}
    assert roles == set(TABLE)


def test_keys_are_used_through_their_service_alone() -> None:
    recording = recorded(STACK)
    for role in TABLE:
        for statement in reading.permissions(recording, role):
            if any(action.startswith("kms:") for action in statement["Action"]):
                service = "sns" if statement["Sid"] == "EncryptQuestions" else "s3"
                assert statement["Condition"] == {"StringEquals": {"kms:ViaService": f"{service}.us-east-1.amazonaws.com"}}


@pytest.mark.parametrize("mode", list(Mode))
def test_each_role_is_one_builds_or_the_pipelines(mode: Mode) -> None:
    """For this account's project of that name alone: another's cannot have CodeBuild take the role on."""
    recording = recorded(STACK, mode)
    for role in recording.of(reading.ROLE):
        name = str(role.inputs["name"])
        (trusted,) = reading.document(role, "assumeRolePolicy")
        project = name.replace("deploy-pde-", "deploy-")
        is_pipeline = name == "dlv-pde-pipeline"
        source = f"codepipeline:us-east-1:{ACCOUNT}:{name}" if is_pipeline else f"codebuild:us-east-1:{ACCOUNT}:project/{project}"
        assert trusted["Principal"] == {"Service": [f"{'codepipeline' if is_pipeline else 'codebuild'}.amazonaws.com"]}
        assert trusted["Condition"] == {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": f"arn:aws:{source}"},
        }
        assert role.inputs["permissionsBoundary"] == f"arn:aws:iam::{ACCOUNT}:policy/acct-shared-boundary-dlv-pde"


def test_nothing_that_a_stage_calls_is_the_deployers_of_this_stack() -> None:
    """Whoever may change the pipeline can neither run it nor approve for it."""
    deployer = given(recorded("account"), "deployer-dlv-pde")
    allowed = {action for one in deployer if one["Effect"] == "Allow" for action in one["Action"]}
    assert not allowed & {"codepipeline:StartPipelineExecution", "codepipeline:PutApprovalResult", "codebuild:StartBuild"}
    assert not allowed & {"ecr:PutImage", "signer:SignPayload", "sts:AssumeRole"}
