"""Turns the signals of all tiers into alarms, one dashboard and the queries a runbook starts with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.document import json_text
from components.base.signal import Signal
from components.watch.alarms import declare_alarms
from components.watch.alert_topic import AlertTopic
from stack.site import Site

_WIDTH, _HEIGHT, _COLUMNS = 8, 6, 3


class Observability(pulumi.ComponentResource):
    """Alarms, a dashboard `<code>-<environment>` with a widget for each chart and one of logged errors, and saved queries.

    Who opens the dashboard pays for what Logs Insights reads then: 0.005 USD a GB.

    Args:
        name: logical name.
        site: names and region.
        topic: where alarms are sent.
        signals: of all tiers; those whose alarm a service declares itself are only drawn.
        log_groups: the groups the saved queries read.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        topic: AlertTopic,
        signals: Sequence[Signal],
        log_groups: Sequence[pulumi.Input[str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:observability:Observability", name, None, opts)
        declare_alarms(site, topic, [signal for signal in signals if not signal.rolls_back], self)
        self.dashboard_name = dashboard = f"{site.code}-{site.environment}"
        aws.cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=dashboard,
            dashboard_body=json_text({"widgets": _widgets(signals, log_groups, site.region)}),
            opts=pulumi.ResourceOptions(parent=self),
        )
        for title, query in QUERIES.items():
            aws.cloudwatch.QueryDefinition(
                f"{name}-{title}",
                name=f"{site.system}/{site.environment}/{title}",
                log_group_names=list(log_groups),
                query_string=query,
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.dashboard_url = (
            f"https://{site.region}.console.aws.amazon.com/cloudwatch/home?region={site.region}#dashboards:name={dashboard}"
        )
        self.register_outputs({"dashboard_url": self.dashboard_url})


QUERIES: Mapping[str, str] = {
    "errors": "filter @message like /ERROR|CRITICAL|Traceback/ | fields @timestamp, @log, @message | sort @timestamp desc",
    "errors-by-service": "filter @message like /ERROR|CRITICAL|Traceback/ | stats count(*) as errors by @log, bin(5m)",
    "slowest-requests": "filter ispresent(duration_ms) | sort duration_ms desc | limit 50",
}


def _widgets(signals: Iterable[Signal], log_groups: Sequence[pulumi.Input[str]], region: str) -> list[dict[str, Any]]:
    """Return the charts row by row, and below them what services logged as errors, where there are services."""
    charts = list(_charts(signals, region))
    if not log_groups:
        return charts
    sources = pulumi.Output.all(*log_groups).apply(lambda names: " | ".join(f"SOURCE '{name}'" for name in names))
    logged = {
        "type": "log",
        "x": 0,
        "y": -(-len(charts) // _COLUMNS) * _HEIGHT,
        "width": _WIDTH * _COLUMNS,
        "height": _HEIGHT,
        "properties": {
            "title": "errors logged, in five minutes",
            "region": region,
            "view": "bar",
            "query": pulumi.Output.concat(sources, " | ", QUERIES["errors-by-service"]),
        },
    }
    return [*charts, logged]


def _charts(signals: Iterable[Signal], region: str) -> Iterable[dict[str, Any]]:
    charts: dict[str, list[Signal]] = {}
    for signal in signals:
        charts.setdefault(signal.chart, []).append(signal)
    for index, (title, drawn) in enumerate(charts.items()):
        thresholds = sorted({signal.threshold for signal in drawn if signal.threshold is not None})
        yield {
            "type": "metric",
            "x": index % _COLUMNS * _WIDTH,
            "y": index // _COLUMNS * _HEIGHT,
            "width": _WIDTH,
            "height": _HEIGHT,
            "properties": {
                "title": title,
                "region": region,
                "view": "timeSeries",
                "metrics": [line for signal in drawn for line in _lines(signal)],
                "annotations": {"horizontal": [{"value": threshold} for threshold in thresholds]},
            },
        }


def _lines(signal: Signal) -> Iterable[list[Any]]:
    """Draw the metric, or the expression over its metrics with those hidden."""
    drawn = {"stat": signal.statistic, "period": signal.period_seconds}
    if not signal.is_computed:
        yield _metric(signal.namespace, signal.metric, signal.dimensions, {**drawn, "label": signal.name})
        return
    yield [{"expression": signal.expression, "label": signal.name, "period": signal.period_seconds}]
    for identifier, (metric, dimensions) in signal.metrics.items():
        yield _metric(signal.namespace, metric, dimensions, {**drawn, "id": identifier, "visible": False})


def _metric(namespace: str, metric: str, dimensions: Mapping[str, pulumi.Input[str]], how: Mapping[str, Any]) -> list[Any]:
    return [namespace, metric, *(part for pair in dimensions.items() for part in pair), how]
