"""Amazon RDS and Aurora."""

from typing import Any

from ops.aws.client import Aws


def describe_instance(aws: Aws, identifier: str) -> dict[str, Any]:
    """Return a DB instance as RDS describes it."""
    answer = aws.read("rds", "describe_db_instances", f"database {identifier}", DBInstanceIdentifier=identifier)
    return dict(answer["DBInstances"][0])


def describe_cluster(aws: Aws, identifier: str) -> dict[str, Any]:
    """Return an Aurora cluster as RDS describes it."""
    answer = aws.read("rds", "describe_db_clusters", f"database cluster {identifier}", DBClusterIdentifier=identifier)
    return dict(answer["DBClusters"][0])
