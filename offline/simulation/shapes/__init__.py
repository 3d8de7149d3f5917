"""What AWS answers for each resource type: the exact form of ids, ARNs and endpoints, wherever something may read them.

A type maps its outputs to templates, filled in the order written; a property the program set keeps the program's value.
A template may name any output filled before it, and `{region}` `{account}` `{partition}`, `{logical}` (the resource's name in the
program), `{uuid}`, and `{hexN}` `{digitsN}` `{lowerN}` `{upperN}` `{mixedN}` for N characters. A callable gets the facts.

Sources: "Resource types" of each service in the AWS Service Authorization Reference for ARNs; the attribute reference of the
Terraform AWS provider, which the Pulumi provider is built on, for what an id is.
"""

from collections.abc import Mapping
from typing import Final

from offline.simulation.shapes.compute import COMPUTE
from offline.simulation.shapes.data import DATA
from offline.simulation.shapes.governance import GOVERNANCE
from offline.simulation.shapes.network import NETWORK
from offline.simulation.shapes.templates import Facts, Shape

__all__ = ["NAMES", "SHAPES", "Facts", "Shape"]

SHAPES: Final[Mapping[str, Shape]] = {**NETWORK, **COMPUTE, **DATA, **GOVERNANCE}

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
