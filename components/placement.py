"""The small values that carry context into tiers, so that no constructor has a dozen parameters."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.access import Access
from components.alerts import AlertTopic
from components.cluster import Cluster
from components.logs import Logging
from components.network import Network
from components.repository import Image
from components.scope import Scope
from components.settings import JobSettings, OffHours, ServiceSettings

if TYPE_CHECKING:
    from components.service import Service


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where a tier without a network is put: its names, whether it is protected, and where its copies are."""

    scope: Scope
    protect: bool
    recovery_region: str | None = None
    """Where copies of what is kept here live, so that losing the region loses minutes; None keeps no copies."""


@dataclass(frozen=True, kw_only=True)
class Placement(Site):
    """Where a data tier is put: a site, its network and how it logs."""

    network: Network
    logging: Logging


@dataclass(frozen=True, kw_only=True)
class Workload:
    """Where a container runs and what it runs: everything about it that is not its own code's business."""

    place: Placement
    cluster: Cluster
    alerts: AlertTopic
    """Where the alarms that a service declares itself are sent."""
    image: Image
    collector: Image | None
    """The trace collector that runs beside the container, where the system traces."""
    base: tuple[Access, ...]
    """What every workload of the system receives: the way to AWS's APIs and the names of its surroundings."""
    size: ServiceSettings | JobSettings


@dataclass(frozen=True, kw_only=True)
class ServiceWorkload(Workload):
    """A workload that runs all the time."""

    size: ServiceSettings
    off_hours: OffHours | None
    """When it sleeps; None for always awake."""
    rolls_back: bool
    """Whether its deployment alarms turn a deployment back."""
    fleet: "dict[str, Service]"
    """Every service of the system by name, for what looks at all of them; a service adds itself."""


@dataclass(frozen=True, kw_only=True)
class JobWorkload(Workload):
    """A workload that runs once when it is started."""

    size: JobSettings
