"""What the tests of the pre-delinquency engine share."""

from typing import Any

from offline.pipelines import digest_of
from offline.simulation.runner import Mode, Recording
from tests.shipped import SYSTEM, recorded

SERVICE = "aws:ecs/service:Service"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ACCOUNT = "111122223333"
DIGEST = f"sha256:{'ab' * 32}"
SERVICES = tuple(service.name for service in SYSTEM.services)
WORKLOADS = (*SERVICES, *(job.name for job in SYSTEM.jobs))
STEADY = {service: digest_of(service) for service in SERVICES}


def key_of(recording: Recording, name: str) -> str:
    """Return the ARN of a key that belongs to a tier."""
    return str(recording.named(f"{name}-key", "aws:kms/key:Key").outputs["arn"])


def with_settings(*changes: tuple[str, Any]) -> Recording:
    return recorded("dev", Mode.APPLIED, *changes)


def differences(changed: Recording, *settings: tuple[str, Any]) -> tuple[set[str], set[str], set[str]]:
    """Return the names that appear, disappear and get other inputs, compared with dev with these settings, or as it is."""
    before = {(resource.type, resource.name): resource.inputs for resource in with_settings(*settings).resources}
    after = {(resource.type, resource.name): resource.inputs for resource in changed.resources}
    different = {name for (kind, name) in before.keys() & after.keys() if before[kind, name] != after[kind, name]}
    return {name for _, name in after.keys() - before.keys()}, {name for _, name in before.keys() - after.keys()}, different
