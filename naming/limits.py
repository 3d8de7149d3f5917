"""How long AWS lets a name be, and which argument it is given in: read by the program's names and by the simulated ones."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class NameLimit(NamedTuple):
    """The longest name of one kind of resource, from the API reference of its service."""

    longest: int
    types: tuple[str, ...] = ()
    """Pulumi's types of this kind; only for those that AWS or Pulumi name by themselves where the program does not."""
    argument: str = "name"
    """The argument that holds the name."""


# Names are for ever: a kind that was cut at 64 characters before AWS's own limit stays cut there.
NAME_LIMITS: Final[Mapping[str, NameLimit]] = {
    "alarm": NameLimit(255),
    "backup-selection": NameLimit(50),
    "backup-vault": NameLimit(50),
    "bucket": NameLimit(63, ("aws:s3/bucket:Bucket",), "bucket"),
    "cache-user": NameLimit(40, ("aws:elasticache/user:User",), "userId"),
    "cache-user-group": NameLimit(40, ("aws:elasticache/userGroup:UserGroup",), "userGroupId"),
    "database": NameLimit(63, ("aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"), "identifier"),
    "database-user": NameLimit(63),
    "database-cluster": NameLimit(63, ("aws:rds/cluster:Cluster",), "clusterIdentifier"),
    "global-database": NameLimit(63, ("aws:rds/globalCluster:GlobalCluster",), "globalClusterIdentifier"),
    "kafka-cluster": NameLimit(64, ("aws:msk/cluster:Cluster", "aws:msk/serverlessCluster:ServerlessCluster"), "clusterName"),
    "load-balancer": NameLimit(32, ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")),
    "queue": NameLimit(80, ("aws:sqs/queue:Queue",)),
    "replication-group": NameLimit(40, ("aws:elasticache/replicationGroup:ReplicationGroup",), "replicationGroupId"),
    "restore-testing-plan": NameLimit(
        50, ("aws:backup/restoreTestingPlan:RestoreTestingPlan", "aws:backup/restoreTestingSelection:RestoreTestingSelection")
    ),
    "target-group": NameLimit(32, ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")),
    "task-definition": NameLimit(255, ("aws:ecs/taskDefinition:TaskDefinition",), "family"),
    **dict.fromkeys(
        (
            "access-analyzer",
            "backup-plan",
            "budget",
            "build",
            "chat-channel",
            "cluster",
            "key-alias",
            "log-group",
            "metric",
            "namespace",
            "pipeline",
            "policy",
            "role",
            "schedule",
            "service",
            "state-machine",
            "task-family",
            "topic",
            "trail",
            "web-acl",
        ),
        NameLimit(64),
    ),
}
BY_TYPE: Final[Mapping[str, NameLimit]] = {token: limit for limit in NAME_LIMITS.values() for token in limit.types}
"""Pulumi's type -> how it is named, where that is not a `name` of at most 64 characters."""
