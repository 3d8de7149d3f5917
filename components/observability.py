"""Turns the signals of all tiers into alarms on one topic."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.alerts import AlertTopic
from components.scope import Scope
from components.signals import Signal


class Observability(pulumi.ComponentResource):
    """An alarm `<code>-<environment>-<signal>` for each signal; it tells the topic when it fires and when it is over."""

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        topic: AlertTopic,
        signals: Sequence[Signal],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:observability:Observability", name, None, opts)
        for signal in signals:
            aws.cloudwatch.MetricAlarm(
                f"{signal.name}-alarm",
                name=scope.name(signal.name, limit=255),
                alarm_description=f"[{signal.severity}] {signal.meaning}",
                namespace=signal.namespace,
                metric_name=signal.metric,
                dimensions=signal.dimensions,
                statistic=signal.statistic,
                comparison_operator=signal.comparison,
                threshold=signal.threshold,
                period=signal.period_seconds,
                evaluation_periods=signal.evaluation_periods,
                treat_missing_data=signal.missing_data,
                alarm_actions=[topic.arn],
                ok_actions=[topic.arn],
                opts=pulumi.ResourceOptions(parent=self, depends_on=topic.ready),
            )
        self.register_outputs({})
