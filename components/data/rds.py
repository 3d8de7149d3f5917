"""A PostgreSQL database on RDS, with its key, password and connection secret."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.base.access import Access
from components.base.key import EncryptionKey
from components.base.signal import Metrics, Signal
from components.base.tier import Tier
from components.data.monitoring import MONITOR, monitoring_role
from components.data.postgres import AS_URL, PORT, declare_password, declare_secret, postgres_access
from components.network.placement import Placement
from stack.settings import DatabaseSettings, RestoreSettings
from stack.site import Site

INSIGHTS_DAYS = 465
"""What `advanced` Database Insights asks for (Amazon RDS guide, "Database Insights")."""
_LOG_TYPES = ("postgresql", "upgrade")


class Database(Tier):
    """An RDS for PostgreSQL instance in the data subnets that only speaks TLS and only to workloads given its access.

    Args:
        name: logical and physical name part; for ever.
        placement: names, protection, network, and where copies go.
        settings: version, size in GB, windows in UTC; restores and rotations.
    """

    GRANTS = MONITOR

    def __init__(
        self, name: str, placement: Placement, *, settings: DatabaseSettings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platform:database:Database", name, opts)
        child = pulumi.ResourceOptions(parent=self)
        site = placement.site
        restore = settings.restore
        self._alarms = settings.alarms
        # Every generation is an instance of its own, with the logs and copies that bear its name.
        instance = name if settings.generation == 1 else f"{name}-{settings.generation}"
        self.identifier = site.name("database", instance)
        key = placement.key or EncryptionKey(name, site, purpose="PostgreSQL and its secret", opts=child)
        copies = self._recovery_key(name, site)
        password = declare_password(name, rotation=settings.rotation, opts=child)
        snapshot = random.RandomId(f"{instance}-final-snapshot", byte_length=4, opts=child)
        self.security_group = aws.ec2.SecurityGroup(
            f"{name}-group", vpc_id=placement.network.vpc_id, description="PostgreSQL, from workloads that use it", opts=child
        )
        subnets = aws.rds.SubnetGroup(
            f"{name}-subnets",
            subnet_ids=placement.network.data_subnet_ids,
            description=f"Data subnets for {self.identifier}",
            opts=child,
        )
        parameters = aws.rds.ParameterGroup(
            f"{name}-parameters",
            family=f"postgres{settings.engine_version}",
            description=f"Parameters of {self.identifier}",
            parameters=_parameters(settings.slow_statement_ms),
            opts=child,
        )
        logs = [
            placement.logging.group(f"{instance}-{kind}-logs", f"/aws/rds/instance/{self.identifier}/{kind}", self)
            for kind in _LOG_TYPES
        ]
        watcher = monitoring_role(name, site, child) if settings.monitoring_interval else None
        self.instance = aws.rds.Instance(
            f"{instance}-instance",
            identifier=self.identifier,
            engine="postgres",
            engine_version=settings.engine_version,
            auto_minor_version_upgrade=True,
            allow_major_version_upgrade=settings.allow_major_version_upgrade,
            instance_class=settings.instance_class,
            storage_type="gp3",
            allocated_storage=settings.storage_gb,
            max_allocated_storage=settings.max_storage_gb if settings.max_storage_gb > settings.storage_gb else None,
            storage_encrypted=True,
            kms_key_id=key.arn if restore is None or restore.kms_key_arn is None else restore.kms_key_arn,
            # A restored instance has the names of the one it was restored from, and AWS takes no others.
            db_name=settings.database_name if restore is None else None,
            username=settings.username if restore is None else None,
            restore_to_point_in_time=None if restore is None else _restore(restore),
            password=password,
            port=PORT,
            iam_database_authentication_enabled=True,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[self.security_group.id],
            parameter_group_name=parameters.name,
            publicly_accessible=False,
            multi_az=settings.multi_az,
            backup_retention_period=settings.backup_retention_days,
            backup_window=settings.backup_window,
            maintenance_window=settings.maintenance_window,
            copy_tags_to_snapshot=True,
            delete_automated_backups=not site.protect,
            enabled_cloudwatch_logs_exports=list(_LOG_TYPES),
            performance_insights_enabled=True,
            performance_insights_kms_key_id=key.arn,
            performance_insights_retention_period=7 if settings.insights == "standard" else INSIGHTS_DAYS,
            database_insights_mode=settings.insights,
            monitoring_interval=settings.monitoring_interval,
            monitoring_role_arn=None if watcher is None else watcher.arn,
            deletion_protection=site.protect,
            skip_final_snapshot=not site.protect,
            final_snapshot_identifier=pulumi.Output.concat(self.identifier, "-final-", snapshot.hex) if site.protect else None,
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
        self.secret = declare_secret(
            name,
            placement,
            identifier=self.identifier,
            key_arn=key.arn,
            recovery_key_arn=None if copies is None else copies.arn,
            username=settings.username,
            password=password,
            host=self.instance.address,
            database_name=settings.database_name,
            opts=child,
        )
        self.key_arn, self.url = key.arn, self.secret.value("url")
        self.endpoint = self.instance.endpoint
        self.secret_arn = self.secret.arn
        self.backup_arn = self.instance.arn
        if copies is not None and self.secret.replica_arn is not None:
            backups = aws.rds.InstanceAutomatedBackupsReplication(
                f"{instance}-backups-copy",
                region=site.recovery_region,
                source_db_instance_arn=self.instance.arn,
                kms_key_id=copies.arn,
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
            self.recovery = {"backups_arn": backups.id, "kms_key_arn": copies.arn, "secret_arn": self.secret.replica_arn}
        self.register_outputs({"endpoint": self.endpoint, "secret_arn": self.secret.arn})

    def _recovery_key(self, name: str, site: Site) -> EncryptionKey | None:
        if site.recovery_region is None:
            return None
        return EncryptionKey(
            f"{name}-recovery",
            site,
            purpose="copies of PostgreSQL backups and of its secret",
            region=site.recovery_region,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def access(self, variables: Mapping[str, str] = AS_URL) -> Access:
        """The port, and what of the connection the application asks for; TLS is required whatever it asks.

        Args:
            variables: environment variable -> `username`, `password`, `host`, `port`, `dbname` or `url`.

        Raises:
            ValueError: when there is no such field.
        """
        return postgres_access(
            self.logical_name,
            identifier=self.identifier,
            security_group_id=self.security_group.id,
            kept=self.secret,
            variables=variables,
        )

    @property
    def signals(self) -> list[Signal]:
        """CPU as the guide has it, and the two things that stop a database: no space, no memory."""
        alarms, gigabyte = self._alarms, 1024**3
        rds = Metrics(tier=self.logical_name, namespace="AWS/RDS", dimensions={"DBInstanceIdentifier": self.instance.identifier})
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


def _parameter(name: str, value: str, apply_method: str = "immediate") -> aws.rds.ParameterGroupParameterArgsDict:
    return {"name": name, "value": value, "apply_method": apply_method}


def _parameters(slow_statement_ms: int) -> list[aws.rds.ParameterGroupParameterArgsDict]:
    return [
        _parameter("rds.force_ssl", "1"),
        _parameter("log_connections", "1"),
        _parameter("log_disconnections", "1"),
        _parameter("log_min_duration_statement", str(slow_statement_ms)),
        # The values bound to a statement are customers' data; the log is read by more people than may have them.
        _parameter("log_parameter_max_length", "0"),
        # Static: RDS refuses it as immediate.
        _parameter("shared_preload_libraries", "pg_stat_statements", "pending-reboot"),
    ]
