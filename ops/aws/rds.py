"""Amazon RDS and Aurora."""

from datetime import datetime
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


def replicated_backups(aws: Aws, arn: str, *, region: str) -> list[dict[str, Any]]:
    """Return the automated backups of an instance that are kept in another region, with their `RestoreWindow`."""
    answer = aws.read(
        "rds",
        "describe_db_instance_automated_backups",
        f"backups {arn.rpartition(':')[2]}",
        region=region,
        DBInstanceAutomatedBackupsArn=arn,
    )
    return list(answer["DBInstanceAutomatedBackups"])


def engine_versions(aws: Aws, engine: str, version: str) -> list[str]:
    """Return the versions of an engine that begin so and can be had."""
    found = aws.pages(
        "rds", "describe_db_engine_versions", "DBEngineVersions", f"{engine} {version}", Engine=engine, EngineVersion=version
    )
    return [one["EngineVersion"] for one in found]


def orderable(aws: Aws, engine: str, instance_class: str) -> bool:
    """Whether an instance class can be had for an engine."""
    answer = aws.read(
        "rds",
        "describe_orderable_db_instance_options",
        f"{instance_class} for {engine}",
        Engine=engine,
        DBInstanceClass=instance_class,
    )
    return bool(answer["OrderableDBInstanceOptions"])


def backs_up_to(aws: Aws, source: str, *, region: str) -> bool:
    """Whether a region takes the automated backups of another's databases."""
    answer = aws.read("rds", "describe_source_regions", f"region {source}", region=region, RegionName=source)
    return any(one.get("SupportsDBInstanceAutomatedBackupsReplication") for one in answer["SourceRegions"])


def instance_window(aws: Aws, identifier: str) -> tuple[datetime | None, datetime | None]:
    """Return the earliest and the latest moment an instance can be restored to; None where it keeps no backups."""
    answer = aws.read("rds", "describe_db_instance_automated_backups", f"backups of {identifier}", DBInstanceIdentifier=identifier)
    windows = (one["RestoreWindow"] for one in answer["DBInstanceAutomatedBackups"] if "RestoreWindow" in one)
    window: dict[str, datetime] = next(windows, {})
    return window.get("EarliestTime"), describe_instance(aws, identifier).get("LatestRestorableTime") or window.get("LatestTime")


def cluster_window(aws: Aws, identifier: str) -> tuple[datetime | None, datetime | None]:
    """Return the earliest and the latest moment an Aurora cluster can be restored to; None where it keeps no backups."""
    cluster = describe_cluster(aws, identifier)
    return cluster.get("EarliestRestorableTime"), cluster.get("LatestRestorableTime")
