"""Each cheaper setting that is named does save what it says."""

import pytest

from offline.cost.cheaper import cheaper
from offline.cost.estimate import Estimate
from tests.offline.cost.estimating import shipped, usd, with_settings
from tests.stacks import Change

SMALLER = ("platform:database.instance_class", "db.t4g.micro")


def hint(found: Estimate, name: str, type_: str = "") -> str:
    (item,) = [item for item in found.items if item.resource.name == name and type_ in item.resource.type]
    return cheaper(item, found.view)


@pytest.mark.parametrize(
    ("stack", "resource", "change", "told"),
    [
        ("production", "database-instance", ("platform:database.multi_az", False), "multi_az: false saves"),
        ("fraud-detector-production", "api-service", ("platform:services.api.min_capacity", 2), "min_capacity: 2 saves"),
        ("dev", "database-instance", ("platform:database.instance_class", "db.t3.micro"), ""),
        (
            "fraud-detector-staging",
            "database-instance",
            ("platform:database.instance_class", "db.t4g.micro"),
            "instance_class: db.t4g.micro",
        ),
    ],
)
def test_a_setting_is_named_that_saves_as_much(stack: str, resource: str, change: Change, told: str) -> None:
    said = hint(shipped(stack), resource)
    assert said.startswith(told)
    if not told:
        assert said == ""
        return
    saved = shipped(stack).amount.expected - with_settings(stack, change).amount.expected
    named = usd(said.partition(" saves ")[2].partition(";")[0])
    assert abs(saved - named) <= saved / 50  # logs that are shared over tasks are rounded anew


def test_one_nat_gateway_in_place_of_three() -> None:
    said = hint(shipped("production"), "network-vpc-1", "natGateway")
    saved = shipped("production").amount.expected - with_settings("production", ("platform:network.nat", "single")).amount.expected
    assert said.startswith("nat: single saves ")
    assert abs(saved - usd(said.split()[3])) < 1  # what passes through goes through the one
    assert hint(shipped("dev"), "network-vpc-1", "natGateway") == ""


def test_a_reader_an_engine_and_a_broker_can_go() -> None:
    assert hint(shipped("migration-api-production"), "database-2-instance").startswith("instances: 1 saves 53.51")
    assert hint(shipped("fraud-detector-production"), "cache-replicas").startswith("engine: valkey saves 98.11")
    assert hint(shipped("production"), "stream-cluster").startswith("brokers: 2 saves 43.29")
    assert hint(shipped("production"), "alb-load-balancer") == ""
