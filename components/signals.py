"""Something an operator watches. Tiers say what matters about them; `observability` turns it into alarms and a dashboard."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi

Statistic = Literal["Average", "Sum", "Minimum", "Maximum"]
Comparison = Literal["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"]


@dataclass(frozen=True, kw_only=True)
class Signal:
    """A metric, where it is drawn, and the bound beyond which somebody should look.

    Source of namespaces and dimensions: the CloudWatch metrics reference of each AWS service.
    """

    name: str
    """Logical and physical name part, `<tier>-<what>`; for ever."""
    chart: str
    """Title of the dashboard widget it is drawn in; signals with the same title share one."""
    meaning: str
    """What it means when this fires and where to look first; becomes the alarm's description."""
    namespace: str
    metric: str
    dimensions: Mapping[str, pulumi.Input[str]]
    """All the dimensions the metric is published with: CloudWatch matches them exactly."""
    also: tuple[Mapping[str, pulumi.Input[str]], ...] = ()
    """Dimensions of the same metric elsewhere, such as a service's second target group."""
    combined: Literal["SUM", "MAX"] = "SUM"
    """What the threshold holds against where there is an `also`; silence counts as 0 then, on every side."""
    statistic: Statistic
    comparison: Comparison
    threshold: float | None
    """In the metric's own unit; None draws the metric without an alarm."""
    period_seconds: int = 300
    evaluation_periods: int = 2
    missing_data: Literal["breaching", "notBreaching"] = "notBreaching"
    """`breaching` for counts of running or healthy things, whose silence is the alarm; `notBreaching` for errors and load."""
    severity: Literal["critical", "warning"] = "warning"
    rolls_back: bool = False
    """The service declares this alarm itself, before itself, and goes back to the revision before when it fires in a deployment."""

    @property
    def sides(self) -> Mapping[str, Mapping[str, pulumi.Input[str]]]:
        """Id of each metric in the signal's expression -> its dimensions."""
        stem = self.name.replace("-", "_")
        return {f"{stem}_{index}": dimensions for index, dimensions in enumerate((self.dimensions, *self.also))}

    @property
    def expression(self) -> str:
        """What is made of all sides, in CloudWatch's metric math."""
        filled = ", ".join(f"FILL({side}, 0)" for side in self.sides)
        return f"{self.combined}([{filled}])"

    @classmethod
    def charted(
        cls,
        name: str,
        chart: str,
        namespace: str,
        metric: str,
        dimensions: Mapping[str, pulumi.Input[str]],
        *,
        also: tuple[Mapping[str, pulumi.Input[str]], ...] = (),
        statistic: Statistic = "Average",
    ) -> "Signal":
        """Return a signal that is drawn but never fires."""
        return cls(
            name=name,
            chart=chart,
            meaning="",
            namespace=namespace,
            metric=metric,
            dimensions=dimensions,
            also=also,
            statistic=statistic,
            comparison="GreaterThanThreshold",
            threshold=None,
        )
