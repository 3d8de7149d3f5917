"""`costs`."""

from tests.ops.cases import DATA, Case

CASE = Case(
    line=f"costs --estimate {DATA / 'estimate.json'}",
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
