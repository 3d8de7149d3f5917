"""A cache or broker on ElastiCache (Redis or Valkey), with its key, AUTH token and connection secret."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.base.access import Access, Opening
from components.base.key import EncryptionKey
from components.base.signal import Metrics, Signal
from components.base.tier import Tier
from components.data.secret import keep
from components.network.placement import Placement
from stack.settings import CacheSettings

REDIS = 6379
AS_URL: Mapping[str, str] = MappingProxyType({"REDIS_URL": "url"})
"""What a workload is given that asks for nothing else: environment variable -> field."""


class Cache(Tier):
    """A replication group in the data subnets that speaks TLS, asks for a token, and answers only workloads given its access.

    Args:
        name: logical and physical name part; for ever.
        placement: names, protection and network.
        settings: engine, node type and number, what happens when memory is full, windows in UTC.
    """

    def __init__(
        self, name: str, placement: Placement, *, settings: CacheSettings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platform:cache:Cache", name, opts)
        child = pulumi.ResourceOptions(parent=self)
        site = placement.site
        self._nodes, self._alarms = settings.nodes, settings.alarms
        self._refuses = settings.eviction == "noeviction"
        adopt = settings.adopt
        self.identifier = site.name("replication-group", name) if adopt is None else adopt.name
        key = placement.key or EncryptionKey(name, site, purpose="Redis and its secret", opts=child)
        token = random.RandomPassword(
            f"{name}-token", length=32, special=False, keepers={"rotation": str(settings.rotation)}, opts=child
        )
        snapshot = random.RandomId(f"{name}-final-snapshot", byte_length=4, opts=child)
        self.security_group = aws.ec2.SecurityGroup(
            f"{name}-group", vpc_id=placement.network.vpc_id, description="Redis, from workloads that use it", opts=child
        )
        subnet_group: pulumi.Input[str]
        if adopt is not None and adopt.subnet_group is not None:
            subnet_group = adopt.subnet_group
        else:
            subnet_group = aws.elasticache.SubnetGroup(
                f"{name}-subnets",
                subnet_ids=placement.network.data_subnet_ids,
                description=f"Data subnets for {self.identifier}",
                opts=child,
            ).name
        parameters = aws.elasticache.ParameterGroup(
            f"{name}-parameters",
            family=settings.parameter_family,
            description=f"Parameters of {self.identifier}",
            parameters=[{"name": "maxmemory-policy", "value": settings.eviction}] if settings.eviction is not None else None,
            opts=child,
        )
        logs = placement.logging.group(f"{name}-slow-logs", f"/aws/elasticache/{self.identifier}", self)
        group = aws.elasticache.ReplicationGroup(
            f"{name}-replicas",
            replication_group_id=self.identifier,
            description=f"{site.system} {site.environment}",
            engine=settings.engine,
            engine_version=settings.engine_version,
            node_type=settings.node_type,
            num_cache_clusters=settings.nodes,
            port=REDIS,
            parameter_group_name=parameters.name,
            subnet_group_name=subnet_group,
            security_group_ids=[self.security_group.id],
            automatic_failover_enabled=settings.nodes > 1,
            multi_az_enabled=settings.multi_az,
            at_rest_encryption_enabled=True,
            kms_key_id=key.arn if adopt is None or adopt.kms_key_arn is None else adopt.kms_key_arn,
            transit_encryption_enabled=True,
            auth_token=token.result,
            auto_minor_version_upgrade=True,
            snapshot_retention_limit=settings.snapshot_retention_days,
            snapshot_window=settings.snapshot_window,
            maintenance_window=settings.maintenance_window,
            final_snapshot_identifier=pulumi.Output.concat(self.identifier, "-final-", snapshot.hex) if site.protect else None,
            log_delivery_configurations=[
                {
                    "log_type": "slow-log",
                    "log_format": "json",
                    "destination_type": "cloudwatch-logs",
                    "destination": logs.name,
                }
            ],
            apply_immediately=not site.protect,
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        self.endpoint = group.primary_endpoint_address
        url = pulumi.Output.format(
            "rediss://:{0}@{1}:{2}/0", token.result.apply(lambda text: quote(text, safe="")), self.endpoint, REDIS
        )
        self.secret = keep(
            name,
            placement,
            tail="redis-password",
            description=f"How to connect to {self.identifier}",
            key_arn=key.arn,
            values={
                "password": token.result,
                "host": self.endpoint,
                "port": REDIS,
                "url": url,
                # Celery takes TLS only with a word about certificates.
                "celery_url": pulumi.Output.concat(url, "?ssl_cert_reqs=required"),
            },
            plain=("host", "port"),
            opts=child,
        )
        self.secret_arn = self.secret.arn
        self.register_outputs({"endpoint": self.endpoint, "secret_arn": self.secret.arn})

    def access(self, variables: Mapping[str, str] = AS_URL) -> Access:
        """The port, and what of the connection the application asks for; TLS and the token are required whatever it asks.

        Args:
            variables: environment variable -> `password`, `host`, `port`, `url`, or `celery_url`, which is what Celery takes.

        Raises:
            ValueError: when there is no such field.
        """
        opening = Opening(port=REDIS, security_group_id=self.security_group.id, description=f"Redis of {self.identifier}")
        return Access(tier=self.logical_name, openings=(opening,), secrets=self.secret.references(variables))

    @property
    def signals(self) -> list[Signal]:
        """Memory and evictions of each node."""
        # Nodes of a replication group without sharding are named <group>-001, -002, ... (ElastiCache guide).
        return [signal for number in range(1, self._nodes + 1) for signal in self._node_signals(f"{number:03}")]

    def _node_signals(self, number: str) -> list[Signal]:
        node = f"{self.identifier}-{number}"
        full = "refuses writes" if self._refuses else "evicts"
        cache = Metrics(
            tier=self.logical_name, namespace="AWS/ElastiCache", dimensions={"CacheClusterId": node}, runbook="cache-loss"
        )
        return [
            cache.above(
                "DatabaseMemoryUsagePercentage",
                self._alarms.memory_percent,
                f"memory-{number}",
                "memory (%)",
                f"Cache node {node} uses more than {self._alarms.memory_percent} % of its memory; at 100 % it {full}. "
                "Choose a larger node_type.",
            ),
            cache.above(
                "Evictions",
                self._alarms.evictions,
                f"evictions-{number}",
                "evictions",
                f"Cache node {node} evicts entries for lack of memory. Choose a larger node_type or shorter lifetimes.",
                statistic="Sum",
            ),
        ]
