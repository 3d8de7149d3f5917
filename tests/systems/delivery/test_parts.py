"""The pipeline as shipped: its stages in their order, what each of them runs, and what is kept of them."""

import json
import re
from typing import Any

import pytest
import yaml

from offline.simulation.runner import Mode, Recording, plain
from ops.commands.verify import COMMAND
from stack.settings.delivery import DEPLOY_MINUTES, MOST_MINUTES
from tests import reading
from tests.reading import only
from tests.shipped import recorded, values_of
from tests.systems.delivery.test_roles import TABLE

STACK = "pre-delinquency-engine-delivery"
PIPELINE, PROJECT = "aws:codepipeline/pipeline:Pipeline", "aws:codebuild/project:Project"
ALARM, LOG_GROUP = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/logGroup:LogGroup"
PROJECTS = ("tests", "images", "check", "deploy-dev", "deploy-staging", "deploy-production")
DELIVERY = "platform:delivery"


def stages_of(recording: Recording) -> dict[str, list[dict[str, Any]]]:
    return {one["name"]: one["actions"] for one in plain(only(recording, PIPELINE).inputs["stages"])}


def variables_of(action: dict[str, Any]) -> dict[str, str]:
    listed = json.loads(action["configuration"].get("EnvironmentVariables", "[]"))
    assert {one["type"] for one in listed} <= {"PLAINTEXT"}
    return {one["name"]: one["value"] for one in listed}


def test_a_newer_commit_overtakes_where_it_waits_and_nothing_runs_twice_at_once(either: Recording) -> None:
    pipeline = only(either, PIPELINE).inputs
    assert (pipeline["name"], pipeline["pipelineType"], pipeline["executionMode"]) == ("dlv-pde-pipeline", "V2", "SUPERSEDED")


def test_the_stages_in_their_order(either: Recording) -> None:
    found = [
        (stage, [(action.get("runOrder", 1), action["name"], action["provider"]) for action in actions])
        for stage, actions in stages_of(either).items()
    ]
    build = [(2, f"image-{image}", "CodeBuild") for image in ("api", "dashboard", "workers")]
    unasked = [(1, "check", "CodeBuild"), (3, "deploy", "CodeBuild")]
    assert found == [
        ("source", [(1, "application", "CodeStarSourceConnection"), (1, "platform", "CodeStarSourceConnection")]),
        ("build", [(1, "tests", "CodeBuild"), *build]),
        ("dev", unasked),
        ("staging", unasked),
        ("production", [unasked[0], (2, "approve", "Manual"), unasked[1]]),
    ]


def test_only_a_push_of_the_application_starts_it(either: Recording) -> None:
    detected = {action["name"]: action["configuration"]["DetectChanges"] for action in stages_of(either)["source"]}
    assert detected == {"application": "true", "platform": "false"}


def test_code_of_the_application_is_built_and_code_of_the_platform_deploys(either: Recording) -> None:
    """A commit of the application runs with no role that reaches a stack."""
    sources = {
        (stage, action["name"]): action["inputArtifacts"]
        for stage, actions in stages_of(either).items()
        for action in actions
        if action["provider"] == "CodeBuild"
    }
    assert {one for (stage, _), names in sources.items() if stage == "build" for one in names} == {"application"}
    assert {one for (stage, _), names in sources.items() if stage != "build" for one in names} == {"platform"}


def test_every_stack_gets_the_digests_that_were_built_once(applied: Recording) -> None:
    digests = {
        "api": "#{image-api.DIGEST}",
        "dashboard": "#{image-dashboard.DIGEST}",
        **dict.fromkeys(("feature-processor", "intervention-worker", "transaction-simulator"), "#{image-workers.DIGEST}"),
    }
    stages = stages_of(applied)
    namespaces = {action["namespace"] for action in stages["build"] if "namespace" in action}
    assert {value[2:].partition(".")[0] for value in digests.values()} == namespaces
    for stack in ("dev", "staging", "production"):
        for action in stages[stack]:
            if action["provider"] == "CodeBuild":
                variables = variables_of(action)
                assert variables["STACK"] == stack
                assert json.loads(variables["IMAGES"]) == digests


def test_each_stack_is_deployed_by_a_project_of_its_own(applied: Recording) -> None:
    for stack in ("dev", "staging", "production"):
        deploy = stages_of(applied)[stack][-1]
        assert deploy["configuration"]["ProjectName"] == f"dlv-pde-deploy-{stack}"
        variables = {
            one["name"]: one["value"] for one in project(applied, f"deploy-{stack}")["environment"]["environmentVariables"]
        }
        assert variables == {
            "ACCOUNT": "111122223333",
            "DEPLOYER": f"acct-shared-deployer-pde-{stack}",
            "LOGIN": f"s3://example-platform-state/pre-delinquency-engine/{stack}?region=us-east-1",
            "LOCK_MINUTES": "60",
            "WAIT_MINUTES": "100",
            "RECORDS": f"/pre-delinquency-engine/{stack}/images",
            "PULUMI_VERSION": values_of(STACK)[DELIVERY]["pulumi"]["version"],
            "PULUMI_SHA256": values_of(STACK)[DELIVERY]["pulumi"]["sha256"],
        }


def project(recording: Recording, name: str) -> dict[str, Any]:
    found: dict[str, Any] = plain(dict(recording.named(f"{name}-project", PROJECT).inputs))
    return found


@pytest.mark.parametrize("name", PROJECTS)
def test_builds_run_on_graviton_from_the_pipeline_with_a_log_of_their_own(either: Recording, name: str) -> None:
    found = project(either, name)
    assert found["name"] == f"dlv-pde-{name}"
    assert (found["environment"]["type"], found["environment"]["computeType"]) == ("ARM_CONTAINER", "BUILD_GENERAL1_SMALL")
    assert found["environment"]["image"] == "aws/codebuild/amazonlinux-aarch64-standard:3.0"
    assert found["artifacts"] == {"type": "CODEPIPELINE"}
    assert found["logsConfig"] == {"cloudwatchLogs": {"status": "ENABLED", "groupName": f"/delivery/pde/builds/{name}"}}
    group = either.named(f"{name}-log", LOG_GROUP)
    assert (group.inputs["retentionInDays"], group.retain_on_delete) == (90, True)
    assert group.urn in reading.needed_by(either, either.named(f"{name}-project", PROJECT))
    assert {one["type"] for one in found["environment"].get("environmentVariables", []) if "type" in one} == set()


@pytest.mark.parametrize("name", PROJECTS)
def test_only_builds_of_images_are_privileged_and_say_why(either: Recording, name: str) -> None:
    found = project(either, name)
    assert found["environment"]["privilegedMode"] is (name == "images")
    assert ("PrivilegedBecause" in found.get("tags", {})) is (name == "images")


def test_a_build_that_deploys_is_stopped_later_than_anything_in_it_can_end(applied: Recording) -> None:
    for stack in ("dev", "staging", "production"):
        assert project(applied, f"deploy-{stack}")["buildTimeout"] == DEPLOY_MINUTES <= MOST_MINUTES


def test_sources_are_kept_encrypted_versioned_and_not_for_ever(either: Recording) -> None:
    (store,) = plain(only(either, PIPELINE).inputs["artifactStores"])
    assert (store["type"], store["encryptionKey"]["type"]) == ("S3", "KMS")
    assert either.named("artifacts-bucket").inputs["bucket"] == "dlv-pde-artifacts-111122223333"
    assert either.named("artifacts-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    (rule,) = plain(either.named("artifacts-lifecycle").inputs["rules"])
    assert rule["expiration"] == {"days": 30}
    (statement,) = reading.document(either.named("artifacts-policy"))
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    waits = reading.needed_by(either, only(either, PIPELINE))
    assert {either.named(f"artifacts-{part}").urn for part in ("policy", "encryption", "versioning")} <= waits


def test_a_failed_run_is_heard_of(applied: Recording) -> None:
    (alarm,) = applied.of(ALARM)
    assert (alarm.inputs["namespace"], alarm.inputs["metricName"]) == ("AWS/CodePipeline", "FailedPipelineExecutions")
    assert alarm.inputs["dimensions"] == {"PipelineName": "dlv-pde-pipeline"}
    assert (alarm.inputs["statistic"], alarm.inputs["threshold"], alarm.inputs["evaluationPeriods"]) == ("Sum", 0, 1)
    assert alarm.inputs["alarmActions"] == [applied.named("alerts-topic").outputs["arn"]]


def test_who_approves_is_asked_with_the_commit(applied: Recording) -> None:
    (approval,) = (action for action in stages_of(applied)["production"] if action["provider"] == "Manual")
    assert approval["configuration"]["NotificationArn"] == applied.named("alerts-topic").outputs["arn"]
    assert "#{application.CommitId}" in approval["configuration"]["CustomData"]


def test_without_approvals_nobody_is_asked_and_nothing_may_ask() -> None:
    found = recorded(STACK, Mode.APPLIED, (f"{DELIVERY}.stacks[2].approval", False))
    assert not [one for actions in stages_of(found).values() for one in actions if one["provider"] == "Manual"]
    assert not {"AskForApproval", "EncryptQuestions"} & set(reading.allowed(found, "dlv-pde-pipeline"))


def test_the_pipeline_waits_for_the_policies_of_its_role(either: Recording) -> None:
    waits = reading.needed_by(either, only(either, PIPELINE))
    assert {one.urn for one in either.of("aws:iam/rolePolicy:RolePolicy") if one.name.startswith("pipeline-")} <= waits


def test_images_are_signed_with_a_profile_that_outlives_a_mistake(either: Recording) -> None:
    profile = only(either, "aws:signer/signingProfile:SigningProfile")
    assert profile.inputs == {"name": "dlv_pde_images", "platformId": "Notation-OCI-SHA384-ECDSA"}
    assert profile.protect


def test_nothing_runs_in_a_network_and_nothing_of_the_engine_is_declared(either: Recording) -> None:
    """The pipeline deploys other stacks, never itself: its own is in no stage of it."""
    kinds = {one.type.split(":")[1].split("/")[0] for one in either.resources if one.type.startswith("aws:")}
    assert kinds == {"cloudwatch", "codebuild", "codepipeline", "iam", "kms", "s3", "signer", "sns"}
    assert "delivery" not in {target["system"] for target in values_of(STACK)[DELIVERY]["stacks"]}


def test_specifications_are_inline_and_as_their_files(either: Recording) -> None:
    """So a preview shows and judges what will run, and no commit of another repository changes it."""
    for name in PROJECTS:
        text = project(either, name)["source"]["buildspec"]
        assert yaml.safe_load(text)["version"] == 0.2
        told = set(re.findall(r"\$\{?([A-Z][A-Z0-9_]+)", text))
        given = {one["name"] for one in project(either, name)["environment"].get("environmentVariables", [])}
        given |= {"STACK", "IMAGES", "COMMIT", "IMAGE", "DOCKERFILE", "CONTEXT"}
        assert told - given == {one for one in told if one.startswith("CODEBUILD_")} | told & {
            "PWD",
            "PATH",
            "AWS_CONFIG_FILE",
            "DIGEST",
        }


def test_the_check_may_call_what_its_command_says_it_calls() -> None:
    (statement,) = (one for one in TABLE["dlv-pde-check"] if one.sid == "LookAtImages")
    assert set(statement.calls) == set(COMMAND.calls)
