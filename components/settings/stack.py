"""Everything one stack file says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from components.parsing import Matches, Problem
from components.settings.account import AccountSettings
from components.settings.compute import ClusterSettings, JobSettings, OffHours, ServiceSettings
from components.settings.data import BucketSettings, CacheSettings, DatabaseSettings, StreamSettings
from components.settings.network import LoadBalancerSettings, NetworkSettings
from components.settings.operations import (
    AlertSettings,
    BackupSettings,
    ImageSettings,
    LogSettings,
    RecoverySettings,
    TracingSettings,
)
from components.settings.vocabulary import Digest, Name, PolicyName


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything one stack file says."""

    system: Name
    """Which module of `systems/` the stack builds."""
    environment: Annotated[str, Matches(r"[a-z][a-z0-9-]{0,14}[a-z0-9]", "2 to 16 lower-case letters, digits and hyphens")]
    """Part of every name; changing it builds a second copy of everything."""
    protect: bool
    """Pulumi protection, deletion protection, final snapshots and recovery windows for everything stateful."""
    role_boundary: PolicyName | None = None
    """The account stack's policy that bounds every role of this stack; the deployer can make roles only with it."""
    logs: LogSettings
    account: AccountSettings | None = None
    network: NetworkSettings | None = None
    load_balancer: LoadBalancerSettings | None = None
    cluster: ClusterSettings = field(default_factory=ClusterSettings)
    registry: ImageSettings = field(default_factory=ImageSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    backup: BackupSettings | None = None
    recovery: RecoverySettings | None = None
    off_hours: OffHours | None = None
    """When no task runs at all, for environments nobody uses at night."""
    alarms_roll_back: bool = True
    """Whether a service's alarms turn its deployment back. Off while errors are expected: docs/runbooks/rotate-password.md."""
    tracing: TracingSettings | None = None
    """Absent: no collector, no permission to send traces."""
    database: DatabaseSettings | None = None
    cache: CacheSettings | None = None
    stream: StreamSettings | None = None
    services: Mapping[str, ServiceSettings] = field(default_factory=dict)
    jobs: Mapping[str, JobSettings] = field(default_factory=dict)
    buckets: Mapping[str, BucketSettings] = field(default_factory=dict)
    images: Mapping[str, Digest] = field(default_factory=dict)
    """Image digests by service, in place of the ones pipelines have recorded; for a service that must not move."""

    def problems(self, path: str) -> Iterator[Problem]:
        """Check what two tiers must agree on: images that a network without NAT can reach, zones that the network has."""
        if self.network is None:
            return
        for service, image in self.images.items():
            if self.network.nat == "none" and "@" in image and ".dkr.ecr." not in image:
                yield Problem(
                    path=f"{path}:images.{service}",
                    found=image,
                    allowed="images of our own registry with nat: none; no other can be reached",
                    fix="push the image to the service's repository and name its digest",
                )
        if self.network.nat == "none" and self.tracing is not None and "xray" not in self.network.interface_endpoints:
            yield Problem(
                path=f"{path}:network.interface_endpoints",
                found=", ".join(self.network.interface_endpoints) or "nothing",
                allowed="xray among them with nat: none and tracing: traces could not be sent",
                fix="add xray, or remove tracing",
            )
        zones = () if self.stream is None else self.stream.availability_zones
        for index, zone in enumerate(zones):
            if zone not in self.network.availability_zones:
                yield Problem(
                    path=f"{path}:stream.availability_zones[{index}]",
                    found=zone,
                    allowed="one of network.availability_zones: " + ", ".join(self.network.availability_zones),
                    fix="name zones that the network has",
                )
