"""What differs between the engine's stacks, held against the table that tells it."""

import re
from collections.abc import Callable

import pytest

from offline.simulation.runner import Recording
from tests.stacks import ROOT, recorded, values_of
from tests.systems.pre_delinquency_engine.engine import SERVICE, STACKS

PAGE = (ROOT / "docs" / "systems" / "pre-delinquency-engine.md").read_text()
WORKERS = ("feature-processor", "intervention-worker")


def table() -> dict[str, dict[str, str]]:
    """Return the table as stack -> row -> cell."""
    section = PAGE.partition("## What differs between the stacks")[2].partition("## ")[0]
    header, _, *rows = [line.strip("|").split("|") for line in section.strip().splitlines()]
    cells = [[cell.strip() for cell in row] for row in rows]
    return {stack.strip(): {row[0]: row[column] for row in cells} for column, stack in enumerate(header) if column}


def counted(kind: str) -> Callable[[Recording], str]:
    return lambda recording: str(len(recording.of(kind)))


def zones(recording: Recording) -> str:
    return str(len({subnet.inputs["availabilityZone"] for subnet in recording.of("aws:ec2/subnet:Subnet")}))


def database(recording: Recording) -> str:
    inputs = recording.named("database-instance").inputs
    restored = ", restored" if "restoreToPointInTime" in inputs else ""
    return f"{inputs['instanceClass']}, {'two zones' if inputs['multiAz'] else 'one zone'}{restored}"


def api_tasks(recording: Recording) -> str:
    bounds = recording.named("api-scaling", "aws:appautoscaling/target:Target").inputs
    return f"{bounds['minCapacity']} to {bounds['maxCapacity']} of {recording.named('api-definition').inputs['cpu']} CPU units"


def api_revision(recording: Recording) -> str:
    configuration = recording.named("api-service").inputs["deploymentConfiguration"]
    if configuration["strategy"] == "ROLLING":
        return "task by task"
    assert configuration["canaryConfiguration"]["canaryPercent"] == 10
    return "a tenth of the requests first"


def on_spot(recording: Recording) -> str:
    strategies = [recording.named(f"{name}-service").inputs["capacityProviderStrategies"] for name in WORKERS]
    return "yes" if all("FARGATE_SPOT" in str(strategy) for strategy in strategies) else "no"


def simulator(recording: Recording) -> str:
    return "runs" if recording.named("transaction-simulator-service").inputs["desiredCount"] else "does not run"


def protected(recording: Recording) -> str:
    return "yes" if recording.named("database-instance").protect else "no"


def at_night(recording: Recording) -> str:
    asleep = {action.name for action in recording.of("aws:appautoscaling/scheduledAction:ScheduledAction")}
    every = {service.name.replace("-service", "-sleep") for service in recording.of(SERVICE)}
    return "nothing runs" if every <= asleep else "runs" if not asleep else "some run"


def copies(recording: Recording) -> str:
    regions = {str(resource.inputs["region"]) for resource in recording.resources if resource.inputs.get("region")}
    return ", ".join(regions) or "no"


FACTS: dict[str, Callable[[Recording], str]] = {
    "zones": zones,
    "NAT gateways": counted("aws:ec2/natGateway:NatGateway"),
    "database": database,
    "days of backups": lambda recording: str(recording.named("database-instance").inputs["backupRetentionPeriod"]),
    "cache nodes": lambda recording: str(recording.named("cache-replicas").inputs["numCacheClusters"]),
    "brokers": lambda recording: str(recording.named("stream-cluster").inputs["numberOfBrokerNodes"]),
    "tasks of the api": api_tasks,
    "a new revision of the api": api_revision,
    "workers on Spot": on_spot,
    "simulator": simulator,
    "protected": protected,
    "days of flow logs": lambda recording: str(
        recording.named("network-flow-logs", "aws:cloudwatch/logGroup:LogGroup").inputs["retentionInDays"]
    ),
    "at night": at_night,
    "copies elsewhere": copies,
}


@pytest.mark.parametrize("stack", STACKS)
def test_each_stack_is_as_the_table_says(stack: str) -> None:
    assert {row: fact(recorded(stack)) for row, fact in FACTS.items()} == table()[stack]


def test_the_table_has_a_column_for_each_stack() -> None:
    assert set(table()) == set(STACKS)


@pytest.mark.parametrize("stack", STACKS)
def test_the_dashboard_is_for_networks_that_somebody_named_or_for_people_who_signed_in(stack: str) -> None:
    size = values_of(stack)["platform:services"]["dashboard"]
    assert "sign_in" in size or size["allowed_cidr_blocks"] != ["0.0.0.0/0"]
    (guard,) = (one for one in recorded(stack).named("dashboard-rule").inputs["conditions"] if "sourceIp" in one)
    assert guard == {"sourceIp": {"values": size["allowed_cidr_blocks"]}}


def test_the_bootstrap_names_the_boundary_that_the_account_makes() -> None:
    made = recorded("account").outputs["role_boundaries"]
    named = re.findall(r"^platform:role_boundary: (\S+)$", (ROOT / "docs" / "bootstrap.md").read_text(), re.MULTILINE)
    assert named == [made["pre-delinquency-engine"]]
