"""The sum on the system's page adds up, and counts what is really declared once the services run."""

from decimal import Decimal

import pytest

from tests import reading
from tests.shipped import recorded
from tests.stacks import ROOT
from tests.systems.costs import HOURS, CostPage
from tests.systems.fraud_detector.test_parts import ALARM, SECRET, SERVICE, STACK

PAGE = CostPage(ROOT / "docs" / "systems" / "fraud-detector.md")


def test_the_rows_and_the_total_add_up() -> None:
    assert PAGE.wrong() == []
    assert PAGE.total < 2000  # the budget


@pytest.mark.parametrize(
    ("row", "token", "each"),
    [
        ("load balancer, hours", "aws:lb/loadBalancer:LoadBalancer", HOURS),
        ("NAT gateways, hours", "aws:ec2/natGateway:NatGateway", HOURS),
        ("customer keys", "aws:kms/key:Key", 1),
        ("secrets", SECRET, 1),
        ("dashboard", "aws:cloudwatch/dashboard:Dashboard", 1),
    ],
)
def test_what_is_declared_is_what_is_counted(row: str, token: str, each: int) -> None:
    found = next(one.number for one in PAGE.rows if one.what.partition(",")[0] == row.partition(",")[0])
    assert found == len(recorded(STACK).of(token)) * each


def test_tasks_are_counted_as_they_start() -> None:
    recording = recorded(STACK)
    cpu = memory = 0
    for service in recording.of(SERVICE):
        definition = recording.named(f"{service.name.removesuffix('-service')}-definition", reading.TASK_DEFINITION).inputs
        cpu += service.inputs["desiredCount"] * int(definition["cpu"])
        memory += service.inputs["desiredCount"] * int(definition["memory"])
    assert PAGE.counted("Fargate ARM, vCPU") == Decimal(cpu * HOURS) / 1024
    assert PAGE.counted("Fargate ARM, GB") == Decimal(memory * HOURS) / 1024


def test_every_metric_of_an_alarm_is_counted() -> None:
    alarms = [one.inputs for one in recorded(STACK).of(ALARM)]
    assert PAGE.counted("alarms") == sum(sum("metric" in query for query in one.get("metricQueries", ())) or 1 for one in alarms)
