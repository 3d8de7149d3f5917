"""An alarm for a signal: tells the topic when it fires and when it is over."""

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.signal import Signal
from components.watch.alert_topic import AlertTopic
from stack.site import Site


def alarm_name(site: Site, signal: Signal) -> str:
    """Return the physical name of a signal's alarm."""
    return site.name("alarm", signal.name)


def declare_alarms(
    site: Site, topic: AlertTopic, signals: Sequence[Signal], parent: pulumi.Resource, *, region: str | None = None
) -> list[aws.cloudwatch.MetricAlarm]:
    """Declare `<code>-<environment>-<signal>` for each signal that has a threshold, as children of `parent`.

    Args:
        site: names.
        topic: who is told; in the region of the alarms.
        signals: what is watched.
        parent: whose children they are.
        region: another region than the stack's, for metrics that are published there alone.
    """
    return [
        aws.cloudwatch.MetricAlarm(
            f"{signal.name}-alarm",
            name=alarm_name(site, signal),
            region=region,
            alarm_description=f"[{signal.severity}] {signal.meaning} Runbook: docs/runbooks/{signal.runbook}.md",
            comparison_operator=signal.comparison,
            threshold=signal.threshold,
            evaluation_periods=signal.evaluation_periods,
            treat_missing_data=signal.missing_data,
            alarm_actions=[topic.arn],
            ok_actions=[topic.arn],
            **_watched(signal),
            opts=pulumi.ResourceOptions(parent=parent, depends_on=topic.depends_on),
        )
        for signal in signals
        if signal.threshold is not None
    ]


def _watched(signal: Signal) -> dict[str, Any]:
    """Return the arguments that say what is measured: one metric, or an expression over several."""
    if not signal.is_computed:
        return {
            "namespace": signal.namespace,
            "metric_name": signal.metric,
            "dimensions": signal.dimensions,
            "statistic": signal.statistic,
            "period": signal.period_seconds,
        }
    metrics = [
        {
            "id": identifier,
            "metric": {
                "namespace": signal.namespace,
                "metric_name": metric,
                "dimensions": dimensions,
                "stat": signal.statistic,
                "period": signal.period_seconds,
            },
        }
        for identifier, (metric, dimensions) in signal.metrics.items()
    ]
    return {"metric_queries": [{"id": "all", "expression": signal.expression, "label": signal.name, "return_data": True}, *metrics]}
