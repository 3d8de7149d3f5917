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


def engine_versions(aws: Aws, engine: str, version: str) -> list[str]:
    """Return the versions of an engine of this number that can be had."""
    found = aws.pages(
        "elasticache",
        "describe_cache_engine_versions",
        "CacheEngineVersions",
        f"{engine} {version}",
        Engine=engine,
        EngineVersion=version,
    )
    return [one["EngineVersion"] for one in found]
