"""A Kafka cluster on Amazon MSK whose topics are declared and whose clients are known one by one."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.access import Access, Opening
from components.base.grant import Grant, Reach, arns
from components.base.iam import Statement, actions
from components.base.key import EncryptionKey
from components.base.signal import Backlog, Metrics, Signal
from components.base.tier import Tier
from components.network.placement import Placement
from stack.settings import StreamSettings

KAFKA_IAM = 9098
"""Messages behind at which an operator should look: well above what scaling keeps a group at."""

# One reach: an action of Kafka is either a cluster's, a topic's or a group's, and a boundary has little room.
_STREAMS = Reach(sid="Streams", resources=arns("kafka", "cluster/{name}-*", "topic/{name}-*", "group/{name}-*"))
_CONNECT = Grant(reach=_STREAMS, actions=("kafka-cluster:Connect",))
_CONNECT_TO_PRODUCE = Grant(reach=_STREAMS, actions=actions("kafka-cluster", "Connect WriteDataIdempotently"))
_PRODUCE = Grant(reach=_STREAMS, actions=actions("kafka-cluster", "DescribeTopic WriteData"))
_CONSUME = Grant(reach=_STREAMS, actions=actions("kafka-cluster", "DescribeTopic ReadData"))
_JOIN = Grant(reach=_STREAMS, actions=actions("kafka-cluster", "DescribeGroup AlterGroup"))


class Stream(Tier):
    """An MSK cluster in the data subnets that speaks TLS with IAM authentication alone, with the topics given.

    Args:
        name: logical name.
        placement: site, network, logging, protection.
        settings: version, size, zones.
        topics: topic -> number of partitions; a number can be raised, never lowered.
    """

    GRANTS = (_CONNECT, _CONNECT_TO_PRODUCE, _PRODUCE, _CONSUME, _JOIN)

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        settings: StreamSettings,
        topics: Mapping[str, int],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:stream:Stream", name, opts)
        child = pulumi.ResourceOptions(parent=self)
        self._topics = topics
        self._brokers, self._alarms = settings.brokers, settings.alarms
        self._consumed: set[tuple[str, str]] = set()
        self.name = placement.site.name("kafka-cluster", name)
        self._replication = settings.replication_factor
        self._lasting = placement.site.protect and not settings.replacement_consent
        key = placement.key or EncryptionKey(name, placement.site, purpose="Kafka", opts=child)
        self.security_group = aws.ec2.SecurityGroup(
            f"{name}-group", vpc_id=placement.network.vpc_id, description="Kafka, from workloads that use it", opts=child
        )
        logs = placement.logging.group(f"{name}-logs", f"/aws/msk/{self.name}", self)
        configuration = aws.msk.Configuration(
            f"{name}-configuration",
            name=self.name,
            server_properties="".join(f"{option}={value}\n" for option, value in self._properties().items()),
            opts=child,
        )
        cluster = aws.msk.Cluster(
            f"{name}-cluster",
            cluster_name=self.name,
            kafka_version=settings.kafka_version,
            number_of_broker_nodes=settings.brokers,
            broker_node_group_info={
                "instance_type": settings.instance_type,
                "client_subnets": placement.network.data_subnets(settings.availability_zones),
                "security_groups": [self.security_group.id],
                "storage_info": {"ebs_storage_info": {"volume_size": settings.storage_gb}},
                "connectivity_info": {"public_access": {"type": "DISABLED"}},
            },
            client_authentication={"sasl": {"iam": True}, "unauthenticated": False},
            encryption_info={
                "encryption_at_rest_kms_key_arn": key.arn,
                "encryption_in_transit": {"client_broker": "TLS", "in_cluster": True},
            },
            configuration_info={"arn": configuration.arn, "revision": configuration.latest_revision},
            logging_info={"broker_logs": {"cloudwatch_logs": {"enabled": True, "log_group": logs.name}}},
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=self._lasting,
                # Storage autoscaling owns the size from the first growth on.
                ignore_changes=["brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize"],
            ),
        )
        self.arn = cluster.arn
        self.bootstrap_servers = cluster.bootstrap_brokers_sasl_iam
        self.depends_on: list[pulumi.Resource] = [self._topic(name, topic, partitions) for topic, partitions in topics.items()]
        """The topics: a client that starts earlier fails, because nothing creates topics on the fly."""
        self._scale_storage(name, settings)
        self.register_outputs({"arn": self.arn, "bootstrap_servers": self.bootstrap_servers})

    def access(self, *, produce: Sequence[str] = (), consume: Sequence[str] = (), group: str = "") -> Access:
        """Write to some topics and read from others as one consumer group.

        The address arrives as `MSK_BOOTSTRAP_SERVERS`; `KAFKA_SECURITY_PROTOCOL`, `KAFKA_SASL_MECHANISM` and, for consumers,
        `KAFKA_CONSUMER_GROUP` say how to connect.

        Raises:
            ValueError: when a topic is not declared, or when something is consumed without a group.
        """
        unknown = sorted({*produce, *consume} - set(self._topics))
        if unknown:
            raise ValueError(f"{self.logical_name} has no topic {', '.join(unknown)}; it has {', '.join(sorted(self._topics))}")
        if bool(consume) != bool(group):
            raise ValueError(f"{self.logical_name}: consuming needs a group, and a group something to consume")
        self._consumed |= {(group, topic) for topic in consume}
        environment: dict[str, pulumi.Input[str]] = {
            "MSK_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
            "KAFKA_SASL_MECHANISM": "OAUTHBEARER",
        }
        if group:
            environment["KAFKA_CONSUMER_GROUP"] = group
        return Access(
            tier=self.logical_name,
            openings=(Opening(port=KAFKA_IAM, security_group_id=self.security_group.id, description=f"Kafka of {self.name}"),),
            statements=tuple(self._statements(produce, consume, group)),
            environment=environment,
            depends_on=tuple(self.depends_on),
        )

    def _statements(self, produce: Sequence[str], consume: Sequence[str], group: str) -> list[Statement]:
        """What the MSK guide ("authorization policies") lists for producers and consumers, for these topics and this group."""
        connect = _CONNECT_TO_PRODUCE if produce else _CONNECT
        statements = [connect.on("ConnectToKafka", self.arn)]
        if produce:
            statements.append(_PRODUCE.on("Produce", *self._below("topic", produce)))
        if consume:
            statements.append(_CONSUME.on("Consume", *self._below("topic", consume)))
            statements.append(_JOIN.on("JoinGroup", *self._below("group", [group])))
        return statements

    def _below(self, kind: str, names: Sequence[str]) -> tuple[pulumi.Output[str], ...]:
        """ARNs of topics and groups are the cluster's with another kind and the name behind (MSK guide, "resource types")."""
        stem = self.arn.apply(lambda arn: arn.replace(":cluster/", f":{kind}/"))
        return tuple(pulumi.Output.concat(stem, "/", name) for name in names)

    def _properties(self) -> Mapping[str, Any]:
        return {
            "auto.create.topics.enable": "false",
            "default.replication.factor": self._replication,
            "min.insync.replicas": self._replication - 1,
            "unclean.leader.election.enable": "false",
            "num.io.threads": 8,
            "num.network.threads": 5,
            "num.partitions": 3,
            "num.replica.fetchers": 2,
            "replica.lag.time.max.ms": 30000,
            "log.retention.hours": 168,
            "log.segment.bytes": 1073741824,
            "socket.receive.buffer.bytes": 102400,
            "socket.request.max.bytes": 104857600,
            "socket.send.buffer.bytes": 102400,
        }

    def _topic(self, name: str, topic: str, partitions: int) -> aws.msk.Topic:
        return aws.msk.Topic(
            f"{name}-{topic}",
            cluster_arn=self.arn,
            name=topic,
            partition_count=partitions,
            replication_factor=self._replication,
            # A topic that is renamed or no longer listed takes its messages with it.
            opts=pulumi.ResourceOptions(parent=self, protect=self._lasting),
        )

    def _scale_storage(self, name: str, settings: StreamSettings) -> None:
        target = aws.appautoscaling.Target(
            f"{name}-storage",
            service_namespace="kafka",
            scalable_dimension="kafka:broker-storage:VolumeSize",
            resource_id=self.arn,
            min_capacity=1,
            max_capacity=settings.max_storage_gb,
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.appautoscaling.Policy(
            f"{name}-storage-growth",
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            target_tracking_scaling_policy_configuration={
                "predefined_metric_specification": {"predefined_metric_type": "KafkaBrokerStorageUtilization"},
                "target_value": 60,
                "disable_scale_in": True,
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def backlog(self, topic: str, group: str, *, target: float) -> Backlog:
        """Return the lag of a consumer group on a topic, for its service to scale on; `target` is in messages."""
        dimensions = {"Cluster Name": self.name, "Consumer Group": group, "Topic": topic}
        return Backlog(name="lag", namespace="AWS/Kafka", metric="SumOffsetLag", dimensions=dimensions, target=target)

    @property
    def signals(self) -> list[Signal]:
        """Disks, partitions without enough replicas, and the lag of every group that was given access."""
        kafka = Metrics(tier=self.logical_name, namespace="AWS/Kafka", dimensions={"Cluster Name": self.name}, runbook="kafka-lag")
        brokers = {str(broker): kafka.where({"Broker ID": str(broker)}) for broker in range(1, self._brokers + 1)}
        disks = [
            metrics.above(
                "KafkaDataLogsDiskUsed",
                self._alarms.disk_percent,
                f"disk-{broker}",
                "disks (%)",
                f"Broker {broker} has used {self._alarms.disk_percent} % of its disk and has not grown. At 100 % it stops. "
                "Raise max_storage_gb.",
                statistic="Maximum",
                severity="critical",
            )
            for broker, metrics in brokers.items()
        ]
        offline = kafka.above(
            "OfflinePartitionsCount",
            0,
            "offline-partitions",
            "offline partitions",
            "Partitions without a leader: their producers and consumers stand still. Look at the brokers' health.",
            statistic="Maximum",
            severity="critical",
        )
        lags = [
            kafka.where({"Consumer Group": group, "Topic": topic}).above(
                "SumOffsetLag",
                self._alarms.lag,
                f"lag-{group}-{topic}",
                "consumer lag",
                f"{group} is more than {self._alarms.lag} messages behind on {topic}: it is too slow, stuck or stopped.",
                statistic="Maximum",
            )
            for group, topic in sorted(self._consumed)
        ]
        traffic = [
            metrics.chart(metric, f"{metric}-{broker}", "traffic")
            for metric in ("BytesInPerSec", "BytesOutPerSec")
            for broker, metrics in brokers.items()
        ]
        return [*disks, offline, *lags, *traffic]
