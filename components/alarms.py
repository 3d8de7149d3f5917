"""An alarm for a signal: tells the topic when it fires and when it is over."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.alerts import AlertTopic
from components.scope import Scope
from components.signals import Signal


def alarm_name(scope: Scope, signal: Signal) -> str:
    """Return the physical name of a signal's alarm."""
    return scope.name(signal.name, limit=255)


def declare_alarms(
    scope: Scope, topic: AlertTopic, signals: Sequence[Signal], parent: pulumi.Resource
) -> list[aws.cloudwatch.MetricAlarm]:
    """Declare `<code>-<environment>-<signal>` for each signal that has a threshold, as children of `parent`."""
    return [
        aws.cloudwatch.MetricAlarm(
            f"{signal.name}-alarm",
            name=alarm_name(scope, signal),
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
            opts=pulumi.ResourceOptions(parent=parent, depends_on=topic.ready),
        )
        for signal in signals
        if signal.threshold is not None
    ]
