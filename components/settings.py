"""What a stack file may say: one frozen dataclass a tier. `stack_file` reads it.

Switches name capabilities (`multi_az`, `nat`, `protect`), never environments. Encryption and public access are not switches.
"""

import ipaddress
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from components.parsing import Between, Length, Matches, OneOf, Problem

Name = Annotated[str, Matches(r"[a-z][a-z0-9-]*[a-z0-9]", "lower-case letters, digits and hyphens, starting with a letter")]
CidrBlock = Annotated[str, Matches(r"\d{1,3}(\.\d{1,3}){3}/\d{1,2}", "an IPv4 block such as 10.0.0.0/16")]
DomainName = Annotated[str, Matches(r"([a-z0-9-]+\.)+[a-z]{2,}", "a domain name such as engine.example.com")]
Percent = Annotated[int, Between(1, 100, "percent")]
Window = Annotated[str, Matches(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", "UTC times such as 03:00-04:00")]
WeeklyWindow = Annotated[
    str,
    Matches(
        r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d",
        "a weekly UTC window such as mon:04:00-mon:05:00",
    ),
]
# The only retentions CloudWatch Logs takes (PutRetentionPolicy), less the ones too short to investigate anything.
RetentionDays = Annotated[int, OneOf((7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3653))]
Digest = Annotated[
    str,
    Matches(r"(\S+@)?sha256:[0-9a-f]{64}", "sha256:<64 hex digits> of our own repository, or <repository>@sha256:<64 hex digits>"),
]
Endpoint = Literal[
    "ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "kms", "sts", "monitoring", "xray", "ssmmessages", "bedrock-runtime"
]
# What a Fargate task without NAT cannot start without (Amazon ECS guide, "interface VPC endpoints"); S3 is always there.
ENDPOINTS_WITHOUT_NAT: tuple[Endpoint, ...] = ("ecr.api", "ecr.dkr", "logs", "secretsmanager")

# Fargate's CPU units -> the MiB of memory it takes (Amazon ECS guide, "task CPU and memory").
FARGATE_MEMORY: Mapping[int, range | tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: range(1024, 4096 + 1, 1024),
    1024: range(2048, 8192 + 1, 1024),
    2048: range(4096, 16384 + 1, 1024),
    4096: range(8192, 30720 + 1, 1024),
    8192: range(16384, 61440 + 1, 4096),
    16384: range(32768, 122880 + 1, 8192),
}

# Master user names RDS for PostgreSQL refuses (Amazon RDS guide, "CreateDBInstance"; `postgres` is allowed).
RESERVED_USER_NAMES = frozenset(
    {"admin", "administrator", "rdsadmin", "rds_superuser", "rdsrepladmin", "rdstopmgr", "root", "user"}
)

_SECRET_NAME = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|_KEY$|_URL$|DSN$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class NetworkSettings:
    """The VPC. Every system and environment has a CIDR block of its own, so that any two can be peered later."""

    cidr_block: CidrBlock
    availability_zones: Annotated[tuple[str, ...], Length(2)]
    """By name: the first ones of a region's list may be Local Zones. Changing them replaces subnets and what lives there."""
    public_cidr_blocks: tuple[CidrBlock, ...]
    private_cidr_blocks: tuple[CidrBlock, ...]
    data_cidr_blocks: tuple[CidrBlock, ...]
    nat: Literal["none", "single", "per-az"]
    """A NAT gateway costs about 33 USD a month each plus traffic; `single` loses outbound traffic with its zone."""
    interface_endpoints: tuple[Endpoint, ...] = ()
    """Each costs about 7 USD a month and zone; with `nat: none` the first four are required."""
    flow_log_retention_days: RetentionDays = 90

    def problems(self, path: str) -> Iterator[Problem]:
        """Check the address plan: one block a zone, all inside the VPC, none overlapping; endpoints where there is no NAT."""
        tiers = {
            "public_cidr_blocks": self.public_cidr_blocks,
            "private_cidr_blocks": self.private_cidr_blocks,
            "data_cidr_blocks": self.data_cidr_blocks,
        }
        zones = len(self.availability_zones)
        for key, blocks in tiers.items():
            if len(blocks) != zones:
                yield Problem(
                    path=f"{path}.{key}",
                    found=f"{len(blocks)} blocks for {zones} availability zones",
                    allowed="one block for each availability zone",
                    fix=f"list {zones} blocks, or change availability_zones",
                )
        yield from _address_problems(path, self.cidr_block, tiers)
        missing = [endpoint for endpoint in ENDPOINTS_WITHOUT_NAT if endpoint not in self.interface_endpoints]
        if self.nat == "none" and missing:
            yield Problem(
                path=f"{path}.interface_endpoints",
                found=", ".join(self.interface_endpoints) or "nothing",
                allowed=f"at least {', '.join(ENDPOINTS_WITHOUT_NAT)} with nat: none: tasks could not start",
                fix=f"add {', '.join(missing)}, or set nat to single",
            )


def _address_problems(path: str, cidr_block: str, tiers: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    parsed: dict[str, ipaddress.IPv4Network] = {}
    written = {f"{path}.cidr_block": cidr_block}
    written |= {f"{path}.{key}[{index}]": block for key, blocks in tiers.items() for index, block in enumerate(blocks)}
    for where, block in written.items():
        try:
            parsed[where] = ipaddress.IPv4Network(block)
        except ValueError as error:
            yield Problem(path=where, found=block, allowed="a network address with no host bits set", fix=f"correct it ({error})")
    vpc = parsed.pop(f"{path}.cidr_block", None)
    for where, subnet in parsed.items():
        if vpc is not None and not subnet.subnet_of(vpc):
            yield Problem(path=where, found=str(subnet), allowed=f"a block inside {vpc}", fix="move it inside cidr_block")
    for (first, one), (second, other) in itertools.combinations(parsed.items(), 2):
        if one.overlaps(other):
            yield Problem(
                path=second, found=f"{other}, which overlaps {first} ({one})", allowed="blocks that do not overlap", fix="move one"
            )


@dataclass(frozen=True, kw_only=True)
class LoadBalancerSettings:
    """The public entrance. Always TLS: a certificate is made for `domain` in `hosted_zone`, or an existing one is named."""

    domain: DomainName
    hosted_zone: DomainName | None = None
    """Route 53 zone that holds `domain`; the program writes the validation and alias records into it."""
    certificate_arn: Annotated[str, Matches(r"arn:aws:acm:\S+:certificate/\S+", "an ACM certificate ARN")] | None = None
    """An issued certificate for `domain`, where DNS is kept elsewhere."""
    allowed_cidr_blocks: Annotated[tuple[CidrBlock, ...], Length(1)]
    """Who may connect; `0.0.0.0/0` says everybody, in writing."""
    access_log_retention_days: Annotated[int, Between(1, 3653, "days")] = 30

    def problems(self, path: str) -> Iterator[Problem]:
        """Check that exactly one source of the certificate is named and that the zone holds the domain."""
        if (self.hosted_zone is None) == (self.certificate_arn is None):
            yield Problem(
                path=f"{path}.hosted_zone",
                found="neither hosted_zone nor certificate_arn"
                if self.hosted_zone is None
                else "both hosted_zone and certificate_arn",
                allowed="one of the two: TLS needs a certificate for the domain",
                fix="keep hosted_zone for DNS in Route 53, certificate_arn for DNS elsewhere",
            )
        if self.hosted_zone is not None and not f".{self.domain}".endswith(f".{self.hosted_zone}"):
            yield Problem(
                path=f"{path}.domain",
                found=self.domain,
                allowed=f"{self.hosted_zone} or a name below it",
                fix="put the domain into its own zone",
            )


@dataclass(frozen=True, kw_only=True)
class ClusterSettings:
    """The ECS cluster."""

    container_insights: Literal["disabled", "enabled", "enhanced"] = "enabled"
    """`enabled` costs about 2 USD a month and service; running-task alarms need it."""


def _fargate_problems(path: str, cpu: int, memory: int) -> Iterator[Problem]:
    if cpu in FARGATE_MEMORY and memory not in FARGATE_MEMORY[cpu]:
        sizes = FARGATE_MEMORY[cpu]
        allowed = f"{sizes[0]} to {sizes[-1]} in steps of {sizes.step}" if isinstance(sizes, range) else ", ".join(map(str, sizes))
        yield Problem(
            path=f"{path}.memory",
            found=f"{memory} with cpu {cpu}",
            allowed=f"{allowed} (MiB) with cpu {cpu}",
            fix="choose a pair that Fargate offers",
        )


FargateCpu = Annotated[int, OneOf(tuple(FARGATE_MEMORY))]
FargateMemory = Annotated[int, Between(512, 122880, "MiB")]


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """Size and scaling of one Fargate service."""

    cpu: FargateCpu
    """CPU units; 1024 is one vCPU."""
    memory: FargateMemory
    """MiB."""
    min_capacity: Annotated[int, Between(0, 100, "tasks")]
    max_capacity: Annotated[int, Between(0, 100, "tasks")]
    cpu_target: Percent | None = None
    """Average CPU the scaling aims at; without a target the count stays at `min_capacity`."""
    memory_target: Percent | None = None
    spot: bool = False
    """Run on Fargate Spot above one on-demand task: about 70 % cheaper, stopped with two minutes' notice."""
    architecture: Literal["ARM64", "X86_64"] = "ARM64"
    """Graviton is about 20 % cheaper; the image must be built for it."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Plain switches such as LOG_LEVEL. Secrets and addresses come with the accesses, never from here."""

    @property
    def autoscaled(self) -> bool:
        """Whether the number of tasks follows a metric."""
        return self.cpu_target is not None or self.memory_target is not None

    def problems(self, path: str) -> Iterator[Problem]:
        """Check the size against Fargate's table, the range, and that no secret stands in the open."""
        yield from _fargate_problems(path, self.cpu, self.memory)
        if self.max_capacity < self.min_capacity:
            yield Problem(
                path=f"{path}.max_capacity",
                found=f"{self.max_capacity}, below min_capacity {self.min_capacity}",
                allowed=f"{self.min_capacity} or more",
                fix="raise max_capacity or lower min_capacity",
            )
        if self.max_capacity > self.min_capacity and not self.autoscaled:
            yield Problem(
                path=f"{path}.max_capacity",
                found=f"a range {self.min_capacity} to {self.max_capacity} with nothing to scale on",
                allowed="cpu_target or memory_target with a range",
                fix="add cpu_target, or set max_capacity to min_capacity",
            )
        for variable in self.environment:
            if _SECRET_NAME.search(variable):
                yield Problem(
                    path=f"{path}.environment.{variable}",
                    found="a name that promises a secret (the value is not shown)",
                    allowed="settings that everybody may read",
                    fix="remove it: secrets reach a task through an Access, from Secrets Manager",
                )


@dataclass(frozen=True, kw_only=True)
class JobSettings:
    """Size of a one-off task such as a database migration."""

    cpu: FargateCpu
    memory: FargateMemory
    timeout_minutes: Annotated[int, Between(1, 1440, "minutes")] = 30
    architecture: Literal["ARM64", "X86_64"] = "ARM64"

    def problems(self, path: str) -> Iterator[Problem]:
        """Check the size against Fargate's table."""
        yield from _fargate_problems(path, self.cpu, self.memory)


@dataclass(frozen=True, kw_only=True)
class DatabaseSettings:
    """An RDS for PostgreSQL instance."""

    engine_version: Annotated[str, Matches(r"1[6-9]", "a major version of PostgreSQL in quotes, such as '17'")]
    """Major only: RDS picks its default minor and keeps it patched."""
    instance_class: Annotated[str, Matches(r"db\.[a-z0-9]+\.[a-z0-9]+", "an RDS instance class such as db.t4g.micro")]
    storage_gb: Annotated[int, Between(20, 65536, "GB")]
    max_storage_gb: Annotated[int, Between(20, 65536, "GB")]
    """Storage grows by itself up to here; equal to storage_gb it stays fixed."""
    multi_az: bool
    """A standby in a second zone: doubles the instance's price, fails over in about a minute."""
    backup_retention_days: Annotated[int, Between(7, 35, "days")]
    backup_window: Window
    maintenance_window: WeeklyWindow
    database_name: Annotated[str, Matches(r"[a-z][a-z0-9_]{0,62}", "lower-case letters, digits and _, starting with a letter")]
    username: Annotated[str, Matches(r"[a-z][a-z0-9_]{0,62}", "lower-case letters, digits and _, starting with a letter")]
    rotation: Annotated[int, Between(1, 1_000_000)] = 1
    """Raise by one to replace the password: one `up` changes database, secret and tasks. See docs/runbooks/rotate-password.md."""

    def problems(self, path: str) -> Iterator[Problem]:
        """Check reserved user names, the storage range, and that backups and maintenance do not meet."""
        if self.username in RESERVED_USER_NAMES:
            yield Problem(
                path=f"{path}.username",
                found=self.username,
                allowed=f"any name but {', '.join(sorted(RESERVED_USER_NAMES))}: RDS reserves them",
                fix="choose another, for example app",
            )
        # RDS wants room for at least one step of growth (Amazon RDS guide, "storage autoscaling").
        least = (self.storage_gb * 11 + 9) // 10
        if self.storage_gb != self.max_storage_gb < least:
            yield Problem(
                path=f"{path}.max_storage_gb",
                found=f"{self.max_storage_gb} with storage_gb {self.storage_gb}",
                allowed=f"{self.storage_gb} to stay fixed, or at least {least} to grow",
                fix="raise max_storage_gb",
            )
        start, end = (time[-5:] for time in self.backup_window.split("-"))
        opens, closes = (time[-5:] for time in self.maintenance_window.split("-"))
        if start < closes and opens < end:
            yield Problem(
                path=f"{path}.maintenance_window",
                found=f"{self.maintenance_window}, which meets backup_window {self.backup_window}",
                allowed="windows that do not overlap: RDS refuses them",
                fix="move one of the two",
            )


@dataclass(frozen=True, kw_only=True)
class BucketSettings:
    """An S3 bucket. Always encrypted, versioned, private and TLS-only."""

    noncurrent_days: Annotated[int, Between(1, 3650, "days")] = 90
    """How long a replaced or deleted object can be brought back."""


@dataclass(frozen=True, kw_only=True)
class LogSettings:
    """Log groups of services and data tiers."""

    retention_days: RetentionDays


@dataclass(frozen=True, kw_only=True)
class ImageSettings:
    """The container registry."""

    keep: Annotated[int, Between(1, 1000, "images")] = 10
    """Older images are deleted; must cover every revision one may want to go back to."""


@dataclass(frozen=True, kw_only=True)
class AlertSettings:
    """Who hears about alarms."""

    emails: tuple[Annotated[str, Matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")], ...] = ()
    """AWS sends each a confirmation mail on the first `up`."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything one stack file says."""

    system: Name
    """Which module of `systems/` the stack builds."""
    environment: Annotated[str, Matches(r"[a-z][a-z0-9-]{0,14}[a-z0-9]", "2 to 16 lower-case letters, digits and hyphens")]
    """Part of every name; changing it builds a second copy of everything."""
    protect: bool
    """Pulumi protection, deletion protection, final snapshots and recovery windows for everything stateful."""
    network: NetworkSettings
    load_balancer: LoadBalancerSettings
    logs: LogSettings
    cluster: ClusterSettings = field(default_factory=ClusterSettings)
    registry: ImageSettings = field(default_factory=ImageSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    database: DatabaseSettings | None = None
    services: Mapping[str, ServiceSettings] = field(default_factory=dict)
    jobs: Mapping[str, JobSettings] = field(default_factory=dict)
    buckets: Mapping[str, BucketSettings] = field(default_factory=dict)
    images: Mapping[str, Digest] = field(default_factory=dict)
    """Image digests by service, in place of the ones pipelines have recorded; for a service that must not move."""

    def problems(self, path: str) -> Iterator[Problem]:
        """Check that nothing is pulled from a registry that a network without NAT cannot reach."""
        for service, image in self.images.items():
            if self.network.nat == "none" and "@" in image and ".dkr.ecr." not in image:
                yield Problem(
                    path=f"{path}:images.{service}",
                    found=image,
                    allowed="images of our own registry with nat: none; no other can be reached",
                    fix="push the image to the service's repository and name its digest",
                )
