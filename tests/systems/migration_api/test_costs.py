"""The sum on the system's page adds up, and counts what is really declared once the service runs."""

import pytest

from offline.simulation.runner import Mode, Recording
from tests.shipped import recorded
from tests.stacks import ROOT
from tests.systems.costs import HOURS, CostPage
from tests.systems.migration_api.test_parts import PUT, STACK

PAGE = CostPage(ROOT / "docs" / "systems" / "migration-api.md")


@pytest.fixture(scope="module")
def running() -> Recording:
    return recorded(STACK, Mode.APPLIED, PUT)


def test_the_rows_and_the_total_add_up() -> None:
    assert PAGE.wrong() == []


@pytest.mark.parametrize(
    ("row", "token", "each"),
    [
        ("database instances", "aws:rds/clusterInstance:ClusterInstance", HOURS),
        ("load balancer, hours", "aws:lb/loadBalancer:LoadBalancer", HOURS),
        ("NAT gateways, hours", "aws:ec2/natGateway:NatGateway", HOURS),
        ("customer keys", "aws:kms/key:Key", 1),
        ("secrets", "aws:secretsmanager/secret:Secret", 1),
        ("alarms", "aws:cloudwatch/metricAlarm:MetricAlarm", 1),
    ],
)
def test_what_is_declared_is_what_is_counted(running: Recording, row: str, token: str, each: int) -> None:
    assert PAGE.counted(row) == len(running.of(token)) * each


def test_rules_of_the_web_acl_are_counted(running: Recording) -> None:
    (acl,) = running.of("aws:wafv2/webAcl:WebAcl")
    assert PAGE.counted("web ACL, rules") == len(acl.inputs["rules"])
