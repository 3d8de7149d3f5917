"""Databases, and where they are restored from."""

from collections.abc import Iterator
from dataclasses import field
from typing import Annotated, Literal

from naming.postgres import is_reserved_database, is_reserved_user
from stack.block import block
from stack.limits import between, matches, moment, one_of
from stack.problems import Problem
from stack.settings.adoption import AdoptClusterSettings, AdoptDatabaseSettings, adoption_problems
from stack.settings.alarms import AuroraAlarms, DatabaseAlarms
from stack.settings.console import ConsoleSettings
from stack.settings.instances import AuroraClass, DatabaseClass
from stack.settings.vocabulary import WeeklyWindow, Window
from stack.settings.windows import window_problems


@block
class RestoreSettings:
    """Where a database is restored from: copies in another region (the `recovery` output of the stack that owns the original), or
    an instance of this stack.
    """

    backups_arn: (
        Annotated[
            str, matches(r"arn:aws:rds:[a-z0-9-]+:\d{12}:auto-backup:[\w-]{1,255}", "the ARN of replicated automated backups")
        ]
        | None
    ) = None
    """From the `recovery` output of the stack that owns the original."""
    kms_key_arn: (
        Annotated[str, matches(r"arn:aws:kms:[a-z0-9-]+:\d{12}:key/[\w-]{1,128}", "the ARN of the key they are encrypted with")]
        | None
    ) = None
    """From the same output."""
    instance: Annotated[str, matches(r"[a-z][a-z0-9-]{0,62}", "the identifier of an instance of this stack")] | None = None
    """For a restore in place."""
    time: Annotated[str, moment("a time in UTC such as 2026-03-31T08:00:00Z")] | None = None
    """The state to go back to; absent, the latest that can be restored."""

    def problems(self) -> Iterator[Problem]:
        """Check that there is one source, with its key where it has one of its own."""
        copies = self.backups_arn is not None and self.kms_key_arn is not None
        if copies == (self.instance is not None) or (self.backups_arn is None) != (self.kms_key_arn is None):
            named = [key for key in ("backups_arn", "kms_key_arn", "instance") if getattr(self, key) is not None]
            yield Problem(
                path="",
                found=" and ".join(named) or "no source",
                allowed="backups_arn with kms_key_arn, or instance",
                fix="name one source: docs/runbooks/recover.md for another region, docs/runbooks/restore.md for this one",
            )


@block
class PostgresSettings:
    """What every database that speaks PostgreSQL asks for."""

    backup_window: Window
    """When the daily snapshot is taken."""
    maintenance_window: WeeklyWindow
    """When RDS patches; with a standby or a reader a failover, without one minutes of standstill."""
    allow_major_version_upgrade: bool = False
    """Set it together with a new engine_version, take it back afterwards. A major upgrade stops the database for minutes."""
    database_name: Annotated[str, matches(r"[a-z][a-z0-9_]{0,62}", "lower-case letters, digits and _, starting with a letter")]
    """Of the database made at first. Changing it replaces the database."""
    username: Annotated[str, matches(r"[a-z][a-z0-9_]{0,62}", "lower-case letters, digits and _, starting with a letter")]
    """Of the master user. Changing it replaces the database."""
    insights: Literal["standard", "advanced"] = "standard"
    """Database Insights: `standard` keeps a week of statements for nothing, `advanced` 15 months for 9 USD a vCPU and month."""
    monitoring_interval: Annotated[int, one_of((0, 1, 5, 10, 15, 30, 60))] = 0
    """Seconds between two looks at the operating system (Enhanced Monitoring). 0 is off, which the policies advise against in a
    protected stack. Each look writes about 10 KB to the account's log group RDSOSMetrics, at 0.50 USD a GB: 0.22 USD a month with
    60, 13 with 1, for each instance."""
    slow_statement_ms: Annotated[int, between(100, 3_600_000, "milliseconds")] = 1000
    """Statements that take at least this long are logged, without the values bound to them. A line for every statement would be
    about 0.12 KB, at 100 statements a second 31 GB a month, which cost 16 USD to take in."""
    generation: Annotated[int, between(1, 1_000)] = 1
    """Raise by one to build another database beside the present one, for a restore in place. See docs/runbooks/restore.md."""
    rotation: Annotated[int, between(1, 1_000_000)] = 1
    """Raise by one to replace the password: one `up` changes database, secret and tasks. See docs/runbooks/rotate-password.md."""
    adopt: AdoptDatabaseSettings | None = None
    """Take over a database that exists, made by hand or by another tool, in place of making one: docs/adopt.md."""
    console: ConsoleSettings | None = None
    """Absent: no person gets a session inside the VPC."""

    def problems(self) -> Iterator[Problem]:
        """Check reserved names, and that backups and maintenance do not meet."""
        for key, name, reserved in (
            ("username", self.username, is_reserved_user(self.username)),
            ("database_name", self.database_name, is_reserved_database(self.database_name)),
        ):
            if reserved:
                yield Problem(
                    path=key,
                    found=name,
                    allowed="no key word of SQL and none of PostgreSQL's or RDS's own names, such as admin: RDS reserves them",
                    fix="choose another, for example app",
                )
        yield from window_problems("backup_window", self.backup_window, self.maintenance_window, minutes=30)


@block
class DatabaseSettings(PostgresSettings):
    """An RDS for PostgreSQL instance."""

    engine_version: Annotated[str, matches(r"1[678]", "a major version of PostgreSQL that RDS has, in quotes: 16, 17 or 18")]
    """Major only: RDS picks its default minor and keeps it patched."""
    instance_class: DatabaseClass
    """db.t4g.micro costs about 12 USD a month, db.t4g.medium 47; twice that with `multi_az`. Check: `aws rds
    describe-orderable-db-instance-options`."""
    storage_gb: Annotated[int, between(20, 65536, "GB")]
    """gp3, 0.115 USD a GB and month, twice that with `multi_az`. Can grow, never shrink."""
    max_storage_gb: Annotated[int, between(20, 65536, "GB")]
    """Storage grows by itself up to here; equal to storage_gb it stays fixed."""
    multi_az: bool
    """A standby in a second zone: doubles the instance's price, fails over in about a minute."""
    backup_retention_days: Annotated[int, between(7, 35, "days")]
    """Days back to which any second can be restored. As much as the storage itself is free, above that 0.095 USD a GB and month;
    the copies in a recovery region cost from the first GB: 100 GB are 9.50 USD. Why there is a vault as well: `backup`."""
    restore: RestoreSettings | None = None
    """Build the database from another one's replicated backups instead of empty; read once, when it is created."""
    alarms: DatabaseAlarms = field(default_factory=DatabaseAlarms)

    def problems(self) -> Iterator[Problem]:
        """Check the storage range and the restore on top."""
        yield from super().problems()
        # RDS wants room for at least one step of growth (Amazon RDS guide, "storage autoscaling").
        least = (self.storage_gb * 11 + 9) // 10
        if self.storage_gb != self.max_storage_gb < least:
            yield Problem(
                path="max_storage_gb",
                found=f"{self.max_storage_gb} with storage_gb {self.storage_gb}",
                allowed=f"{self.storage_gb} to stay fixed, or at least {least} to grow",
                fix="raise max_storage_gb",
            )
        yield from adoption_problems(self.adopt, restore=self.restore, generation=self.generation)
        if self.restore is not None and self.restore.instance is not None and self.generation == 1:
            yield Problem(
                path="generation",
                found="1 with restore.instance",
                allowed="2 or more: the restored instance stands beside the old one",
                fix="raise generation by one",
            )


@block
class AuroraRestoreSettings:
    """Where a cluster is restored from: a recovery point of a vault here or elsewhere, or a cluster of this stack."""

    snapshot_arn: (
        Annotated[
            str,
            matches(
                r"arn:aws:rds:[a-z0-9-]+:\d{12}:cluster-snapshot:[\w:-]{1,255}",
                "the ARN of a snapshot of a cluster, which is the ARN of its recovery point",
            ),
        ]
        | None
    ) = None
    """Check: `aws backup list-recovery-points-by-backup-vault`."""
    cluster: Annotated[str, matches(r"[a-z][a-z0-9-]{0,62}", "the identifier of a cluster of this stack")] | None = None
    """For a restore in place."""
    time: Annotated[str, moment("a time in UTC such as 2026-03-31T08:00:00Z")] | None = None
    """With `cluster`: the state to go back to; absent, the latest that can be restored."""

    def problems(self) -> Iterator[Problem]:
        """Check that there is one source, and a time only where one can be chosen."""
        named = [key for key in ("snapshot_arn", "cluster") if getattr(self, key) is not None]
        if len(named) != 1:
            yield Problem(
                path="",
                found=" and ".join(named) or "no source",
                allowed="snapshot_arn or cluster",
                fix="name one source: docs/runbooks/recover.md for another region, docs/runbooks/restore.md for this one",
            )
        if self.time is not None and self.cluster is None:
            yield Problem(
                path="time",
                found="a time without cluster",
                allowed="cluster with time: a snapshot is of one moment",
                fix="remove time, or name the cluster",
            )


@block
class AuroraSettings(PostgresSettings):
    """An Aurora PostgreSQL cluster: one instance that writes, the others readers that take over from it."""

    engine_version: Annotated[str, matches(r"1[67]", "a major version of PostgreSQL that Aurora has, in quotes: 16 or 17")]
    """Major only: Aurora picks its default minor and keeps it patched."""
    instance_class: AuroraClass
    """Of each instance. db.t4g.medium costs about 53 USD a month, db.r7g.large 201. Storage is 0.10 USD a GB and month and grows by
    itself; 0.20 USD a million I/O requests. Check: `aws rds describe-orderable-db-instance-options --engine aurora-postgresql`."""
    instances: Annotated[int, between(1, 16, "instances")]
    """One writes; with two or more the writer's failure is over in about 30 seconds, without in ten minutes."""
    backup_retention_days: Annotated[int, between(7, 35, "days")]
    """Days back to which any second can be restored; as much as the cluster holds is free, above that 0.021 USD a GB and month."""
    adopt: AdoptClusterSettings | None = None
    """Take over a cluster that exists, made by hand or by another tool, in place of making one: docs/adopt.md."""
    restore: AuroraRestoreSettings | None = None
    """Build the cluster from another one's state instead of empty; read once, when it is created."""
    alarms: AuroraAlarms = field(default_factory=AuroraAlarms)

    def problems(self) -> Iterator[Problem]:
        """Check the restore on top."""
        yield from super().problems()
        yield from adoption_problems(self.adopt, restore=self.restore, generation=self.generation)
        if self.adopt is not None and len(self.adopt.instances) > self.instances:
            yield Problem(
                path="adopt.instances",
                found=f"{len(self.adopt.instances)} instances, and instances {self.instances}",
                allowed=f"at most {self.instances}: an adopted instance that is not declared stays outside the program",
                fix="raise instances, or delete an instance before the import",
            )
        if self.restore is not None and self.restore.cluster is not None and self.generation == 1:
            yield Problem(
                path="generation",
                found="1 with restore.cluster",
                allowed="2 or more: the restored cluster stands beside the old one",
                fix="raise generation by one",
            )
