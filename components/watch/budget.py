"""A monthly budget of one stack, by the tags on everything it declares."""

import pulumi
import pulumi_aws as aws

from components.watch.alert_topic import AlertTopic
from stack.settings import BudgetSettings
from stack.site import Site

# Share of the budget, in percent, of what was spent and of what AWS forecasts for the month.
_NOTICES = (("ACTUAL", 80), ("FORECASTED", 100))


class Budget(pulumi.ComponentResource):
    """A cost budget `<code>-<environment>-<name>` that tells the alert topic at 80 % spent and when the forecast passes the whole.

    It counts what bears the stack's tags, so it stays empty until the payer has activated `System` and `Environment` as
    cost-allocation tags (docs/preflight.md). Budgets that only notify cost nothing.

    Args:
        name: logical and physical name part.
        site: whose tags are counted.
        settings: USD a month.
        topic: who is told.
    """

    def __init__(
        self, name: str, site: Site, *, settings: BudgetSettings, topic: AlertTopic, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platform:budget:Budget", name, None, opts)
        budget = aws.budgets.Budget(
            f"{name}-budget",
            name=site.name("budget", name),
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(settings.monthly_usd),
            limit_unit="USD",
            filter_expression={
                "ands": [
                    {"tags": {"key": key, "values": [value], "match_options": ["EQUALS"]}}
                    for key, value in (("System", site.system), ("Environment", site.environment))
                ]
            },
            notifications=[
                {
                    "notification_type": kind,
                    "comparison_operator": "GREATER_THAN",
                    "threshold": percent,
                    "threshold_type": "PERCENTAGE",
                    "subscriber_sns_topic_arns": [topic.arn],
                }
                for kind, percent in _NOTICES
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=topic.depends_on),
        )
        self.register_outputs({"name": budget.name})
