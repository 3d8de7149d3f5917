"""Something an operator watches. Tiers say what matters about them; `observability` turns it into alarms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi


@dataclass(frozen=True, kw_only=True)
class Signal:
    """A metric with the bound beyond which somebody should look.

    Source of namespaces and dimensions: the CloudWatch metrics reference of each AWS service.
    """

    name: str
    """Logical and physical name part, `<tier>-<what>`; for ever."""
    meaning: str
    """What it means when this fires and where to look first; becomes the alarm's description."""
    namespace: str
    metric: str
    dimensions: Mapping[str, pulumi.Input[str]]
    """All the dimensions the metric is published with: CloudWatch matches them exactly."""
    statistic: Literal["Average", "Sum", "Minimum", "Maximum"]
    comparison: Literal["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"]
    threshold: float
    """In the metric's own unit."""
    period_seconds: int = 300
    evaluation_periods: int = 2
    missing_data: Literal["breaching", "notBreaching"] = "notBreaching"
    """`breaching` for counts of running or healthy things, whose silence is the alarm; `notBreaching` for errors and load."""
    severity: Literal["critical", "warning"] = "warning"
