"""What the pages of the systems multiply with is what the estimate multiplies with, and metrics are counted as it counts them."""

from decimal import Decimal

import pytest

from offline.cost.prices import prices
from tests.offline.cost.estimating import shipped
from tests.shipped import recorded, values_of
from tests.stacks import ROOT
from tests.systems.costs import CostPage

PAGES = {
    stack: CostPage(ROOT / "docs" / "systems" / f"{stack.removesuffix('-production')}.md")
    for stack in (
        "default-rate-production",
        "migration-api-production",
        "fraud-detector-production",
    )
}


@pytest.mark.parametrize("stack", PAGES)
def test_every_price_is_one_of_the_regions(stack: str) -> None:
    region, table = values_of(stack)["aws:region"], prices()
    known = {Decimal(str(amount)) for key in table.entries if (amount := table.of(key, region).amount) is not None}
    # A hosted zone costs the same everywhere and is nobody's resource: the estimate leaves it out.
    unknown = {row.what: row.price for row in PAGES[stack].rows if row.price not in known and row.what != "hosted zone"}
    assert unknown == {}


@pytest.mark.parametrize("stack", ["migration-api-production", "fraud-detector-production"])
def test_container_insights_is_counted_by_its_metrics(stack: str) -> None:
    services = len(recorded(stack).of("aws:ecs/service:Service"))
    assert PAGES[stack].counted("Container Insights") == 8 + 17 * services


@pytest.mark.parametrize("stack", PAGES)
def test_metrics_of_logs_are_counted(stack: str) -> None:
    assert PAGES[stack].counted("errors in logs") == len(recorded(stack).of("aws:cloudwatch/logMetricFilter:LogMetricFilter"))


@pytest.mark.parametrize("stack", ["default-rate-production", "fraud-detector-production"])
def test_the_page_adds_up_to_what_the_estimate_does(stack: str) -> None:
    """The stack file's `platform:usage` says what the page takes for granted; the rest are cents of jobs."""
    zone = next(row.total for row in PAGES[stack].rows if row.what == "hosted zone")
    assert abs(PAGES[stack].total - zone - shipped(stack).amount.expected) < 1
