"""What keeps data besides databases: caches, streams and buckets."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Annotated, Literal

from stack.block import block
from stack.limits import between, each_once, matches, max_length, min_length
from stack.problems import Problem
from stack.settings.adoption import AdoptCacheSettings
from stack.settings.alarms import CacheAlarms, StreamAlarms
from stack.settings.instances import CacheType
from stack.settings.vocabulary import Sentence, WeeklyWindow, Window
from stack.settings.windows import window_problems

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
    adopt: AdoptCacheSettings | None = None
    """Take over a replication group that exists, in place of making one: docs/adopt.md."""
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
