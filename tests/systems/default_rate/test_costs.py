"""The sum on the system's page adds up, stays below what the guide promised, and counts what is really declared."""

from decimal import Decimal

import pytest

from tests import reading
from tests.shipped import recorded
from tests.stacks import ROOT
from tests.systems.costs import HOURS, CostPage

STACK = "default-rate-production"
PAGE = CostPage(ROOT / "docs" / "systems" / "default-rate.md")


def test_the_rows_and_the_total_add_up() -> None:
    assert PAGE.wrong() == []
    assert PAGE.total < 120


def test_tasks_are_counted_as_they_start() -> None:
    recording = recorded(STACK)
    cpu = memory = 0
    for service in recording.of("aws:ecs/service:Service"):
        definition = recording.named(service.name.replace("-service", "-definition"), reading.TASK_DEFINITION).inputs
        cpu += service.inputs["desiredCount"] * int(definition["cpu"])
        memory += service.inputs["desiredCount"] * int(definition["memory"])
    assert PAGE.counted("Fargate ARM, vCPU") == Decimal(cpu * HOURS) / 1024
    assert PAGE.counted("Fargate ARM, GB") == Decimal(memory * HOURS) / 1024


@pytest.mark.parametrize(
    ("row", "token", "each"),
    [
        ("database, db.t4g.micro", "aws:rds/instance:Instance", HOURS),
        ("broker", "aws:elasticache/replicationGroup:ReplicationGroup", HOURS),
        ("load balancer, hours", "aws:lb/loadBalancer:LoadBalancer", HOURS),
        ("NAT gateway, hours", "aws:ec2/natGateway:NatGateway", HOURS),
        ("customer keys", "aws:kms/key:Key", 1),
        ("dashboard", "aws:cloudwatch/dashboard:Dashboard", 1),
    ],
)
def test_what_is_declared_is_what_is_counted(row: str, token: str, each: int) -> None:
    assert PAGE.counted(row) == len(recorded(STACK).of(token)) * each


def test_every_metric_of_an_alarm_is_counted() -> None:
    alarms = [one.inputs for one in recorded(STACK).of("aws:cloudwatch/metricAlarm:MetricAlarm")]
    watched = sum(sum("metric" in query for query in one.get("metricQueries", ())) or 1 for one in alarms)
    assert PAGE.counted("alarms") == watched


def test_what_costs_by_existing_is_all_there() -> None:
    """A new kind of thing that costs by the hour has to get a row."""
    priced = {
        "aws:ec2/vpcEndpoint:VpcEndpoint": "Gateway",
        "aws:wafv2/webAcl:WebAcl": "",
        "aws:secretsmanager/secret:Secret": "",
        "aws:msk/cluster:Cluster": "",
    }
    for token, free in priced.items():
        assert [one.name for one in recorded(STACK).of(token) if one.inputs.get("vpcEndpointType") != free] == []
