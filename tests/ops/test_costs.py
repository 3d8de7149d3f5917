"""What `costs` says on other days, of other estimates and of more than one page."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ops.ending import Exit
from tests.ops.cases import DATA
from tests.ops.cases.costs import CASE
from tests.ops.driving import Ops


@pytest.mark.parametrize(
    ("today", "until", "says"),
    [
        # The first has no day before it: it is counted itself.
        ("2026-12-01", "2026-12-02", ("1 day of December 2026", "60.00 USD", "1,860.00 USD a month")),
        ("2026-12-02", "2026-12-02", ("1 day of December 2026", "60.00 USD", "1,860.00 USD a month")),
        ("2028-02-29", "2028-02-29", ("28 days of February 2028", "1,680.00 USD", "1,740.00 USD a month")),
        ("2027-02-28", "2027-02-28", ("27 days of February 2027", "1,620.00 USD", "1,680.00 USD a month")),
        ("2026-12-31", "2026-12-31", ("30 days of December 2026", "1,800.00 USD", "1,860.00 USD a month")),
    ],
)
def test_the_days_that_are_over(ops: Ops, today: str, until: str, says: tuple[str, str, str]) -> None:
    ops.clock.start = datetime.fromisoformat(today).replace(tzinfo=UTC)
    ended = ops(CASE.line)
    asked = next(call.parameters["TimePeriod"] for call in ended.calls if call.service == "ce")
    assert asked == {"Start": f"{today[:-2]}01", "End": until}
    lines = ended.out.splitlines()
    days, spent, projected = (
        lines[0],
        *(next(one for one in lines if one.startswith(name)) for name in ("spent so far", "at this rate")),
    )
    assert f": {says[0]}," in days
    assert (spent.split(maxsplit=3)[3], projected.split(maxsplit=3)[3]) == says[1:]


def test_above_the_estimate(ops: Ops, tmp_path: Path) -> None:
    file = tmp_path / "estimate.json"
    file.write_text('{"total": {"expected": 100, "high": 200}}')
    status, _, err = ops(f"costs --estimate {file}")
    assert (status, "above 125.00" in err) == (Exit.FAILED, True)


def test_with_tags_that_nobody_activated(ops: Ops) -> None:
    ops.front.fakes["ce", "GetCostAndUsage"] = lambda _: {"ResultsByTime": []}
    status, _, err = ops(f"costs --estimate {DATA / 'estimate.json'}")
    assert (status, "no cost allocation tags yet" in err) == (Exit.FAILED, True)


def test_asks_for_the_estimate_itself(ops: Ops) -> None:
    status, out, err = ops("costs")
    assert (status, "at this rate the month comes to 1," in err) == (Exit.FAILED, True)
    assert " USD a month, at most " in out


def test_of_more_services_than_one_page_holds(ops: Ops) -> None:
    first = ops.front.fakes["ce", "GetCostAndUsage"]

    def page(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**first(asked), **({} if "NextPageToken" in asked else {"NextPageToken": "more"})}

    one = ops(CASE.line).out
    ops.front.fakes["ce", "GetCostAndUsage"] = page
    two = ops(CASE.line).out
    assert _spent(two) == 2 * _spent(one)


def _spent(out: str) -> float:
    line = next(one for one in out.splitlines() if one.startswith("spent so far"))
    return float(line.split()[-2].replace(",", ""))
