"""Where a container runs and what it runs: everything about it that is not its own code's business."""

from dataclasses import dataclass

from components.base.access import Access
from components.compute.cluster import Cluster
from components.compute.repository import Image
from components.edge.load_balancer import LoadBalancer
from components.network.placement import Placement
from components.watch.alert_topic import AlertTopic
from stack.settings import JobSettings, OffHours, ServiceSettings


@dataclass(frozen=True, kw_only=True)
class Workload:
    """What services and jobs have in common."""

    placement: Placement
    cluster: Cluster
    image: Image
    collector: Image | None
    """The trace collector that runs beside the container; None while there is none to run."""
    base: tuple[Access, ...]
    """What every workload of the system receives: the way to AWS's APIs and the names of its surroundings."""
    size: ServiceSettings | JobSettings


@dataclass(frozen=True, kw_only=True)
class ServiceWorkload(Workload):
    """A workload that runs all the time."""

    size: ServiceSettings
    deployed: str | None
    """The image it had run by the end of the last `pulumi up`; None where it never ran a task."""
    balancer: LoadBalancer
    """Where its route, if it has one, begins."""
    alerts: AlertTopic
    """Where the alarms that a service declares itself are sent."""
    off_hours: OffHours | None
    """When it sleeps; None for always awake."""
    rolls_back: bool
    """Whether its deployment alarms turn a deployment back."""


@dataclass(frozen=True, kw_only=True)
class JobWorkload(Workload):
    """A workload that runs once when it is started."""

    size: JobSettings
