"""Amazon CloudWatch."""

from datetime import datetime
from typing import Any

from ops.aws.client import Aws


def describe_alarms(aws: Aws, prefix: str) -> list[dict[str, Any]]:
    """Return the metric alarms whose names begin so."""
    return list(
        aws.pages("cloudwatch", "describe_alarms", "MetricAlarms", f"{prefix}*", AlarmNamePrefix=prefix, AlarmTypes=["MetricAlarm"])
    )


def statistic(
    aws: Aws, namespace: str, metric: str, dimensions: dict[str, str], *, start: datetime, end: datetime, name: str = "Maximum"
) -> float | None:
    """Return one statistic of a metric over the whole time, or None where there are no data."""
    answer = aws.read(
        "cloudwatch",
        "get_metric_statistics",
        f"{namespace} {metric}",
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        StartTime=start,
        EndTime=end,
        Period=60 * max(1, int((end - start).total_seconds() // 60)),
        Statistics=[name],
    )
    return max((point[name] for point in answer["Datapoints"]), default=None)
