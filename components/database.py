"""A PostgreSQL database on RDS, with its key, password and connection secret."""

from collections.abc import Mapping
from urllib.parse import quote

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.access import Access, Opening
from components.key import EncryptionKey
from components.placement import Placement
from components.secret import ConnectionSecret
from components.settings import DatabaseSettings, RestoreSettings
from components.signals import Signal

POSTGRESQL = 5432
INSIGHTS_DAYS = 465
"""What `advanced` Database Insights asks for (Amazon RDS guide, "Database Insights")."""
_LOG_TYPES = ("postgresql", "upgrade")


class Database(pulumi.ComponentResource):
    """An RDS for PostgreSQL instance in the data subnets that only speaks TLS and only to workloads given its access."""

    def __init__(
        self, name: str, place: Placement, *, settings: DatabaseSettings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platform:database:Database", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self._tier = name
        restore = settings.restore
        # Every generation is an instance of its own, with the logs and copies that bear its name.
        instance = name if settings.generation == 1 else f"{name}-{settings.generation}"
        self.identifier = place.scope.name(instance, limit=63)
        key = EncryptionKey(name, scope=place.scope, purpose="PostgreSQL and its secret", protect=place.protect, opts=child)
        copies = self._recovery_key(name, place)
        # Letters and digits only: RDS refuses some specials, connection URLs others.
        password = random.RandomPassword(
            f"{name}-password", length=32, special=False, keepers={"rotation": str(settings.rotation)}, opts=child
        )
        snapshot = random.RandomId(f"{instance}-final-snapshot", byte_length=4, opts=child)
        self.security_group = aws.ec2.SecurityGroup(
            f"{name}-group", vpc_id=place.network.vpc_id, description="PostgreSQL, from workloads that use it", opts=child
        )
        subnets = aws.rds.SubnetGroup(
            f"{name}-subnets",
            subnet_ids=place.network.data_subnet_ids,
            description=f"Data subnets for {self.identifier}",
            opts=child,
        )
        parameters = aws.rds.ParameterGroup(
            f"{name}-parameters",
            family=f"postgres{settings.engine_version}",
            description=f"Parameters of {self.identifier}",
            parameters=_PARAMETERS,
            opts=child,
        )
        logs = [
            place.logging.group(f"{instance}-{kind}-logs", f"/aws/rds/instance/{self.identifier}/{kind}", self)
            for kind in _LOG_TYPES
        ]
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
            password=password.result,
            port=POSTGRESQL,
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
            delete_automated_backups=not place.protect,
            enabled_cloudwatch_logs_exports=list(_LOG_TYPES),
            performance_insights_enabled=True,
            performance_insights_kms_key_id=key.arn,
            performance_insights_retention_period=7 if settings.insights == "standard" else INSIGHTS_DAYS,
            database_insights_mode=settings.insights,
            deletion_protection=place.protect,
            skip_final_snapshot=not place.protect,
            final_snapshot_identifier=pulumi.Output.concat(self.identifier, "-final-", snapshot.hex) if place.protect else None,
            apply_immediately=not place.protect,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=place.protect,
                # A restore in place leaves the instance before to whoever deletes it by hand (docs/runbooks/restore.md).
                retain_on_delete=place.protect,
                depends_on=logs,
                # What a restore has decided is not asked for again: a second `up` must not restore a second time.
                ignore_changes=["restoreToPointInTime", "kmsKeyId", "dbName", "username"] if restore is not None else None,
            ),
        )
        secret = ConnectionSecret(
            name,
            place,
            tail="db-password",
            description=f"How to connect to {self.identifier}",
            key_arn=key.arn,
            recovery_key_arn=None if copies is None else copies.arn,
            values={
                "username": settings.username,
                "password": password.result,
                "host": self.instance.address,
                "port": POSTGRESQL,
                "dbname": settings.database_name,
                "url": pulumi.Output.format(
                    "postgresql://{0}:{1}@{2}:{3}/{4}?sslmode=require",
                    settings.username,
                    password.result.apply(lambda text: quote(text, safe="")),
                    self.instance.address,
                    POSTGRESQL,
                    settings.database_name,
                ),
            },
            opts=child,
        )
        self._url = secret.reference("url")
        self.endpoint = self.instance.endpoint
        self.arn = self.instance.arn
        self.recovery: Mapping[str, pulumi.Output[str]] = {}
        """What is kept in the recovery region: the backups and their key, to restore from, and the secret, for a person to read."""
        if copies is not None:
            backups = aws.rds.InstanceAutomatedBackupsReplication(
                f"{instance}-backups-copy",
                region=place.recovery_region,
                source_db_instance_arn=self.instance.arn,
                kms_key_id=copies.arn,
                retention_period=settings.backup_retention_days,
                # AWS changes none of its arguments: another retention would throw the copies away and begin anew.
                opts=pulumi.ResourceOptions(
                    parent=self, protect=place.protect, retain_on_delete=place.protect, ignore_changes=["retentionPeriod"]
                ),
            )
            self.recovery = {"backups_arn": backups.id, "kms_key_arn": copies.arn, "secret_arn": secret.replica_arn}
        self.register_outputs({"endpoint": self.endpoint, "secret_arn": secret.arn})

    def _recovery_key(self, name: str, place: Placement) -> EncryptionKey | None:
        if place.recovery_region is None:
            return None
        return EncryptionKey(
            f"{name}-recovery",
            scope=place.scope,
            purpose="copies of PostgreSQL backups and of its secret",
            protect=place.protect,
            region=place.recovery_region,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def access(self) -> Access:
        """The port, and the connection URL (TLS required) as `DATABASE_URL`."""
        opening = Opening(port=POSTGRESQL, security_group_id=self.security_group.id, description=f"PostgreSQL of {self.identifier}")
        return Access(tier=self._tier, openings=(opening,), secrets={"DATABASE_URL": self._url})

    @property
    def signals(self) -> list[Signal]:
        """CPU as the guide has it, and the two things that stop a database: no space, no memory."""
        gigabyte = 1024**3
        dimensions = {"DBInstanceIdentifier": self.instance.identifier}
        return [
            Signal(
                name=f"{self._tier}-cpu",
                chart=f"{self._tier} CPU (%)",
                meaning="Database CPU above 80 %. Look at Performance Insights for the top statements.",
                namespace="AWS/RDS",
                metric="CPUUtilization",
                dimensions=dimensions,
                statistic="Average",
                comparison="GreaterThanThreshold",
                threshold=80,
            ),
            Signal(
                name=f"{self._tier}-storage",
                chart=f"{self._tier} free storage",
                meaning="Less than 2 GB of storage left; at zero the database stops. Raise max_storage_gb.",
                namespace="AWS/RDS",
                metric="FreeStorageSpace",
                dimensions=dimensions,
                statistic="Minimum",
                comparison="LessThanThreshold",
                threshold=2 * gigabyte,
                missing_data="breaching",
                severity="critical",
            ),
            Signal(
                name=f"{self._tier}-connections",
                chart=f"{self._tier} connections",
                meaning="More than 80 connections: small instances allow about a hundred. Look for a pool without a bound.",
                namespace="AWS/RDS",
                metric="DatabaseConnections",
                dimensions=dimensions,
                statistic="Maximum",
                comparison="GreaterThanThreshold",
                threshold=80,
            ),
            *(
                Signal.charted(f"{self._tier}-{metric}", f"{self._tier} latency", "AWS/RDS", metric, dimensions)
                for metric in ("ReadLatency", "WriteLatency")
            ),
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


_PARAMETERS = [
    _parameter("rds.force_ssl", "1"),
    _parameter("log_connections", "1"),
    _parameter("log_disconnections", "1"),
    _parameter("log_duration", "1"),
    # Static: RDS refuses it as immediate.
    _parameter("shared_preload_libraries", "pg_stat_statements", "pending-reboot"),
]
