"""What every stack file says, and what every file of a system with services says beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Annotated, Literal

from stack.block import block
from stack.limits import date, matches
from stack.problems import Problem
from stack.settings.compute import ClusterSettings, JobSettings, OffHours, ServiceSettings
from stack.settings.data import BucketSettings
from stack.settings.database import PostgresSettings
from stack.settings.network import LoadBalancerSettings, NetworkSettings
from stack.settings.operations import (
    AlertSettings,
    BackupSettings,
    BudgetSettings,
    ImageSettings,
    LogSettings,
    RecoverySettings,
    TracingSettings,
)
from stack.settings.usage import UsageSettings
from stack.settings.vocabulary import Digest, Environment, Name, PolicyName


@block
class StackSettings:
    """What every stack says."""

    system: Name
    """Which module of `systems/` the stack builds."""
    environment: Environment
    """Part of every name; changing it builds a second copy of everything."""
    protect: bool
    """Pulumi protection, deletion protection, final snapshots and recovery windows for everything stateful."""
    role_boundary: PolicyName | None = None
    """The account stack's policy that bounds every role of this stack; the deployer can make roles only with it."""
    logs: LogSettings


@block
class SystemSettings(StackSettings):
    """What `systems.foundation` is built from. A system adds a key for each tier of its own.

    Each tier that keeps data has a key of its own, at 1 USD a month; the first two yearly rotations add 1 each, so 3 from the third
    year on. Requests are 0.03 for 10,000, of which buckets with bucket keys and log groups make few.
    """

    expires: Annotated[str, date("a day as YYYY-MM-DD, in quotes")] | None = None
    """The last day (UTC) of a stack that nobody needs for long: `bin/platform-ops accept` builds and destroys such a stack alone.
    From the day after, `status` and each night's look for drift name it for as long as anything is left of it; nothing is deleted
    by itself. Absent: it stays."""
    network: NetworkSettings
    load_balancer: LoadBalancerSettings
    cluster: ClusterSettings = field(default_factory=ClusterSettings)
    registry: ImageSettings = field(default_factory=ImageSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    budget: BudgetSettings | None = None
    usage: UsageSettings | None = None
    one_key_because: (
        Annotated[str, matches(r"[A-Za-z0-9 _.:/=+@-]{10,256}", "a sentence of letters, digits, spaces and _.:/=+-@")] | None
    ) = None
    """Why one customer key is enough for all the stack keeps, in place of one for each tier, bucket and secret at 1 USD a month
    (3 after two yearly rotations). Roles still read only their own secrets and buckets; the key no longer tells them apart, and
    taking it away stops everything. The reason stands in the key's tag `OneKeyBecause`, where the policy pack asks for it."""
    credential_store: Literal["secrets-manager", "parameter-store"] = "secrets-manager"
    """Where the program keeps passwords and connection URLs: a secret costs 0.40 USD a month and can be copied to another region,
    SecureString parameters cost nothing and stay where they are."""
    backup: BackupSettings | None = None
    """A protected stack must have it."""
    recovery: RecoverySettings | None = None
    off_hours: OffHours | None = None
    """When no task runs at all, for environments that are not used at night."""
    alarms_roll_back: bool = True
    """Whether a service's alarms turn its deployment back. Off while errors are expected: docs/runbooks/rotate-password.md."""
    tracing: TracingSettings | None = None
    """Absent: no collector and no repository for its image."""
    services: Mapping[str, ServiceSettings] = field(default_factory=dict)
    """A block for each service of the system."""
    jobs: Mapping[str, JobSettings] = field(default_factory=dict)
    """A block for each job of the system."""
    buckets: Mapping[str, BucketSettings] = field(default_factory=dict)
    """A block for each bucket of the system."""
    images: Mapping[str, Digest] = field(default_factory=dict)
    """Image digests by service, in place of the ones pipelines have recorded; for a service that must not move."""

    @property
    def has_console(self) -> bool:
        """Whether people get a session in a database of the stack: a console is switched on and has its image."""
        return any(one.console is not None and one.console.image is not None for one in self._databases().values())

    def _databases(self) -> Mapping[str, PostgresSettings]:
        return {key: value for key, value in vars(self).items() if isinstance(value, PostgresSettings)}

    def problems(self) -> Iterator[Problem]:
        """Check that what must last is backed up and has no end, that staged deployments find tasks, and images can be reached."""
        if self.protect and self.expires is not None:
            yield Problem(
                path="expires",
                found=f"{self.expires}, in a protected stack",
                allowed="the last day of a stack that nobody needs for long",
                fix="remove it, or set protect to false",
            )
        if self.protect and self.backup is None:
            yield Problem(
                path="backup",
                found="nothing",
                allowed="a block with retention_days: a protected stack has backups that nobody deletes along with the data",
                fix="add backup: {retention_days: 35}, or set protect to false",
            )
        for name, service in self.services.items():
            if service.deployment is not None and self.off_hours is not None:
                yield Problem(
                    path=f"services.{name}.deployment",
                    found=f"{service.deployment.strategy} in a stack with off_hours",
                    allowed="services that always run a task: an `up` while they sleep would wait for tasks that are not there",
                    fix="remove off_hours, or remove deployment as docs/runbooks/deploy.md says",
                )
        if self.recovery is not None and self.credential_store == "parameter-store":
            yield Problem(
                path="credential_store",
                found="parameter-store with recovery",
                allowed="secrets-manager: Parameter Store copies nothing to another region",
                fix="remove credential_store, or recovery",
            )
        for name in [name for name, one in self._databases().items() if one.console is not None][1:]:
            yield Problem(
                path=f"{name}.console",
                found="a second console",
                allowed="one in a stack: `platform-ops psql` names no database",
                fix="keep the one of the database that people look into, and remove the other",
            )
        yield from self._usage_problems()
        if self.network.nat != "none":
            return
        for name, image in self.images.items():
            if "@" in image and ".dkr.ecr." not in image:
                yield Problem(
                    path=f"images.{name}",
                    found=image,
                    allowed="images of our own registry with nat: none; no other can be reached",
                    fix="push the image to the service's repository and name its digest",
                )

    def _usage_problems(self) -> Iterator[Problem]:
        """Yield each figure of use that is of nothing the stack has, or that scaling never reaches."""
        if self.usage is None:
            return
        for name, tasks in self.usage.average_tasks.items():
            service = self.services.get(name)
            if service is None:
                yield _unnamed(f"usage.average_tasks.{name}", self.services)
            elif not service.min_capacity <= tasks <= service.max_capacity:
                yield Problem(
                    path=f"usage.average_tasks.{name}",
                    found=f"{tasks:g}",
                    allowed=f"{service.min_capacity} to {service.max_capacity}, between which {name} scales",
                    fix="state an average that scaling reaches, or change min_capacity or max_capacity",
                )
        for name in self.usage.bucket_gb:
            if name not in self.buckets:
                yield _unnamed(f"usage.bucket_gb.{name}", self.buckets)

    def zone_problems(self, tier: str, availability_zones: tuple[str, ...]) -> Iterator[Problem]:
        """Yield each zone of a tier that the network does not have."""
        for index, zone in enumerate(availability_zones):
            if zone not in self.network.availability_zones:
                yield Problem(
                    path=f"{tier}.availability_zones[{index}]",
                    found=zone,
                    allowed="one of network.availability_zones: " + ", ".join(self.network.availability_zones),
                    fix="name zones that the network has",
                )


def _unnamed(path: str, known: Mapping[str, object]) -> Problem:
    """The problem that a figure of use is of nothing the stack has."""
    return Problem(
        path=path,
        found="a name that this stack has not",
        allowed=", ".join(known) or "none",
        fix="write one of those, or remove it",
    )
