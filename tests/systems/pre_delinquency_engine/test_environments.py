"""What differs between the engine's stacks: the one place that pins what the stack files say, held against the files themselves.

The table is in docs/systems/pre-delinquency-engine.md, where people look it up. A stack without a column is not held against it.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest

from offline.simulation.runner import Recording
from tests import shipped
from tests.stacks import ROOT, recorded, stacks_of
from tests.systems.pre_delinquency_engine.engine import SERVICE

PATH = "docs/systems/pre-delinquency-engine.md"
PAGE = (ROOT / PATH).read_text()
WORKERS = ("feature-processor", "intervention-worker")


class Cell(NamedTuple):
    """What the table says of one stack, and in which line of the page."""

    text: str
    line: int


def table() -> dict[str, dict[str, Cell]]:
    """Return the table as stack -> row -> cell."""
    lines = PAGE.splitlines()
    first = lines.index("## What differs between the stacks") + 2
    last = lines.index("", first)
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[first:last]]
    return {
        stack: {row[0]: Cell(row[column], first + 3 + number) for number, row in enumerate(rows)}
        for column, stack in enumerate(header)
        if column
    }


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


@pytest.mark.parametrize("stack", [stack for stack in table() if stack in stacks_of("pre-delinquency-engine")])
def test_each_stack_is_as_the_table_says(stack: str) -> None:
    recording = recorded(stack)
    wrong = [
        f"{PATH}, line {cell.line}: {row} of {stack} is {found!r} by Pulumi.{stack}.yaml, not {cell.text!r}: "
        "change the cell, or the stack file if that was a mistake. People plan by this table."
        for row, cell in table()[stack].items()
        if (found := FACTS[row](recording)) != cell.text
    ]
    assert not wrong, "\n".join(wrong)


def test_the_table_says_all_that_can_be_read_off_a_stack() -> None:
    assert all(list(rows) == list(FACTS) for rows in table().values())


def test_the_table_has_no_column_for_a_stack_that_is_gone() -> None:
    gone = set(table()) - set(stacks_of("pre-delinquency-engine"))
    assert gone == set(), f"{PATH}: remove the columns of these stacks from the table"


@pytest.mark.parametrize("stack", shipped.STACKS)
def test_the_dashboard_is_for_networks_that_somebody_named_or_for_people_who_signed_in(stack: str) -> None:
    size = shipped.values_of(stack)["platform:services"]["dashboard"]
    assert "sign_in" in size or size["allowed_cidr_blocks"] != ["0.0.0.0/0"]
    (guard,) = (one for one in shipped.recorded(stack).named("dashboard-rule").inputs["conditions"] if "sourceIp" in one)
    assert guard == {"sourceIp": {"values": size["allowed_cidr_blocks"]}}


def test_the_bootstrap_names_the_boundary_that_the_account_makes() -> None:
    made = shipped.recorded("account").outputs["deployers"]["pre-delinquency-engine/production"]
    named = re.findall(r"^platform:role_boundary: (\S+)$", (ROOT / "docs" / "bootstrap.md").read_text(), re.MULTILINE)
    assert named == [made["role_boundary"]]
