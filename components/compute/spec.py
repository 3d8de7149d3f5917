"""What a system's module says about a service or a job: one plain value each, known before anything is declared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Generic, TypeVar

from components.base.access import Access
from components.base.signal import Backlog, Statistic
from components.compute.container import ContainerSpec
from components.compute.route import Route
from naming.parts import name_problem, texts_problem

P = TypeVar("P")


@dataclass(frozen=True)
class OwnMetric:
    """A metric the application publishes, with the dimensions `Environment` and `Service` (docs/image-contract.md)."""

    name: str
    """In CloudWatch, CamelCase, such as InferenceLatency."""
    _: KW_ONLY
    statistic: Statistic = "Average"
    """What is drawn, and held against the bound."""
    alarm_above: float | None = None
    """In the metric's own unit; a stack file may set another. None draws it without an alarm."""
    meaning: str
    """What it means when it is above, and where to look first."""


def no_backlogs(_: object) -> Sequence[Backlog]:
    """What a service that no queue scales looks at."""
    return ()


@dataclass(frozen=True)
class ServiceSpec(ContainerSpec, Generic[P]):
    """A service that runs all the time; `P` is what the system's module shares among its services.

    Raises:
        ValueError: when what it says of itself cannot be: a name AWS does not take, a text for a tuple of texts, a route or a
            discoverable name without a port, scaling on the backlog of a topic it does not consume.
    """

    image: str = field(kw_only=True, default="")
    """Name of the repository its image is in, its own by default; services with the same run one image with different commands."""
    access: Callable[[P], Sequence[Access]] = field(kw_only=True, default=lambda _: ())
    """What it receives from the tiers: the only source of its permissions, network paths, secrets and environment."""
    route: Route | None = field(kw_only=True, default=None)
    """Which requests of the load balancer reach it; None for none."""
    discoverable: bool = field(kw_only=True, default=False)
    """Whether other services reach it by its name inside the cluster."""
    produces: tuple[str, ...] = field(kw_only=True, default=())
    """Topics of the system's stream it writes to."""
    consumes: tuple[str, ...] = field(kw_only=True, default=())
    """Topics it reads, as one consumer group with the service's name."""
    publishes_metrics: bool = field(kw_only=True, default=False)
    """Whether it publishes metrics of its own, into the system's namespace, which arrives as `METRICS_NAMESPACE`."""
    metrics: tuple[OwnMetric, ...] = field(kw_only=True, default=())
    """Those of them that are watched, and that a stack file may scale on."""
    singleton: bool = field(kw_only=True, default=False)
    """Whether two tasks would do harm, as two schedulers do: ECS stops the one before it starts the next.

    ECS may still start a second task when it loses sight of a host, so the application holds a lock (docs/image-contract.md).
    """
    backlog_targets: Mapping[str, float] = field(kw_only=True, default_factory=dict)
    """Consumed topic -> messages behind that scaling keeps the service at."""
    backlogs: Callable[[P], Sequence[Backlog]] = field(kw_only=True, default=no_backlogs)
    """Queues that scaling keeps short, such as `lambda it: [it.queue.backlog(target=100)]`."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        object.__setattr__(self, "image", self.image or self.name)
        super().__post_init__()

    def _problems(self) -> Iterator[str]:
        yield from super()._problems()
        yield name_problem(f"{self.name}: the image", self.image)
        for key in ("produces", "consumes"):
            yield texts_problem(self.name, key, getattr(self, key))
        if self.port is None and (self.route is not None or self.discoverable):
            yield f"{self.name} has a {'route' if self.route else 'discoverable name'} but listens on no port: set port"
        if unread := sorted(set(self.backlog_targets) - set(self.consumes)):
            yield (
                f"{self.name} scales on the backlog of {', '.join(unread)}, which it does not consume: "
                f"add it to consumes, which has {', '.join(self.consumes) or 'none'}, or take it out of backlog_targets"
            )
        if self.metrics and not self.publishes_metrics:
            yield f"{self.name} has metrics of its own that it may not publish: set publishes_metrics"
        if self.singleton and self.route is not None:
            yield f"{self.name} is reached by the load balancer and runs once, so nothing answers while it is replaced: remove one"

    @property
    def routed(self) -> bool:
        """Whether the load balancer sends it requests."""
        return self.route is not None

    @property
    def sticky(self) -> bool:
        """Whether a browser stays on one task, because its session is in the task's memory."""
        return self.route is not None and self.route.sticky

    @property
    def starts_itself(self) -> bool:
        """Whether it scales on work that waits, which is counted while no task runs."""
        return bool(self.backlog_targets) or self.backlogs is not no_backlogs

    @property
    def metric_names(self) -> tuple[str, ...]:
        """Metrics of its own that are watched."""
        return tuple(metric.name for metric in self.metrics)

    def most_tasks(self, topics: Mapping[str, int]) -> int | None:
        """Return the most tasks that find work: a group never has more working members than its widest topic has partitions.

        Args:
            topics: topic -> partitions.
        """
        return max((topics[topic] for topic in self.consumes), default=None)


@dataclass(frozen=True)
class JobSpec(ContainerSpec, Generic[P]):
    """A task that runs once when it is started."""

    image_of: str = field(kw_only=True)
    """The service whose image it runs."""
    access: Callable[[P], Sequence[Access]] = field(kw_only=True, default=lambda _: ())
    """As for a service."""
    scheduled: bool = field(kw_only=True, default=False)
    """Whether a stack file may have it started by the clock: a run needs nobody's eye, and two at once do no harm."""
