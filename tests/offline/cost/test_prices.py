"""Each price has a source, and none that is not known counts as zero."""

from decimal import Decimal

import pytest

from offline.cost.prices import Prices, prices
from tests.offline.cost.estimating import SHIPPED, estimated, lines, resource, shipped

SIZED = ("rds_", "aurora_", "elasticache_", "msk_provisioned.")


@pytest.mark.parametrize("key", sorted(prices().entries))
def test_every_price_has_a_unit_and_says_where_it_was_seen(key: str) -> None:
    known = prices()
    for region in known.regions:
        price = known.of(key, region)
        assert price.unit
        if price.amount is None:
            assert price.source == "no price known"
        else:
            assert price.amount > 0
            assert price.source not in ("", "no price known")


def test_every_source_is_used_and_every_reference_leads_to_one() -> None:
    named = {ref for entry in prices().entries.values() for ref in entry.get("ref", ())}
    assert named == set(prices().sources)


def test_a_size_without_a_price_is_not_priced_and_never_free() -> None:
    cache = resource(
        "aws:elasticache/replicationGroup:ReplicationGroup", {"nodeType": "cache.x99.large", "numCacheClusters": 1}, "c"
    )
    found = estimated(cache)
    assert [line.amount for line in lines(found)] == [None]
    assert found.amount.expected == 0
    assert not found.complete
    assert "cache.x99.large, node hours of c: no price known in us-east-1" in found.unpriced


def test_a_price_that_is_null_in_one_region_is_not_priced_there() -> None:
    inputs = {"engine": "valkey", "nodeType": "cache.r7g.large", "numCacheClusters": 2}
    group = resource("aws:elasticache/replicationGroup:ReplicationGroup", inputs)
    assert estimated(group).amount.expected == Decimal("255.79")  # 2 x 730 x 0.1752
    there = estimated(group, region="ca-central-1")
    assert lines(there)[0].amount is None
    assert any("no price known in ca-central-1" in one for one in there.unpriced)


@pytest.mark.parametrize(
    ("region", "taken"), [("ca-west-1", "ca-central-1"), ("us-east-2", "us-east-1"), ("eu-west-1", "us-east-1")]
)
def test_a_region_without_prices_says_whose_are_taken(region: str, taken: str) -> None:
    found = estimated(resource("aws:ec2/eip:Eip", {}), region=region)
    assert found.stood_in == {region: taken}
    assert lines(found)[0].price.region == taken


@pytest.mark.parametrize("stack", SHIPPED)
def test_every_price_a_shipped_stack_asks_for_is_in_the_file(stack: str) -> None:
    """Sizes may be new; anything else that is missing is a slip of a key."""
    missing = {line.price.key for line in lines(shipped(stack)) if line.price.key not in prices().entries}
    assert missing == set()


def test_every_price_that_is_no_size_is_asked_for_by_some_row() -> None:
    asked = {line.price.key for stack in SHIPPED for line in lines(shipped(stack))}
    rest = {key for key in prices().entries if key not in asked and not key.startswith(SIZED)}
    assert rest == {
        "cloudwatch.alarm_high_resolution_month",
        "cloudwatch.vended_flow_logs_to_s3_gb",
        "fargate.ephemeral_storage_gb_hour",
        "fargate.linux_x86_gb_hour",
        "fargate.linux_x86_vcpu_hour",
        "fargate.spot_typical_discount",
        "fargate.spot_x86_gb_hour",
        "fargate.spot_x86_vcpu_hour",
        "keys_and_secrets.ssm_parameter_advanced_month",
        "network.data_out_internet_gb",
        "route53.health_check_aws_month",
        "route53.health_check_option_month",
    }


def test_prices_can_be_given() -> None:
    entry = {"us-east-1": 1, "unit": "hour", "source": "known"}
    given = Prices(regions=("us-east-1",), stand_ins={}, sources={}, entries={"network.public_ipv4_hour": entry}, collected="today")
    assert estimated(resource("aws:ec2/eip:Eip", {}), known=given).amount.expected == Decimal(730)
