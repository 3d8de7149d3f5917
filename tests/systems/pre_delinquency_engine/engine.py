"""What the tests of the pre-delinquency engine share."""

from typing import Any

from offline.pipelines import digest_of
from offline.simulation.runner import Mode, Recording
from tests.shipped import SYSTEM, recorded
from tests.stacks import DELETE, SIGN_IN, Change

SERVICE = "aws:ecs/service:Service"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ACCOUNT = "111122223333"
DIGEST = f"sha256:{'ab' * 32}"
SERVICES = tuple(service.name for service in SYSTEM.services)
WORKLOADS = (*SERVICES, *(job.name for job in SYSTEM.jobs))
STEADY = {service: digest_of(service) for service in SERVICES}
CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/0d5e0e4e"
# Settings of dev about different parts, or arguments of one, all shifted at once: each test tells what came
# of one of them, and one test that nothing else did.
SHIFTED: tuple[Change, ...] = (
    ("platform:alerts", {"slack": {"team_id": "T07EA123LEP", "channel_id": "C07EZ1ABC23"}}),
    ("platform:database.max_storage_gb", 20),
    ("platform:load_balancer.allowed_cidr_blocks", ["203.0.113.0/24"]),
    ("platform:load_balancer.certificate_arn", CERTIFICATE),
    ("platform:load_balancer.hosted_zone", DELETE),
    ("platform:services.api.allowed_cidr_blocks", ["203.0.113.64/26"]),
    ("platform:services.api.architecture", "X86_64"),
    ("platform:jobs.migrate.architecture", "X86_64"),
    ("platform:services.api.environment", {"LOG_LEVEL": "debug"}),
    ("platform:services.api.spot", True),
    ("platform:services.dashboard.sign_in", SIGN_IN),
    ("platform:tracing", DELETE),
)
# The same of production.
ALTERED: tuple[Change, ...] = (
    ("platform:alarms_roll_back", False),
    ("platform:backup.restore_test", DELETE),
    ("platform:cluster.container_insights", "disabled"),
    ("platform:database.generation", 2),
    ("platform:database.restore", {"instance": "pde-production-database"}),
    ("platform:stream.replacement_consent", "head of risk, 2026-11-20"),
    ("platform:tracing.collector", DIGEST),
)
# What protection stops in production: arguments that replace what holds data.
REPLACING: tuple[Change, ...] = (
    ("platform:database.username", "owner"),
    ("platform:database.database_name", "other"),
    ("platform:stream.availability_zones", ["us-east-1c", "us-east-1b", "us-east-1a"]),
)
ENDPOINTS = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray", "monitoring"]
# Settings of dev that SHIFTED excludes: no way out but endpoints, and no hours in which the dashboard's two tasks sleep.
CLOSED: tuple[Change, ...] = (
    ("platform:network.nat", "none"),
    ("platform:network.interface_endpoints", ENDPOINTS),
    ("platform:off_hours", DELETE),
    ("platform:services.dashboard", {"cpu": 512, "memory": 1024, "min_capacity": 2, "max_capacity": 2}),
)


def key_of(recording: Recording, name: str) -> str:
    """Return the ARN of a key that belongs to a tier."""
    return str(recording.named(f"{name}-key", "aws:kms/key:Key").outputs["arn"])


def altered() -> Recording:
    return recorded("production", Mode.APPLIED, *ALTERED)


def with_settings(*changes: tuple[str, Any]) -> Recording:
    return recorded("dev", Mode.APPLIED, *changes)


def differences(changed: Recording, base: Recording | None = None) -> tuple[set[str], set[str], set[str]]:
    """Return the names that appear, disappear and get other inputs, compared with another recording, or with dev as it is."""
    before = {(resource.type, resource.name): resource.inputs for resource in (base or with_settings()).resources}
    after = {(resource.type, resource.name): resource.inputs for resource in changed.resources}
    different = {name for (kind, name) in before.keys() & after.keys() if before[kind, name] != after[kind, name]}
    return {name for _, name in after.keys() - before.keys()}, {name for _, name in before.keys() - after.keys()}, different
