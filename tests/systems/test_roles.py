"""What starts a task and what its code may do, exactly: for each workload of the systems, before and after anything exists."""

from collections.abc import Iterator
from typing import Any

import pytest

from offline.simulation.runner import Mode, Recording
from offline.simulation.values import is_unknown
from tests import reading
from tests.shipped import recorded, values_of
from tests.systems.test_every_guide import STACKS, head, names

KEPT = {"aws:secretsmanager/secret:Secret": "kmsKeyId", "aws:ssm/parameter:Parameter": "keyId"}
PULL = {"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}


def keys(recording: Recording) -> dict[str, str]:
    """Return the key of each secret and parameter that has one, by its ARN."""
    held = [(one, one.inputs.get(key)) for token, key in KEPT.items() for one in recording.of(token)]
    return {str(one.outputs["arn"]): key for one, key in held if key is not None}


def starting(recording: Recording, stack: str, name: str) -> Iterator[tuple[str, tuple[set[str], set[str]]]]:
    """Yield the statements that a task of a workload takes to start, from what its container names."""
    values, container, key = values_of(stack), reading.container(recording, name), keys(recording)
    home = f"{values['aws:region']}:111122223333"
    repository = container["image"].partition("@")[0].partition("/")[2]
    yield "LogInToRegistry", ({"ecr:GetAuthorizationToken"}, {"*"})
    yield "PullImage", (PULL, {f"arn:aws:ecr:{home}:repository/{repository}"})
    group = f"/ecs/{values['platform:system']}/{values['platform:environment']}/{name}"
    yield "WriteLogs", ({"logs:CreateLogStream", "logs:PutLogEvents"}, {f"arn:aws:logs:{home}:log-group:{group}:*"})
    # Without the field and the version that a reference to a secret ends in.
    whole = {":".join(one["valueFrom"].split(":")[:7]) for one in container["secrets"]}
    for service, part, read in (
        ("secretsmanager", "Secrets", "secretsmanager:GetSecretValue"),
        ("ssm", "Parameters", "ssm:GetParameters"),
    ):
        of_service = {arn for arn in whole if arn.startswith(f"arn:aws:{service}:")}
        if of_service:
            yield f"Read{part}", ({read}, of_service)
        for number, one in enumerate(sorted({key[arn] for arn in of_service if arn in key}), start=1):
            yield f"Decrypt{part}{number}", ({"kms:Decrypt"}, {one})


def numbered(found: dict[str, tuple[set[str], set[str]]]) -> dict[str, list[tuple[set[str], set[str]]]]:
    """Return statements by their sid without the number that tells keys apart."""
    told: dict[str, list[tuple[set[str], set[str]]]] = {}
    for sid, given in sorted(found.items(), key=lambda one: sorted(one[1][1])):
        told.setdefault(sid.rstrip("0123456789"), []).append(given)
    return told


@pytest.mark.parametrize("stack", STACKS)
def test_a_task_starts_with_its_own_image_log_and_secrets_and_nothing_else(stack: str) -> None:
    recording = recorded(stack)
    for name in names(recording):
        role = f"{head(stack)}-{name}-execution"
        assert numbered(reading.allowed(recording, role)) == numbered(dict(starting(recording, stack, name))), role
        for one in reading.permissions(recording, role):
            if one["Action"] == ["kms:Decrypt"]:
                service = "ssm" if one["Sid"].startswith("DecryptParameters") else "secretsmanager"
                via = f"{service}.{values_of(stack)['aws:region']}.amazonaws.com"
                assert one["Condition"]["StringEquals"]["kms:ViaService"] == via


@pytest.mark.parametrize("stack", STACKS)
def test_what_a_preview_shows_of_a_role_is_what_it_gets(stack: str) -> None:
    """What names a key or a secret is unknown until these exist, and stands apart."""

    def statements(mode: Mode) -> dict[str, list[dict[str, Any]]]:
        policies = recorded(stack, mode).of(reading.ROLE_POLICY)
        return {one.name: reading.document(one) for one in policies if not is_unknown(one.inputs["policy"])}

    planned, applied = statements(Mode.PLANNED), statements(Mode.APPLIED)
    assert {name: one for name, one in applied.items() if name in planned} == planned
    assert all(name.endswith("-created") for name in applied.keys() - planned.keys())
    assert {f"{name}-execution-permissions" for name in names(recorded(stack))} <= planned.keys()


@pytest.mark.parametrize(("stack", "service"), [("ml-cicd-production", "ml-model-service"), ("fraud-detector-production", "api")])
def test_metrics_are_published_into_the_systems_namespace_alone(stack: str, service: str) -> None:
    recording = recorded(stack)
    publishing = [one for one in recording.of(reading.ROLE_POLICY) if "cloudwatch:PutMetricData" in str(one.inputs["policy"])]
    assert {one.inputs["role"] for one in publishing} == {f"{head(stack)}-{service}-task"}
    (statement,) = (
        one for one in reading.permissions(recording, f"{head(stack)}-{service}-task") if one["Sid"] == "PublishMetrics"
    )
    namespace = values_of(stack)["platform:system"]
    assert statement["Condition"] == {"StringEquals": {"cloudwatch:namespace": namespace}}
    assert reading.environment(recording, service)["METRICS_NAMESPACE"] == namespace
