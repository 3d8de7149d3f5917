"""What keeps data: databases and buckets."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Annotated, Literal

from naming.postgres import is_reserved_database, is_reserved_user
from stack.block import block
from stack.limits import between, each_once, matches, max_length, min_length, moment, one_of
from stack.problems import Problem
from stack.settings.alarms import CacheAlarms, DatabaseAlarms, StreamAlarms
from stack.settings.instances import CacheType, DatabaseClass
from stack.settings.vocabulary import Sentence, WeeklyWindow, Window
from stack.settings.windows import window_problems


@block
class RestoreSettings:
    """Where a database is restored from: copies in another region (the `recovery` output of the stack that owns the original), or
    an instance of this stack.
    """

    backups_arn: (
        Annotated[
            str, matches(r"arn:aws:rds:[a-z0-9-]+:\d{12}:auto-backup:[\w-]{1,255}", "the ARN of replicated automated backups")
        ]
        | None
    ) = None
    """From the `recovery` output of the stack that owns the original."""
    kms_key_arn: (
        Annotated[str, matches(r"arn:aws:kms:[a-z0-9-]+:\d{12}:key/[\w-]{1,128}", "the ARN of the key they are encrypted with")]
        | None
    ) = None
    """From the same output."""
    instance: Annotated[str, matches(r"[a-z][a-z0-9-]{0,62}", "the identifier of an instance of this stack")] | None = None
    """For a restore in place."""
    time: Annotated[str, moment("a time in UTC such as 2026-03-31T08:00:00Z")] | None = None
    """The state to go back to; absent, the latest that can be restored."""

    def problems(self) -> Iterator[Problem]:
        """Check that there is one source, with its key where it has one of its own."""
        copies = self.backups_arn is not None and self.kms_key_arn is not None
        if copies == (self.instance is not None) or (self.backups_arn is None) != (self.kms_key_arn is None):
            named = [key for key in ("backups_arn", "kms_key_arn", "instance") if getattr(self, key) is not None]
            yield Problem(
                path="",
                found=" and ".join(named) or "no source",
                allowed="backups_arn with kms_key_arn, or instance",
                fix="name one source: docs/runbooks/recover.md for another region, docs/runbooks/restore.md for this one",
            )


@block
class DatabaseSettings:
    """An RDS for PostgreSQL instance."""

    engine_version: Annotated[str, matches(r"1[678]", "a major version of PostgreSQL that RDS has, in quotes: 16, 17 or 18")]
    """Major only: RDS picks its default minor and keeps it patched."""
    instance_class: DatabaseClass
    """db.t4g.micro costs about 12 USD a month, db.t4g.medium 47; twice that with `multi_az`. Check: `aws rds
    describe-orderable-db-instance-options`."""
    storage_gb: Annotated[int, between(20, 65536, "GB")]
    """gp3, 0.115 USD a GB and month, twice that with `multi_az`. Can grow, never shrink."""
    max_storage_gb: Annotated[int, between(20, 65536, "GB")]
    """Storage grows by itself up to here; equal to storage_gb it stays fixed."""
    multi_az: bool
    """A standby in a second zone: doubles the instance's price, fails over in about a minute."""
    backup_retention_days: Annotated[int, between(7, 35, "days")]
    """Days back to which any second can be restored. As much as the storage itself is free, above that 0.095 USD a GB and month;
    the copies in a recovery region cost from the first GB: 100 GB are 9.50 USD. Why there is a vault as well: `backup`."""
    backup_window: Window
    """When the daily snapshot is taken."""
    maintenance_window: WeeklyWindow
    """When RDS patches; with `multi_az` a failover, without it minutes of standstill."""
    allow_major_version_upgrade: bool = False
    """Set it together with a new engine_version, take it back afterwards. A major upgrade stops the database for minutes."""
    database_name: Annotated[str, matches(r"[a-z][a-z0-9_]{0,62}", "lower-case letters, digits and _, starting with a letter")]
    """Of the database made in the instance. Changing it replaces the instance."""
    username: Annotated[str, matches(r"[a-z][a-z0-9_]{0,62}", "lower-case letters, digits and _, starting with a letter")]
    """Of the master user. Changing it replaces the instance."""
    insights: Literal["standard", "advanced"] = "standard"
    """Database Insights: `standard` keeps a week of statements for nothing, `advanced` 15 months for 9 USD a vCPU and month."""
    monitoring_interval: Annotated[int, one_of((0, 1, 5, 10, 15, 30, 60))] = 0
    """Seconds between two looks at the operating system (Enhanced Monitoring). 0 is off, which the policies advise against in a
    protected stack. Each look writes about 10 KB to the account's log group RDSOSMetrics, at 0.50 USD a GB: 0.22 USD a month with
    60, 13 with 1, twice that with `multi_az`."""
    slow_statement_ms: Annotated[int, between(100, 3_600_000, "milliseconds")] = 1000
    """Statements that take at least this long are logged, without the values bound to them. A line for every statement would be
    about 0.12 KB, at 100 statements a second 31 GB a month, which cost 16 USD to take in."""
    restore: RestoreSettings | None = None
    """Build the database from another one's replicated backups instead of empty; read once, when it is created."""
    generation: Annotated[int, between(1, 1_000)] = 1
    """Raise by one to build another instance beside the present one, for a restore in place. See docs/runbooks/restore.md."""
    rotation: Annotated[int, between(1, 1_000_000)] = 1
    """Raise by one to replace the password: one `up` changes database, secret and tasks. See docs/runbooks/rotate-password.md."""
    alarms: DatabaseAlarms = field(default_factory=DatabaseAlarms)

    def problems(self) -> Iterator[Problem]:
        """Check reserved user names, the storage range, and that backups and maintenance do not meet."""
        for key, name, reserved in (
            ("username", self.username, is_reserved_user(self.username)),
            ("database_name", self.database_name, is_reserved_database(self.database_name)),
        ):
            if reserved:
                yield Problem(
                    path=key,
                    found=name,
                    allowed="no key word of SQL and none of PostgreSQL's or RDS's own names, such as admin: RDS reserves them",
                    fix="choose another, for example app",
                )
        # RDS wants room for at least one step of growth (Amazon RDS guide, "storage autoscaling").
        least = (self.storage_gb * 11 + 9) // 10
        if self.storage_gb != self.max_storage_gb < least:
            yield Problem(
                path="max_storage_gb",
                found=f"{self.max_storage_gb} with storage_gb {self.storage_gb}",
                allowed=f"{self.storage_gb} to stay fixed, or at least {least} to grow",
                fix="raise max_storage_gb",
            )
        if self.restore is not None and self.restore.instance is not None and self.generation == 1:
            yield Problem(
                path="generation",
                found="1 with restore.instance",
                allowed="2 or more: the restored instance stands beside the old one",
                fix="raise generation by one",
            )
        yield from window_problems("backup_window", self.backup_window, self.maintenance_window, minutes=30)


# Engine -> its versions, and the family of parameter groups of each.
_CACHE_FAMILIES: Mapping[str, Mapping[str, str]] = {
    "redis": {"7.0": "redis7", "7.1": "redis7"},
    "valkey": {"7.2": "valkey7", "8.0": "valkey8", "8.1": "valkey8"},
}


@block
class CacheSettings:
    """An ElastiCache replication group that speaks Redis."""

    engine: Literal["redis", "valkey"] = "redis"
    """Valkey speaks the same protocol for 20 % less a node. From `redis` to `valkey` a group changes in place, never back."""
    engine_version: Annotated[str, matches(r"7\.[012]|8\.[01]", "7.0 or 7.1 of Redis OSS, 7.2, 8.0 or 8.1 of Valkey, in quotes")]
    """Check: `aws elasticache describe-cache-engine-versions --engine valkey`."""
    node_type: CacheType
    """cache.t4g.micro costs about 12 USD a month, cache.t4g.medium 47, each node; with Valkey 9 and 38."""
    nodes: Annotated[int, between(1, 6, "nodes")]
    """One primary, the rest replicas; with two or more a failure of the primary promotes a replica."""
    multi_az: bool
    """Spread the nodes over zones; needs two of them."""
    eviction: Literal["noeviction", "volatile-lru", "allkeys-lru", "volatile-lfu", "allkeys-lfu", "volatile-ttl"] | None = None
    """What goes when memory is full (`maxmemory-policy`); absent: ElastiCache's own `volatile-lru`. A broker such as Celery's wants
    `noeviction`: its messages have no lifetime, and one that goes is work that is never done."""
    snapshot_retention_days: Annotated[int, between(1, 35, "days")]
    """Days a daily snapshot is kept."""
    snapshot_window: Window
    """When the daily snapshot is taken."""
    maintenance_window: WeeklyWindow
    """When ElastiCache patches, node by node."""
    rotation: Annotated[int, between(1, 1_000_000)] = 1
    """Raise by one to replace the AUTH token; the one before stays valid until the next rotation, so nothing is interrupted."""
    alarms: CacheAlarms = field(default_factory=CacheAlarms)

    @property
    def parameter_family(self) -> str:
        """The family of parameter groups that fits the engine."""
        return _CACHE_FAMILIES[self.engine][self.engine_version]

    def problems(self) -> Iterator[Problem]:
        """Check the version, that there is something to fail over to, and that snapshots and maintenance do not meet."""
        if self.engine_version not in _CACHE_FAMILIES[self.engine]:
            yield Problem(
                path="engine_version",
                found=f"{self.engine_version} with engine {self.engine}",
                allowed=" or ".join(_CACHE_FAMILIES[self.engine]) + f" with {self.engine}",
                fix="change engine_version or engine",
            )
        if self.multi_az and self.nodes == 1:
            yield Problem(
                path="multi_az",
                found="true with one node",
                allowed="two nodes or more with multi_az",
                fix="set nodes to 2, or multi_az to false",
            )
        yield from window_problems("snapshot_window", self.snapshot_window, self.maintenance_window, minutes=60)


SMALL_BROKER = "kafka.t3.small"


@block
class StreamSettings:
    """An Amazon MSK cluster."""

    kafka_version: Annotated[
        str, matches(r"(3\.[89]|4\.[01])\.x\.kraft", "a KRaft version of MSK: 3.8.x.kraft, 3.9.x.kraft, 4.0.x.kraft or 4.1.x.kraft")
    ]
    """Check: `aws kafka list-kafka-versions`."""
    instance_type: Annotated[
        str, matches(r"kafka\.(t3\.small|m7g\.(large|(|2|4|8|12|16)xlarge))", "kafka.t3.small, or kafka.m7g.large to 16xlarge")
    ]
    """kafka.t3.small costs about 33 USD a month a broker, kafka.m7g.large 149."""
    brokers: Annotated[int, between(2, 15, "brokers")]
    """A multiple of the zones. Topics are kept on three brokers where there are three, and survive the loss of one."""
    availability_zones: Annotated[tuple[str, ...], min_length(2), max_length(3), each_once("MSK wants subnets of distinct zones")]
    """Changing them replaces the cluster and everything in it."""
    storage_gb: Annotated[int, between(1, 16384, "GB a broker")]
    """0.10 USD a GB and month on each broker."""
    max_storage_gb: Annotated[int, between(1, 16384, "GB a broker")]
    """Storage grows by itself up to here, and never shrinks."""
    alarms: StreamAlarms = field(default_factory=StreamAlarms)
    accepted_limits: Sentence = ""
    """Why kafka.t3.small is enough: 2 GiB of memory, room for 300 partitions, throttled when its CPU credits end."""
    replacement_consent: Sentence = ""
    """Who agreed, and when, that the cluster may be replaced with everything in it. Lifts its protection; remove it after."""

    @property
    def replication_factor(self) -> int:
        """On how many brokers each partition is kept."""
        return min(3, self.brokers)

    def problems(self) -> Iterator[Problem]:
        """Check the brokers against the zones, the storage range, and that small brokers were chosen knowingly."""
        zones = len(self.availability_zones)
        if self.brokers % zones:
            yield Problem(
                path="brokers",
                found=f"{self.brokers} for {zones} availability zones",
                allowed=f"a multiple of {zones}: MSK puts the same number into each zone",
                fix="change brokers or availability_zones",
            )
        if self.max_storage_gb < self.storage_gb:
            yield Problem(
                path="max_storage_gb",
                found=f"{self.max_storage_gb}, below storage_gb {self.storage_gb}",
                allowed=f"{self.storage_gb} or more",
                fix="raise max_storage_gb",
            )
        if self.instance_type == SMALL_BROKER and not self.accepted_limits:
            yield Problem(
                path="accepted_limits",
                found="nothing",
                allowed=f"a sentence that says why {SMALL_BROKER} is enough (2 GiB, 300 partitions, CPU credits)",
                fix="write it, or set instance_type to kafka.m7g.large",
            )


@block
class BucketSettings:
    """An S3 bucket. Always encrypted, versioned, private and TLS-only."""

    noncurrent_days: Annotated[int, between(1, 3650, "days")] = 90
    """How long a replaced or deleted object can be brought back."""
    intelligent_tiering: bool = False
    """New objects go to Intelligent-Tiering: what nobody reads for 30 days costs 45 % less, after 90 days 82 % less, for 0.0025 USD
    per 1,000 objects and month, and is read back at once and for nothing. For data whose use nobody can foresee."""
    infrequent_access_days: Annotated[int, between(30, 3650, "days")] | None = None
    """Age at which objects move to Standard-IA: 45 % cheaper to keep, billed for 30 days and by access."""
    glacier_days: Annotated[int, between(60, 3650, "days")] | None = None
    """Age at which objects move to Glacier Flexible Retrieval: 85 % cheaper, hours to bring back."""
    expire_days: Annotated[int, between(1, 3653, "days")] | None = None
    """Age at which objects are deleted; absent keeps them."""

    def problems(self) -> Iterator[Problem]:
        """Check that objects grow older in order (S3 wants 30 days between the two classes, and deletion after every move)."""
        if self.intelligent_tiering and self.infrequent_access_days is not None:
            yield Problem(
                path="intelligent_tiering",
                found="true with infrequent_access_days",
                allowed="one of the two: Intelligent-Tiering moves objects by itself, and S3 moves none from there to Standard-IA",
                fix="remove one",
            )
        if self.infrequent_access_days and self.glacier_days and self.glacier_days < self.infrequent_access_days + 30:
            yield Problem(
                path="glacier_days",
                found=f"{self.glacier_days} with infrequent_access_days {self.infrequent_access_days}",
                allowed=f"{self.infrequent_access_days + 30} or more",
                fix="raise glacier_days",
            )
        last = max(self.infrequent_access_days or 0, self.glacier_days or 0)
        if self.expire_days is not None and last and self.expire_days <= last:
            yield Problem(
                path="expire_days",
                found=f"{self.expire_days}, when objects move to another class at {last}",
                allowed=f"{last + 1} or more: S3 deletes only after the last move",
                fix="raise expire_days, or remove the moves",
            )
