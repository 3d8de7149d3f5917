"""Which property names a resource of each type, and the longest name AWS accepts there."""

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, tuple[str, int]]] = {
    "aws:s3/bucket:Bucket": ("bucket", 63),
    "aws:rds/instance:Instance": ("identifier", 63),
    "aws:rds/cluster:Cluster": ("clusterIdentifier", 63),
    "aws:rds/clusterInstance:ClusterInstance": ("identifier", 63),
    "aws:rds/globalCluster:GlobalCluster": ("globalClusterIdentifier", 63),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("replicationGroupId", 40),
    "aws:elasticache/user:User": ("userId", 40),
    "aws:elasticache/userGroup:UserGroup": ("userGroupId", 40),
    "aws:msk/cluster:Cluster": ("clusterName", 64),
    "aws:msk/serverlessCluster:ServerlessCluster": ("clusterName", 64),
    "aws:ecs/taskDefinition:TaskDefinition": ("family", 255),
    "aws:lb/loadBalancer:LoadBalancer": ("name", 32),
    "aws:lb/targetGroup:TargetGroup": ("name", 32),
    "aws:alb/loadBalancer:LoadBalancer": ("name", 32),
    "aws:alb/targetGroup:TargetGroup": ("name", 32),
}
"""The property a type is named by and its longest value, where they are not the `name` every other type has."""
