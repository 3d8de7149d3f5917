"""Something an operator watches. Tiers say what matters about them; `components.watch` makes alarms and a dashboard of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypedDict, Unpack

import pulumi

Statistic = Literal["Average", "Sum", "Minimum", "Maximum", "SampleCount"]
Comparison = Literal["GreaterThanThreshold", "LessThanThreshold"]


@dataclass(frozen=True, kw_only=True)
class Signal:
    """A metric, where it is drawn, and the bound beyond which an operator should look.

    Source of namespaces and dimensions: the CloudWatch metrics reference of each AWS service.
    """

    name: str
    """Logical and physical name part, `<tier>-<what>`; for ever."""
    chart: str
    """Title of the dashboard widget it is drawn in; signals with the same title share one."""
    meaning: str = ""
    """What it means when this fires and where to look first; becomes the alarm's description, which ends with the runbook."""
    runbook: str
    """Who is woken by it reads `docs/runbooks/<runbook>.md`, which begins with this alarm."""
    namespace: str
    metric: str
    dimensions: Mapping[str, pulumi.Input[str]]
    """All the dimensions the metric is published with: CloudWatch matches them exactly."""
    alternates: tuple[Mapping[str, pulumi.Input[str]], ...] = ()
    """Dimensions of the same metric elsewhere, such as a service's second target group."""
    failing_of: str | None = None
    """The metric, with the same dimensions, that this one is the failing part of: the percentage that does not fail is watched."""
    combined: Literal["SUM", "MAX"] = "SUM"
    """What the threshold holds against where there are `alternates`; silence counts as 0 then, in each of them."""
    statistic: Statistic = "Average"
    comparison: Comparison = "GreaterThanThreshold"
    threshold: float | None = None
    """In the metric's own unit; None draws the metric without an alarm."""
    period_seconds: int = 300
    evaluation_periods: int = 2
    missing_data: Literal["breaching", "notBreaching"] = "notBreaching"
    """`breaching` for counts of running or healthy things, whose silence is the alarm; `notBreaching` for errors and load."""
    severity: Literal["critical", "warning"] = "warning"
    rolls_back: bool = False
    """The service declares this alarm itself, before itself, and goes back to the revision before when it fires in a deployment."""

    @property
    def is_computed(self) -> bool:
        """Whether what is watched is made of several metrics."""
        return bool(self.alternates) or self.failing_of is not None

    @property
    def metrics(self) -> Mapping[str, tuple[str, Mapping[str, pulumi.Input[str]]]]:
        """Id of each metric in the signal's expression -> its name and dimensions."""
        return {
            identifier: (metric, dimensions)
            for metric in (self.metric, self.failing_of)
            if metric is not None
            for identifier, dimensions in zip(self._ids(metric), (self.dimensions, *self.alternates), strict=True)
        }

    @property
    def expression(self) -> str:
        """What is made of all its metrics, in CloudWatch's metric math."""
        counted = self._filled(self.metric)
        if self.failing_of is None:
            return f"{self.combined}([{counted}])"
        total = f"SUM([{self._filled(self.failing_of)}])"
        return f"IF({total} > 0, 100 * (1 - SUM([{counted}]) / {total}), 100)"

    def _ids(self, metric: str) -> list[str]:
        stem = self.name.replace("-", "_") + ("" if metric == self.metric else "_of")
        return [f"{stem}_{index}" for index in range(1 + len(self.alternates))]

    def _filled(self, metric: str) -> str:
        return ", ".join(f"FILL({identifier}, 0)" for identifier in self._ids(metric))


class Watched(Protocol):
    """Whatever says what an operator should watch about it."""

    @property
    def signals(self) -> Sequence[Signal]:
        """What matters about it."""


class _Watch(TypedDict, total=False):
    """How a signal differs from the usual; the keys are those of `Signal`."""

    combined: Literal["SUM", "MAX"]
    failing_of: str
    statistic: Statistic
    period_seconds: int
    evaluation_periods: int
    missing_data: Literal["breaching", "notBreaching"]
    severity: Literal["critical", "warning"]
    rolls_back: bool


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """The metrics that AWS publishes about one thing; makes its signals, which bear the tier's name."""

    tier: str
    namespace: str
    dimensions: Mapping[str, pulumi.Input[str]]
    alternates: tuple[Mapping[str, pulumi.Input[str]], ...] = ()
    """As for `Signal`."""
    runbook: str
    """As for `Signal`."""

    def where(self, dimensions: Mapping[str, pulumi.Input[str]]) -> "Metrics":
        """Return the metrics with more dimensions."""
        return replace(self, dimensions={**self.dimensions, **dimensions})

    def above(self, metric: str, threshold: float, name: str, chart: str, meaning: str, **watch: Unpack[_Watch]) -> Signal:
        """Return the signal that fires while the metric is above a threshold.

        Args:
            metric: its name in CloudWatch.
            threshold: in the metric's own unit.
            name: what the signal is called behind the tier's name.
            chart: what the widget is called behind the tier's name.
            meaning: as for `Signal`.
            **watch: what differs from the usual.
        """
        return replace(self._drawn(metric, name, chart, watch), threshold=threshold, meaning=meaning)

    def below(self, metric: str, threshold: float, name: str, chart: str, meaning: str, **watch: Unpack[_Watch]) -> Signal:
        """Return the signal that fires while the metric is below a threshold; the arguments are those of `above`."""
        return replace(self.above(metric, threshold, name, chart, meaning, **watch), comparison="LessThanThreshold")

    def chart(self, metric: str, name: str, chart: str, **watch: Unpack[_Watch]) -> Signal:
        """Return a signal that is drawn but never fires; the arguments are those of `above`."""
        return self._drawn(metric, name, chart, watch)

    def _drawn(self, metric: str, name: str, chart: str, watch: _Watch) -> Signal:
        return Signal(
            name=f"{self.tier}-{name}",
            chart=f"{self.tier} {chart}",
            namespace=self.namespace,
            metric=metric,
            dimensions=self.dimensions,
            alternates=self.alternates,
            runbook=self.runbook,
            **watch,
        )


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What a service has to work off, as a metric that falls when tasks are added."""

    name: str
    namespace: str
    metric: str
    dimensions: Mapping[str, pulumi.Input[str]]
    target: float
    """What the scaling keeps the metric at."""
    statistic: Statistic = "Maximum"
