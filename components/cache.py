"""A Redis cache on ElastiCache, with its key, AUTH token and connection secret."""

from urllib.parse import quote

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.access import Access, Opening
from components.key import EncryptionKey
from components.placement import Placement
from components.secret import ConnectionSecret
from components.settings import CacheSettings
from components.signals import Signal

REDIS = 6379


class Cache(pulumi.ComponentResource):
    """A replication group in the data subnets that speaks TLS, asks for a token, and answers only workloads given its access."""

    def __init__(self, name: str, place: Placement, *, settings: CacheSettings, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platform:cache:Cache", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self._tier = name
        self._nodes = settings.nodes
        self.identifier = place.scope.name(name, limit=40)
        key = EncryptionKey(name, scope=place.scope, purpose="Redis and its secret", protect=place.protect, opts=child)
        token = random.RandomPassword(
            f"{name}-token", length=32, special=False, keepers={"rotation": str(settings.rotation)}, opts=child
        )
        snapshot = random.RandomId(f"{name}-final-snapshot", byte_length=4, opts=child)
        self.security_group = aws.ec2.SecurityGroup(
            f"{name}-group", vpc_id=place.network.vpc_id, description="Redis, from workloads that use it", opts=child
        )
        subnets = aws.elasticache.SubnetGroup(
            f"{name}-subnets",
            subnet_ids=place.network.data_subnet_ids,
            description=f"Data subnets for {self.identifier}",
            opts=child,
        )
        parameters = aws.elasticache.ParameterGroup(
            f"{name}-parameters", family="redis7", description=f"Parameters of {self.identifier}", opts=child
        )
        logs = place.logging.group(f"{name}-slow-logs", f"/aws/elasticache/{self.identifier}", self)
        group = aws.elasticache.ReplicationGroup(
            f"{name}-replicas",
            replication_group_id=self.identifier,
            description=f"{place.scope.system} {place.scope.environment}",
            engine="redis",
            engine_version=settings.engine_version,
            node_type=settings.node_type,
            num_cache_clusters=settings.nodes,
            port=REDIS,
            parameter_group_name=parameters.name,
            subnet_group_name=subnets.name,
            security_group_ids=[self.security_group.id],
            automatic_failover_enabled=settings.nodes > 1,
            multi_az_enabled=settings.multi_az,
            at_rest_encryption_enabled=True,
            kms_key_id=key.arn,
            transit_encryption_enabled=True,
            auth_token=token.result,
            auto_minor_version_upgrade=True,
            snapshot_retention_limit=settings.snapshot_retention_days,
            snapshot_window=settings.snapshot_window,
            maintenance_window=settings.maintenance_window,
            final_snapshot_identifier=pulumi.Output.concat(self.identifier, "-final-", snapshot.hex) if place.protect else None,
            log_delivery_configurations=[
                {
                    "log_type": "slow-log",
                    "log_format": "json",
                    "destination_type": "cloudwatch-logs",
                    "destination": logs.name,
                }
            ],
            apply_immediately=not place.protect,
            opts=pulumi.ResourceOptions(parent=self, protect=place.protect),
        )
        self.endpoint = group.primary_endpoint_address
        secret = ConnectionSecret(
            name,
            place,
            tail="redis-password",
            description=f"How to connect to {self.identifier}",
            key_arn=key.arn,
            values={
                "password": token.result,
                "host": self.endpoint,
                "port": REDIS,
                "url": pulumi.Output.format(
                    "rediss://:{0}@{1}:{2}/0",
                    token.result.apply(lambda text: quote(text, safe="")),
                    self.endpoint,
                    REDIS,
                ),
            },
            opts=child,
        )
        self._url = secret.reference("url")
        self.register_outputs({"endpoint": self.endpoint, "secret_arn": secret.arn})

    def access(self) -> Access:
        """The port, and the connection URL (TLS and token) as `REDIS_URL`."""
        opening = Opening(port=REDIS, security_group_id=self.security_group.id, description=f"Redis of {self.identifier}")
        return Access(tier=self._tier, openings=(opening,), secrets={"REDIS_URL": self._url})

    @property
    def signals(self) -> list[Signal]:
        """Memory and evictions of each node."""
        # Nodes of a replication group without sharding are named <group>-001, -002, ... (ElastiCache guide).
        return [
            signal
            for node in (f"{self.identifier}-{number:03}" for number in range(1, self._nodes + 1))
            for signal in self._node_signals(node)
        ]

    def _node_signals(self, node: str) -> list[Signal]:
        number = node[-3:]
        dimensions = {"CacheClusterId": node}
        return [
            Signal(
                name=f"{self._tier}-memory-{number}",
                chart=f"{self._tier} memory (%)",
                meaning=f"Cache node {node} uses more than 80 % of its memory; at 100 % it evicts. Choose a larger node_type.",
                namespace="AWS/ElastiCache",
                metric="DatabaseMemoryUsagePercentage",
                dimensions=dimensions,
                statistic="Average",
                comparison="GreaterThanThreshold",
                threshold=80,
            ),
            Signal(
                name=f"{self._tier}-evictions-{number}",
                chart=f"{self._tier} evictions",
                meaning=f"Cache node {node} evicts entries for lack of memory. Choose a larger node_type or shorter lifetimes.",
                namespace="AWS/ElastiCache",
                metric="Evictions",
                dimensions=dimensions,
                statistic="Sum",
                comparison="GreaterThanThreshold",
                threshold=0,
            ),
        ]
