"""The estimates of production stacks, held against sums that were written by hand."""

import re
from decimal import Decimal

import pytest

from offline.cost.estimate import Estimate
from offline.cost.page import beside, page
from tests.offline.cost.estimating import SHIPPED, estimated, lines, only_line, resource, shipped, usd, with_settings
from tests.stacks import ROOT
from tests.systems.costs import CostPage
from tests.systems.migration_api.test_parts import PUT

# What is paid for, how much of it, and the price; a month of 730 hours, us-east-1.
PRODUCTION = """
    Fargate ARM, vCPU hours: api 4, dashboard 1, feature-processor 2, intervention-worker 1 | 5840 | 0.03238
    Fargate ARM, GB hours: twice as many                                                    | 11680 | 0.00356
    Fargate Spot ARM, vCPU hours: the second feature-processor                              | 1460 | 0.01030969
    Fargate Spot ARM, GB hours                                                              | 2920 | 0.00113349
    db.t4g.medium, hours of instance and standby                                            | 1460 | 0.065
    gp3, GB in two zones                                                                    | 200  | 0.115
    cache.t4g.micro, hours of two nodes                                                     | 1460 | 0.016
    kafka.t3.small, hours of three brokers                                                  | 2190 | 0.0456
    broker storage, GB                                                                      | 300  | 0.1
    load balancer, hours                                                                    | 730  | 0.0225
    load balancer, capacity unit hours                                                      | 73   | 0.008
    NAT gateways, hours                                                                     | 2190 | 0.045
    NAT gateways, GB                                                                        | 9    | 0.045
    public addresses, hours: three of the balancer, three of the gateways                   | 4380 | 0.005
    web ACL                                                                                 | 1    | 5
    web ACL, rules                                                                          | 5    | 1
    web ACL, million requests                                                               | 1    | 0.6
    customer keys, four of them in us-west-2                                                | 14   | 1
    secrets, two of them copies                                                             | 4    | 0.4
    recovery points, GB: 170 here and 170 there                                             | 340  | 0.095
    restores that are tried out                                                             | 1    | 1.5
    database backups in us-west-2, GB                                                       | 100  | 0.095
    sent to us-west-2, GB                                                                   | 100  | 0.02
    metrics of copies, of two buckets                                                       | 8    | 0.3
    metrics of logs                                                                         | 6    | 0.3
    logs and flow logs, GB                                                                  | 9    | 0.5
    Container Insights, metrics: 8 of the cluster, 17 of each of four services              | 76   | 0.3
    alarms, metrics watched                                                                 | 46   | 0.1
    dashboard                                                                               | 1    | 3
    images, GB in four repositories                                                         | 8    | 0.1
"""
# us-west-2.
ML_CICD = """
    Fargate ARM, vCPU hours: three tasks of 0.5      | 1095 | 0.03238
    Fargate ARM, GB hours                            | 2190 | 0.00356
    db.t4g.micro, hours                              | 730  | 0.016
    gp3, GB                                          | 20   | 0.115
    load balancer, hours                             | 730  | 0.0225
    load balancer, capacity unit hours               | 73   | 0.008
    NAT gateway, hours                               | 730  | 0.045
    public addresses, hours: two and one             | 2190 | 0.005
    web ACL and five rules                           | 10   | 1
    web ACL, million requests                        | 1    | 0.6
    customer keys                                    | 6    | 1
    secret                                           | 1    | 0.4
    recovery points, GB: 20, and 2 % for 35 days     | 34   | 0.095
    logs and flow logs, GB                           | 4.5  | 0.5
    Container Insights, metrics: 8 and twice 17      | 42   | 0.3
    alarms, metrics watched                          | 17   | 0.1
    dashboard                                        | 1    | 3
    images, GB in two repositories                   | 4    | 0.1
"""


def summed(table: str) -> Decimal:
    rows = [line.split("|") for line in table.strip().splitlines()]
    return sum((Decimal(number.strip()) * Decimal(price.strip()) for _, number, price in rows), Decimal(0))


def within(found: Decimal, sought: Decimal, percent: int) -> bool:
    return abs(found - sought) * 100 <= sought * percent


@pytest.mark.parametrize(("stack", "table"), [("production", PRODUCTION), ("ml-cicd-production", ML_CICD)])
def test_the_estimate_is_the_sum_by_hand(stack: str, table: str) -> None:
    """Within two percent, as hand sums leave out what costs cents."""
    assert within(shipped(stack).amount.expected, summed(table), 2), summed(table)


def migration_api() -> Estimate:
    """Once its third-party secret has a value and its tasks run."""
    return with_settings("migration-api-production", PUT)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("default-rate", lambda: shipped("default-rate-production")),
        ("migration-api", migration_api),
        ("fraud-detector", lambda: shipped("fraud-detector-production")),
    ],
)
def test_the_estimate_is_what_the_systems_page_adds_up(page: str, found: object) -> None:
    total = CostPage(ROOT / "docs" / "systems" / f"{page}.md").total
    assert callable(found)
    amount: Decimal = found().amount.expected
    assert within(amount, total, 10), (amount, total)


def test_default_rate_stays_below_its_budget() -> None:
    found = shipped("default-rate-production")
    assert found.budget == 120
    assert found.amount.expected < 120


def test_production_is_above_700_by_no_more_than_its_safety_costs() -> None:
    """docs/costs.md says what each safety feature costs."""
    expected = shipped("production").amount.expected
    (choices,) = [one for one in beside(ROOT / "docs" / "guide-costs.yaml") if one.title == "What the safety of production costs"]
    text = page([shipped("production")], [choices])
    together, without = (
        usd(re.findall(rf"^\| {row}[^|]* \| \**([\d.]+)", text, re.MULTILINE)[0]) for row in (r"\*\*together", "expected without")
    )
    assert 700 < expected < 800
    assert without == expected - together < 700


@pytest.mark.parametrize("stack", SHIPPED)
def test_totals_are_sums_and_the_range_is_one(stack: str) -> None:
    found = shipped(stack)
    assert found.unknown == ()
    assert found.complete
    amounts = [line.amount for line in lines(found) if line.amount is not None]
    for index in range(3):
        assert sum(amount[index] for amount in amounts) == found.amount[index]
        assert sum(amount[index] for amount in found.components.values()) == found.amount[index]
    assert all(amount.low <= amount.expected <= amount.high for amount in amounts)


def test_the_range_follows_scaling_and_growing_disks() -> None:
    """Production's api, two to ten tasks of 2 vCPU and 4 GB; its database, 100 to 500 GB in two zones."""
    found = shipped("production")
    api = [line for item in found.items if item.resource.name == "api-service" for line in item.lines]
    (vcpu,) = [line for line in api if line.what.endswith("vCPU hours")]
    assert vcpu.amount == (usd("94.55"), usd("94.55"), usd("472.75"))
    (disk,) = [line for line in lines(found) if line.what == "gp3 storage, GB"]
    assert disk.amount == (usd("23.00"), usd("23.00"), usd("115.00"))


def test_what_is_stated_is_not_assumed() -> None:
    usage = {"log_gb": 100, "flow_log_gb": 20, "nat_gb": 30, "load_balancer_units": 2, "requests_million": 50, "backup_gb": 400}
    weekly = ("platform:backup.restore_test", {"schedule": "0 8 ? * SUN *"})
    found = with_settings("production", ("platform:usage", {**usage, "average_tasks": {"api": 3.5}}), weekly)
    assert not [one for one in found.assumed for key in usage if one.startswith(f"{key}:")]
    taken_in = sum(line.quantity.expected for line in lines(found) if line.what == "logs taken in, GB")
    assert round(taken_in, 6) == 100
    assert round(sum(line.quantity.expected for line in lines(found) if line.what == "passed on, GB"), 6) == 30
    assert sum(line.quantity.expected for line in lines(found) if line.what.startswith("recovery points")) == 800
    assert only_line(found, "restores tried out").quantity.expected == Decimal("4.35")
    api = next(item for item in found.items if item.resource.name == "api-service")
    vcpu, gb = (next(line for line in api.lines if line.what.endswith(hours)) for hours in ("vCPU hours", "GB hours"))
    assert vcpu.amount == (usd("94.55"), usd("165.46"), usd("472.75"))
    assert gb.amount == (usd("20.79"), usd("36.38"), usd("103.95"))


@pytest.mark.parametrize(
    ("schedule", "times"),
    [("0 8 1 * ? *", "1"), ("0 8 1,15 * ? *", "2"), ("0 8 ? * SUN *", "4.35"), ("0 8 * * ? *", "30.4")],
)
def test_restores_are_tried_out_as_often_as_scheduled(schedule: str, times: str) -> None:
    found = estimated(
        resource("aws:backup/restoreTestingPlan:RestoreTestingPlan", {"name": "p", "scheduleExpression": f"cron({schedule})"}),
        resource("aws:backup/restoreTestingSelection:RestoreTestingSelection", {"restoreTestingPlanName": "p"}),
    )
    assert only_line(found, "restores tried out").quantity.expected == Decimal(times)


def test_tasks_asleep_cost_nothing() -> None:
    """The services of dev run 65 of a week's 168 hours."""
    api = next(item for item in shipped("dev").items if item.resource.name == "api-service")
    vcpu = next(line for line in api.lines if line.what.endswith("vCPU hours"))
    assert round(vcpu.quantity.expected, 4) == round(Decimal("0.5") * 730 * 65 / 168, 4)
