"""What an application publishes about itself: what of it is drawn and watched, and what its service is scaled on."""

from dataclasses import replace
from typing import Any

from components.base.signal import Backlog, Metrics, Signal
from components.compute.spec import ServiceSpec
from stack.settings import ServiceSettings
from stack.site import Site


class OwnMetrics:
    """The metrics of one service, in the system's namespace, with the dimensions `Environment` and `Service`.

    Args:
        spec: which metrics there are.
        site: namespace and environment.
        settings: bounds and targets in place of the spec's.
    """

    def __init__(self, spec: ServiceSpec[Any], site: Site, settings: ServiceSettings) -> None:
        dimensions = {"Environment": site.environment, "Service": spec.name}
        self._metrics = Metrics(tier=spec.name, namespace=site.system, dimensions=dimensions, runbook="service-failing")
        self._spec, self._settings = spec, settings

    def signals(self) -> list[Signal]:
        """Return what is drawn, and watched where there is a bound."""
        signals, bounds = [], self._settings.alarms.metrics
        for metric in self._spec.metrics:
            bound = bounds.get(metric.name, metric.alarm_above)
            drawn = self._metrics.chart(metric.name, metric.name, metric.name, statistic=metric.statistic)
            signals.append(drawn if bound is None else replace(drawn, threshold=bound, meaning=metric.meaning))
        return signals

    def targets(self) -> list[Backlog]:
        """Return the metrics that the stack file scales the service on."""
        targets = self._settings.metric_targets
        return [
            Backlog(
                name=metric.name,
                namespace=self._metrics.namespace,
                metric=metric.name,
                dimensions=self._metrics.dimensions,
                target=targets[metric.name],
                statistic=metric.statistic,
            )
            for metric in self._spec.metrics
            if metric.name in targets
        ]
