"""`costs`."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.ops.cases import DATA, Case
from tests.ops.driving import Ops


def on(day: datetime) -> Callable[[Ops], None]:
    """Have it be a day of another month than this one: 40 and 20 USD are spent each day that is over."""

    def prepare(ops: Ops) -> None:
        ops.clock.start = day

    return prepare


CASE = Case(
    line=f"costs --estimate {DATA / 'estimate.json'}",
    prepare=on(datetime(2026, 11, 26, tzinfo=UTC)),
    says=(
        "25 days of November 2026",
        "Amazon Elastic Container Service     1,000.00",
        "Amazon Relational Database Service     500.00",
        "spent so far",
        "at this rate     1,800.00 USD a month",
        "estimated        1,700.00 USD a month, at most 2,500.00",
    ),
    wrong={"costs --estimate nowhere.json": "No such file"},
)
