"""Amazon ElastiCache."""

from typing import Any

from ops.aws.client import Aws


def describe_group(aws: Aws, identifier: str) -> dict[str, Any]:
    """Return a replication group as ElastiCache describes it, with the `CacheSubnetGroupName` of its nodes."""
    answer = aws.read(
        "elasticache", "describe_replication_groups", f"replication group {identifier}", ReplicationGroupId=identifier
    )
    group = dict(answer["ReplicationGroups"][0])
    node = group["MemberClusters"][0]
    described = aws.read("elasticache", "describe_cache_clusters", f"node {node}", CacheClusterId=node)
    return {**group, "CacheSubnetGroupName": described["CacheClusters"][0].get("CacheSubnetGroupName")}
