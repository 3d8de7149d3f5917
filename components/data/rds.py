"""A PostgreSQL database on RDS, with its key, password and connection secret."""

import pulumi
import pulumi_aws as aws

from components.base.signal import Metrics, Signal
from components.data.monitoring import monitoring_role
from components.data.postgres import INSIGHTS_DAYS, PORT, PostgresTier
from components.network.placement import Placement
from stack.settings import DatabaseSettings, RestoreSettings

_LOG_TYPES = ("postgresql", "upgrade")


class Database(PostgresTier):
    """An RDS for PostgreSQL instance in the data subnets that only speaks TLS and only to workloads given its access.

    Args:
        name: logical and physical name part; for ever.
        placement: names, protection, network, and where copies go.
        settings: version, size in GB, windows in UTC; restores and rotations.
    """

    def __init__(
        self, name: str, placement: Placement, *, settings: DatabaseSettings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platform:database:Database", name, placement, kind="database", settings=settings, opts=opts)
        child, around, site = self._child, self._around, self._site
        restore = settings.restore
        self._alarms = settings.alarms
        group = around.parameter_group(aws.rds.ParameterGroup, f"postgres{settings.engine_version}")
        logs = [
            placement.logging.group(f"{around.part}-{kind}-logs", f"/aws/rds/instance/{self.identifier}/{kind}", self)
            for kind in _LOG_TYPES
        ]
        watcher = monitoring_role(name, site, child) if settings.monitoring_interval else None
        self.instance = aws.rds.Instance(
            f"{around.part}-instance",
            identifier=self.identifier,
            engine="postgres",
            engine_version=settings.engine_version,
            auto_minor_version_upgrade=True,
            allow_major_version_upgrade=settings.allow_major_version_upgrade,
            parameter_group_name=group.name,
            instance_class=settings.instance_class,
            storage_type="gp3",
            allocated_storage=settings.storage_gb,
            max_allocated_storage=settings.max_storage_gb if settings.max_storage_gb > settings.storage_gb else None,
            storage_encrypted=True,
            kms_key_id=around.storage_key_arn if restore is None or restore.kms_key_arn is None else restore.kms_key_arn,
            # A restored instance has the names of the one it was restored from, and AWS takes no others.
            db_name=around.initial_database if restore is None else None,
            username=settings.username if restore is None else None,
            restore_to_point_in_time=None if restore is None else _restore(restore),
            password=around.password,
            port=PORT,
            db_subnet_group_name=around.subnet_group,
            vpc_security_group_ids=[self.security_group.id],
            publicly_accessible=False,
            multi_az=settings.multi_az,
            backup_retention_period=settings.backup_retention_days,
            backup_window=settings.backup_window,
            maintenance_window=settings.maintenance_window,
            copy_tags_to_snapshot=True,
            delete_automated_backups=not site.protect,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=around.key_arn,
            performance_insights_retention_period=INSIGHTS_DAYS[settings.insights],
            database_insights_mode=settings.insights,
            enabled_cloudwatch_logs_exports=list(_LOG_TYPES),
            monitoring_interval=settings.monitoring_interval,
            monitoring_role_arn=None if watcher is None else watcher.arn,
            iam_database_authentication_enabled=True,
            deletion_protection=site.protect,
            skip_final_snapshot=not site.protect,
            final_snapshot_identifier=around.final_snapshot,
            apply_immediately=not site.protect,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=site.protect,
                # After a restore in place the instance before stays until it is deleted by hand (docs/runbooks/restore.md).
                retain_on_delete=site.protect,
                depends_on=[*logs, *(watcher.policies if watcher is not None else [])],
                # What a restore has decided is not asked for again: a second `up` must not restore a second time.
                ignore_changes=["restoreToPointInTime", "kmsKeyId", "dbName", "username"] if restore is not None else None,
            ),
        )
        self._finish(self.instance.address)
        self.endpoint, self.resource_id = self.instance.endpoint, self.instance.resource_id
        self.backup_arn = self.instance.arn
        self.restore_test = around.restore_test("RDS")
        if around.recovery_key_arn is not None and self.secret.replica_arn is not None:
            backups = aws.rds.InstanceAutomatedBackupsReplication(
                f"{around.part}-backups-copy",
                region=site.recovery_region,
                source_db_instance_arn=self.instance.arn,
                kms_key_id=around.recovery_key_arn,
                retention_period=settings.backup_retention_days,
                # AWS changes none of its arguments: another retention would throw the copies away and begin anew.
                opts=pulumi.ResourceOptions(
                    parent=self,
                    protect=site.protect,
                    retain_on_delete=site.protect,
                    ignore_changes=["retentionPeriod"],
                ),
            )
            # To restore from, and the secret for a person to read.
            self.recovery = {
                "backups_arn": backups.id,
                "kms_key_arn": around.recovery_key_arn,
                "secret_arn": self.secret.replica_arn,
            }
        self.register_outputs({"endpoint": self.endpoint, "secret_arn": self.secret.arn})

    @property
    def signals(self) -> list[Signal]:
        """CPU as the guide has it, and the two things that stop a database: no space, no memory."""
        alarms, gigabyte = self._alarms, 1024**3
        rds = Metrics(
            tier=self.logical_name,
            namespace="AWS/RDS",
            dimensions={"DBInstanceIdentifier": self.instance.identifier},
            runbook="database-full",
        )
        return [
            rds.above(
                "CPUUtilization",
                alarms.cpu_percent,
                "cpu",
                "CPU (%)",
                f"Database CPU above {alarms.cpu_percent} %. Look at Performance Insights for the top statements.",
            ),
            rds.below(
                "FreeStorageSpace",
                alarms.free_storage_gb * gigabyte,
                "storage",
                "free storage",
                f"Less than {alarms.free_storage_gb} GB of storage left; at zero the database stops. Raise max_storage_gb.",
                statistic="Minimum",
                missing_data="breaching",
                severity="critical",
            ),
            rds.above(
                "DatabaseConnections",
                alarms.connections,
                "connections",
                "connections",
                f"More than {alarms.connections} connections: small instances allow about a hundred. "
                "Look for a pool without a bound.",
                statistic="Maximum",
            ),
            *(rds.chart(metric, metric, "latency") for metric in ("ReadLatency", "WriteLatency")),
        ]


def _restore(restore: RestoreSettings) -> aws.rds.InstanceRestoreToPointInTimeArgsDict:
    when: aws.rds.InstanceRestoreToPointInTimeArgsDict = (
        {"use_latest_restorable_time": True} if restore.time is None else {"restore_time": restore.time}
    )
    if restore.instance is not None:
        return {"source_db_instance_identifier": restore.instance, **when}
    return {"source_db_instance_automated_backups_arn": restore.backups_arn, **when}
