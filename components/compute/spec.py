"""What a system's module says about a service or a job: one plain value each, known before anything is declared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from components.base.access import Access
from components.compute.container import ContainerSpec
from components.compute.route import Route
from naming.parts import name_problem, texts_problem

P = TypeVar("P")


@dataclass(frozen=True)
class ServiceSpec(ContainerSpec, Generic[P]):
    """A service that runs all the time; `P` is what the system's module shares among its services.

    Raises:
        ValueError: when what it says of itself cannot be: a name AWS does not take, a text for a tuple of texts, a route or a
            discoverable name without a port, scaling on the backlog of a topic it does not consume.
    """

    image: str = field(kw_only=True)
    """Name of the repository its image is in; services with the same name run one image with different commands."""
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
    backlog_targets: Mapping[str, float] = field(kw_only=True, default_factory=dict)
    """Consumed topic -> messages behind that scaling keeps the service at."""

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

    @property
    def routed(self) -> bool:
        """Whether the load balancer sends it requests."""
        return self.route is not None

    @property
    def sticky(self) -> bool:
        """Whether a browser stays on one task, because its session is in the task's memory."""
        return self.route is not None and self.route.sticky

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
