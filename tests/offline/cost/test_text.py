"""What people read: the table, the arithmetic, the budget."""

import dataclasses
import json
import re
from decimal import Decimal

import pytest

from offline.cost.data import data
from offline.cost.page import Beside, beside, page
from offline.cost.text import WIDTH, explain, summary, table
from offline.errors import PreviewError
from tests.offline.cost.estimating import SHIPPED, estimated, resource, shipped
from tests.stacks import ROOT

COSTS = ROOT / "docs" / "costs.md"


@pytest.mark.parametrize("stack", SHIPPED)
def test_the_table_fits_and_has_every_component_and_assumption(stack: str) -> None:
    found = shipped(stack)
    lines = table(found)
    text = "\n".join(lines)
    assert max(map(len, lines)) <= WIDTH
    for name, amount in found.components.items():
        assert re.search(rf"^{re.escape(name)} .* {amount.expected} .*$", text, re.MULTILINE)
    squeezed = " ".join(text.split())
    assert [one for one in (*found.assumed, *found.unpriced) if one not in squeezed] == []
    assert f"total {found.amount.low} {found.amount.expected} {found.amount.high}" in squeezed


NUMBERS = r"([\d.]+)(?: \((?:at least ([\d.]+), )?at most ([\d.]+)\))?"


@pytest.mark.parametrize("stack", ["production", "default-rate-production", "fraud-detector-production", "dev"])
def test_the_arithmetic_that_is_explained_adds_up(stack: str) -> None:
    found = shipped(stack)
    for name, amount in found.components.items():
        shown = explain(found, name)
        sums = [Decimal(0)] * 2
        for line in shown:
            told = re.fullmatch(rf"    {NUMBERS} x ([\d.]+) USD per [^=]+ = {NUMBERS}", line)
            if not told:
                continue
            quantity, _, most, price, result, _, highest = told.groups()
            for index, (many, usd) in enumerate(((quantity, result), (most or quantity, highest or result))):
                assert abs(Decimal(many) * Decimal(price) - Decimal(usd)) <= Decimal("0.0051"), line
                sums[index] += Decimal(usd)
        assert sums == [amount.expected, amount.high], name


def test_what_is_explained_says_where_the_price_was_seen_and_what_was_assumed() -> None:
    text = " ".join("\n".join(explain(shipped("production"), "network-flow-log")).split())
    assert (
        "price: cloudwatch.vended_flow_logs_to_cloudwatch_gb in us-east-1; lamngockhuong/aws-price, cloudwatch.json, 2025-09-23"
        in text
    )
    assert "assumed: flow_log_gb: 0.5 GB of flow logs for each running task" in text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("databse", "it pays for database"),
        ("api-task-role", "'api-task-role' costs nothing by itself"),
        ("zzz", "database, stream"),
    ],
)
def test_a_name_that_costs_nothing_is_refused_with_the_nearest(name: str, told: str) -> None:
    with pytest.raises(PreviewError, match=re.escape(told)):
        explain(shipped("production"), name)


def test_over_budget_names_the_three_biggest_and_a_cheaper_setting() -> None:
    over = shipped("production").amount.expected - 70
    text = " ".join("\n".join(table(dataclasses.replace(shipped("production"), budget=over))).split())
    assert f"Budget: {over} USD; expected is 70.00 ABOVE it." in text
    assert "stream-cluster: 129.86; brokers: 2 saves 43.29" in text
    assert "api-service: 121.44; min_capacity: 1 saves 57.67" in text
    assert "database-instance: 118.12; multi_az: false saves 58.95" in text


def test_a_budget_that_holds_says_by_how_much() -> None:
    estimate = shipped("production")
    low, high = estimate.amount.expected + 10, estimate.amount.high + 10
    for budget, told in (
        (high, f"Budget: {high} USD; expected is {high - estimate.amount.expected:.2f} below it\n"),
        (low, f"Budget: {low} USD; expected is 10.00 below it, the largest counts {estimate.amount.high - low:.2f} above it\n"),
        (None, "Budget: none is declared\n"),
    ):
        assert told in "\n".join(table(dataclasses.replace(estimate, budget=budget)))


def test_a_total_without_a_price_is_a_least_one() -> None:
    inputs = {"nodeType": "cache.x99.large", "numCacheClusters": 1}
    found = estimated(resource("aws:elasticache/replicationGroup:ReplicationGroup", inputs, "c"), resource("aws:ec2/eip:Eip", {}))
    assert table(found)[0].startswith("test: at least 3.65 USD a month expected")
    within = table(dataclasses.replace(found, budget=Decimal(10)))
    assert "Budget: 10 USD; expected is 6.35 below it, without what has no price" in within
    assert summary([found])[1].endswith("none  without what has no price")
    assert "1x" not in "\n".join(explain(found, "c"))
    assert "730 x no known price = not priced" in "\n".join(explain(found, "c"))


def test_a_region_without_prices_is_told() -> None:
    text = " ".join("\n".join(table(shipped("fraud-detector-dr"))).split())
    assert "No prices are known for ca-west-1: those of ca-central-1 are taken." in text


def test_json_has_numbers_that_add_up_and_nulls_for_what_has_no_price() -> None:
    inputs = {"nodeType": "cache.x99.large", "numCacheClusters": 1}
    group = resource("aws:elasticache/replicationGroup:ReplicationGroup", inputs)
    found = json.loads(json.dumps(data(estimated(group, resource("aws:ec2/eip:Eip", {})))))
    amounts = [line["amount"] for one in found["resources"] for line in one["lines"]]
    assert amounts == [None, {"low": 3.65, "expected": 3.65, "high": 3.65}]
    assert found["total"]["expected"] == 3.65
    assert found["budget"] is None


def test_a_summary_has_a_line_for_each_stack() -> None:
    lines = summary([shipped("dev"), dataclasses.replace(shipped("production"), budget=Decimal(1))])
    assert len(lines) == 3
    assert lines[1].endswith("none")
    assert lines[2].endswith("1  ABOVE")


def test_the_page_is_what_is_estimated() -> None:
    """Mend with: make costs."""
    assert COSTS.read_text(encoding="utf-8") == page(
        [shipped(stack) for stack in SHIPPED], beside(ROOT / "docs" / "guide-costs.yaml")
    )


def test_rows_set_beside_take_every_line_once() -> None:
    found = shipped("production")
    for other in beside(ROOT / "docs" / "guide-costs.yaml"):
        assert other.stack in SHIPPED
    rows = [{"what": "tasks", "ours": ["fargate."], "theirs": "1"}, {"what": "Spot", "ours": ["fargate.spot"]}]
    text = page([found], [Beside(title="Beside", stack="production", rows=rows, total="2")])
    section = text.partition("## Beside")[2]
    amounts = [Decimal(one) for one in re.findall(r"^\| [^|]+ \| [^|]+ \| \*{0,2}([\d.]+)", section, re.MULTILINE)]
    assert sum(amounts[:-1]) == amounts[-1] == found.amount.expected
    assert "| Spot | left out |" in section


def test_a_stack_that_is_not_estimated_is_refused() -> None:
    with pytest.raises(PreviewError, match="no stack 'nowhere' is estimated"):
        page([shipped("dev")], [Beside(title="Beside", stack="nowhere", rows=[], total="2")])
