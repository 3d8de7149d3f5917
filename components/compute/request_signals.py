"""What to watch about the requests that a service answers."""

from components.base.signal import Metrics, Signal
from stack.settings import ServiceAlarms


def request_signals(name: str, metrics: Metrics, alarms: ServiceAlarms, *, log_group: str, runs: bool) -> list[Signal]:
    """Return errors, latency, requests and, where asked for, availability; healthy tasks only when some are meant to run.

    Args:
        name: the service's logical name.
        metrics: of its target groups.
        alarms: the thresholds.
        log_group: where its errors are explained.
        runs: whether some tasks are meant to run.
    """
    signals = [
        metrics.above(
            "HTTPCode_Target_5XX_Count",
            alarms.server_errors,
            "errors",
            "errors",
            f"{name} answered more than {alarms.server_errors} requests with 5xx in five minutes. Read {log_group}.",
            statistic="Sum",
            evaluation_periods=alarms.server_error_periods,
            severity="critical",
            rolls_back=True,
        ),
        metrics.above(
            "TargetResponseTime",
            alarms.response_ms / 1000,
            "latency",
            "response time",
            f"{name} takes longer than {alarms.response_ms} ms on average. Look at the database's CPU and the tasks' first.",
            combined="MAX",
            rolls_back=True,
        ),
        metrics.chart("RequestCount", "requests", "requests", statistic="Sum"),
    ]
    if alarms.client_errors is not None:
        signals.append(
            metrics.above(
                "HTTPCode_Target_4XX_Count",
                alarms.client_errors,
                "refusals",
                "errors",
                f"{name} answered more than {alarms.client_errors} requests with 4xx in five minutes: a client changed, or someone "
                f"tries what is not theirs. Read {log_group} and the access log.",
                statistic="Sum",
            )
        )
    if alarms.availability_percent is not None:
        signals.append(
            metrics.below(
                "HTTPCode_Target_5XX_Count",
                alarms.availability_percent,
                "availability",
                "availability (%)",
                f"{name} answered fewer than {alarms.availability_percent} % of an hour's requests without 5xx.",
                failing_of="RequestCount",
                statistic="Sum",
                period_seconds=3600,
                evaluation_periods=1,
                severity="critical",
            )
        )
    if runs:
        signals.append(
            metrics.below(
                "HealthyHostCount",
                1,
                "healthy",
                "tasks",
                f"No task of {name} passes its health check: requests get 503.",
                statistic="Minimum",
                period_seconds=60,
                evaluation_periods=3,
                missing_data="breaching",
                severity="critical",
            )
        )
    return signals
