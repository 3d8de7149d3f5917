"""A PostgreSQL database on Aurora: a writer and its readers, with their key, password and connection secret."""

import pulumi
import pulumi_aws as aws

from components.base.grant import OWN_TAGS, Grant, Reach, arns
from components.base.iam import actions
from components.base.signal import Metrics, Signal
from components.data.monitoring import monitoring_role
from components.data.postgres import INSIGHTS_DAYS, PORT, PostgresTier
from components.data.restore_test import OF_AWS_BACKUP
from components.network.placement import Placement
from stack.settings import AuroraRestoreSettings, AuroraSettings

_ENGINE = "aurora-postgresql"
# What AWS Backup takes of a cluster, also to try a restore out, on top of what it takes of an instance.
_BACK_UP = Grant(
    reach=Reach(
        sid="BackedUpClusters",
        resources=arns("rds", "cluster:{name}-*", "cluster:{adopted}", "cluster-pg:default.*", *OF_AWS_BACKUP),
        conditions={"StringEqualsIfExists": OWN_TAGS},
    ),
    actions=(
        "backup:CopyFromBackupVault",
        *actions(
            "rds",
            "AddTagsToResource CopyDBClusterSnapshot CreateDBClusterSnapshot DeleteDBClusterSnapshot DescribeDBClusters "
            "DescribeDBClusterSnapshots ListTagsForResource RestoreDBClusterFromSnapshot",
        ),
    ),
)


class AuroraDatabase(PostgresTier):
    """An Aurora PostgreSQL cluster in the data subnets that only speaks TLS and only to workloads given its access.

    Copies in the recovery region are AWS Backup's: Aurora replicates no backups by itself.

    Args:
        name: logical and physical name part; for ever.
        placement: names, protection, network, and where copies go.
        settings: version, instances, windows in UTC; restores and rotations.
    """

    GRANTS = (*PostgresTier.GRANTS, _BACK_UP)

    def __init__(
        self, name: str, placement: Placement, *, settings: AuroraSettings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        kind = "database-cluster"
        super().__init__("platform:aurora:AuroraDatabase", name, placement, kind=kind, settings=settings, opts=opts)
        child, around, site = self._child, self._around, self._site
        self._settings = settings
        restore = settings.restore
        cluster = around.part
        group = around.parameter_group(aws.rds.ClusterParameterGroup, f"{_ENGINE}{settings.engine_version}")
        logs = placement.logging.group(f"{cluster}-postgresql-logs", f"/aws/rds/cluster/{self.identifier}/postgresql", self)
        kept = pulumi.ResourceOptions(
            parent=self,
            protect=site.protect,
            # After a restore in place the cluster before stays until it is deleted by hand (docs/runbooks/restore.md).
            retain_on_delete=site.protect,
            depends_on=[logs],
            # What a restore has decided is not asked for again: a second `up` must not restore a second time.
            ignore_changes=["restoreToPointInTime", "snapshotIdentifier", "kmsKeyId", "databaseName", "masterUsername"]
            if restore is not None
            else None,
        )
        self.cluster = aws.rds.Cluster(
            f"{cluster}-cluster",
            cluster_identifier=self.identifier,
            engine=_ENGINE,
            engine_mode="provisioned",
            engine_version=settings.engine_version,
            allow_major_version_upgrade=settings.allow_major_version_upgrade,
            storage_encrypted=True,
            kms_key_id=around.storage_key_arn,
            # A restored cluster has the names of the one it was restored from, and AWS takes no others.
            database_name=around.initial_database if restore is None else None,
            master_username=settings.username if restore is None else None,
            master_password=around.password,
            snapshot_identifier=None if restore is None else restore.snapshot_arn,
            restore_to_point_in_time=None if restore is None else _restore(restore),
            copy_tags_to_snapshot=True,
            delete_automated_backups=not site.protect,
            enabled_cloudwatch_logs_exports=["postgresql"],
            port=PORT,
            iam_database_authentication_enabled=True,
            db_subnet_group_name=around.subnet_group,
            vpc_security_group_ids=[self.security_group.id],
            db_cluster_parameter_group_name=group.name,
            backup_retention_period=settings.backup_retention_days,
            preferred_backup_window=settings.backup_window,
            preferred_maintenance_window=settings.maintenance_window,
            database_insights_mode=settings.insights,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=around.key_arn,
            performance_insights_retention_period=INSIGHTS_DAYS[settings.insights],
            deletion_protection=site.protect,
            skip_final_snapshot=not site.protect,
            final_snapshot_identifier=around.final_snapshot,
            apply_immediately=not site.protect,
            opts=kept,
        )
        watcher = monitoring_role(name, site, child) if settings.monitoring_interval else None
        first: list[pulumi.Resource] = [] if watcher is None else list(watcher.policies)
        adopted = () if settings.adopt is None else settings.adopt.instances
        for number in range(1, settings.instances + 1):
            own = site.name("database", f"{cluster}-{number}")
            instance = aws.rds.ClusterInstance(
                f"{cluster}-{number}-instance",
                identifier=adopted[number - 1] if number <= len(adopted) else own,
                cluster_identifier=self.cluster.cluster_identifier,
                engine=aws.rds.EngineType.AURORA_POSTGRESQL,
                instance_class=settings.instance_class,
                auto_minor_version_upgrade=True,
                publicly_accessible=False,
                db_subnet_group_name=around.subnet_group,
                copy_tags_to_snapshot=True,
                preferred_maintenance_window=settings.maintenance_window,
                performance_insights_enabled=True,
                performance_insights_kms_key_id=around.key_arn,
                performance_insights_retention_period=INSIGHTS_DAYS[settings.insights],
                monitoring_interval=settings.monitoring_interval,
                monitoring_role_arn=None if watcher is None else watcher.arn,
                # Of two that are lost, the one with the lower number takes over.
                promotion_tier=min(number - 1, 15),
                apply_immediately=not site.protect,
                opts=pulumi.ResourceOptions(parent=self, protect=site.protect, retain_on_delete=site.protect, depends_on=[*first]),
            )
            # One after the other: the first to be made is the one that writes.
            first = [instance] if number == 1 else first
        self._finish(self.cluster.endpoint)
        self.endpoint, self.reader_endpoint = self.cluster.endpoint, self.cluster.reader_endpoint
        self.resource_id = self.cluster.cluster_resource_id
        self.backup_arn = self.cluster.arn
        self.restore_test = around.restore_test("Aurora")
        if around.recovery_key_arn is not None and self.secret.replica_arn is not None:
            # The secret for a person to read; what to restore from is a recovery point of the vault there.
            self.recovery = {"kms_key_arn": around.recovery_key_arn, "secret_arn": self.secret.replica_arn}
        self.register_outputs({"endpoint": self.endpoint, "secret_arn": self.secret.arn})

    @property
    def signals(self) -> list[Signal]:
        """CPU of the writer, memory and connections of any instance, and how far readers are behind, where there are some."""
        alarms, of_cluster = self._settings.alarms, {"DBClusterIdentifier": self.cluster.cluster_identifier}
        every = Metrics(tier=self.logical_name, namespace="AWS/RDS", dimensions=of_cluster, runbook="database-full")
        writer = Metrics(
            tier=self.logical_name, namespace="AWS/RDS", dimensions={**of_cluster, "Role": "WRITER"}, runbook="database-full"
        )
        signals = [
            writer.above(
                "CPUUtilization",
                alarms.cpu_percent,
                "cpu",
                "CPU (%)",
                f"CPU of the writer above {alarms.cpu_percent} %. Look at Performance Insights for the top statements.",
            ),
            every.below(
                "FreeableMemory",
                alarms.free_memory_mb * 1024**2,
                "memory",
                "free memory",
                f"Less than {alarms.free_memory_mb} MB of memory left; without any an instance restarts. Take a larger class.",
                statistic="Minimum",
                missing_data="breaching",
                severity="critical",
            ),
            every.above(
                "DatabaseConnections",
                alarms.connections,
                "connections",
                "connections",
                f"More than {alarms.connections} connections to an instance. Look for a pool without a bound.",
                statistic="Maximum",
            ),
            # How long a SELECT takes only Aurora MySQL publishes (Aurora guide, "instance-level metrics").
            writer.chart("CommitLatency", "CommitLatency", "commit latency (ms)"),
            writer.chart("ReadLatency", "ReadLatency", "read latency (s)"),
        ]
        if self._settings.instances > 1:
            signals.append(
                every.above(
                    "AuroraReplicaLagMaximum",
                    alarms.reader_lag_ms,
                    "reader-lag",
                    "reader lag",
                    f"A reader is more than {alarms.reader_lag_ms} ms behind: what it answers is old, and a failover takes longer.",
                    statistic="Maximum",
                )
            )
        return signals


def _restore(restore: AuroraRestoreSettings) -> aws.rds.ClusterRestoreToPointInTimeArgsDict | None:
    if restore.cluster is None:
        return None
    when: aws.rds.ClusterRestoreToPointInTimeArgsDict = (
        {"use_latest_restorable_time": True} if restore.time is None else {"restore_to_time": restore.time}
    )
    return {"source_cluster_identifier": restore.cluster, **when}
