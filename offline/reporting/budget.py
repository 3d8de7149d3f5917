"""What a preview says of costs: a line, and advice where more is expected than the stack's budget allows."""

from typing import Final

from offline.cost import text
from offline.cost.estimate import Estimate
from offline.judging.findings import ADVISORY, Finding

RULE: Final = "cost-within-budget"
"""The one rule that is the preview's own: a policy pack knows no prices."""


def line(estimate: Estimate) -> str:
    """What the stack costs, in one sentence."""
    low, expected, high = estimate.amount
    least = "about" if estimate.complete else "at least"
    over = f" at the smallest counts of scaling, {high} at the largest" if low == expected != high else ""
    over = f", {low} to {high} over the range of scaling" if low != expected else over
    within = f"; its budget is {estimate.budget}" if estimate.budget is not None else ""
    return f"Costs {least} {expected} USD a month{over}{within}."


def advice(estimate: Estimate) -> Finding | None:
    """The finding about a stack that is expected to cost more than its budget."""
    if estimate.budget is None or estimate.amount.expected <= estimate.budget:
        return None
    said = "\n".join(text.budget(estimate))
    return Finding(rule=RULE, level=ADVISORY, urn=None, title="A stack costs no more than its budget", text=said)
