"""What the stack has cost this month, against its estimate and its budget."""

import argparse
import calendar
from datetime import timedelta
from pathlib import Path

from ops import estimate
from ops.aws import cost_explorer
from ops.ending import OpsError
from ops.run import Run
from ops.verb import Command

_SHOWN = 8
_OFF = 1.25
"""A month on its way to a quarter more than estimated is worth a look."""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--estimate", metavar="FILE", type=Path, help="what `bin/platform costs STACK --format json` wrote (default: run)"
    )


def _run(run: Run) -> None:
    settings = run.file.system_settings
    expected, high = estimate.monthly(run.folder, run.stack, run.options.estimate)
    today = run.clock.now().date()
    tags = {"System": settings.system, "Environment": settings.environment}
    # Up to the end of yesterday, for today is not over; on the first, today.
    end = today if today.day > 1 else today + timedelta(days=1)
    spent = cost_explorer.spent(run.aws, today.replace(day=1), end, tags)
    total = sum(spent.values())
    days, days_of_month = max(1, today.day - 1), calendar.monthrange(today.year, today.month)[1]
    projected = total / days * days_of_month
    ranked = sorted(spent.items(), key=lambda item: -item[1])
    rows: list[list[str | tuple[str, str]]] = [[name, f"{usd:,.2f}"] for name, usd in ranked[:_SHOWN]]
    if len(ranked) > _SHOWN:
        rows.append([f"{len(ranked) - _SHOWN} more", f"{sum(usd for _, usd in ranked[_SHOWN:]):,.2f}"])
    over = "1 day" if days == 1 else f"{days} days"
    run.screen.table(f"{run.stack}: {over} of {today:%B %Y}, by the tags System and Environment", ["service", "USD"], rows)
    run.screen.show(f"spent so far   {total:10,.2f} USD")
    run.screen.show(f"at this rate   {projected:10,.2f} USD a month")
    run.screen.show(f"estimated      {expected:10,.2f} USD a month, at most {high:,.2f}")
    if settings.budget is not None:
        run.screen.show(f"budget         {settings.budget.monthly_usd:10,.2f} USD a month")
    if not spent:
        raise OpsError(
            "Cost Explorer knows nothing with these tags: they are no cost allocation tags yet, or the stack is a day old; "
            "fix: docs/preflight.md, account.baseline.cost_allocation_tags"
        )
    limit = expected * _OFF if settings.budget is None else max(expected * _OFF, settings.budget.monthly_usd)
    if projected > limit:
        raise OpsError(
            f"at this rate the month comes to {projected:,.2f} USD, above {limit:,.2f}; fix: compare the services above with "
            f"bin/platform costs {run.stack}, and state what differs as `usage` in the stack file"
        )


COMMAND = Command(
    summary="month to date by tag, against estimate and budget",
    example="costs --stack production",
    arguments=_arguments,
    run=_run,
    calls=("ce:GetCostAndUsage",),
)
