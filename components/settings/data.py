"""What keeps data: databases and buckets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from components.parsing import Between, Matches, Problem
from components.settings.vocabulary import WeeklyWindow, Window

# Master user names RDS for PostgreSQL refuses (Amazon RDS guide, "CreateDBInstance"; `postgres` is allowed).
RESERVED_USER_NAMES = frozenset(
    {"admin", "administrator", "rdsadmin", "rds_superuser", "rdsrepladmin", "rdstopmgr", "root", "user"}
)


@dataclass(frozen=True, kw_only=True)
class DatabaseSettings:
    """An RDS for PostgreSQL instance."""

    engine_version: Annotated[str, Matches(r"1[6-9]", "a major version of PostgreSQL in quotes, such as '17'")]
    """Major only: RDS picks its default minor and keeps it patched."""
    instance_class: Annotated[str, Matches(r"db\.[a-z0-9]+\.[a-z0-9]+", "an RDS instance class such as db.t4g.micro")]
    storage_gb: Annotated[int, Between(20, 65536, "GB")]
    max_storage_gb: Annotated[int, Between(20, 65536, "GB")]
    """Storage grows by itself up to here; equal to storage_gb it stays fixed."""
    multi_az: bool
    """A standby in a second zone: doubles the instance's price, fails over in about a minute."""
    backup_retention_days: Annotated[int, Between(7, 35, "days")]
    backup_window: Window
    maintenance_window: WeeklyWindow
    database_name: Annotated[str, Matches(r"[a-z][a-z0-9_]{0,62}", "lower-case letters, digits and _, starting with a letter")]
    username: Annotated[str, Matches(r"[a-z][a-z0-9_]{0,62}", "lower-case letters, digits and _, starting with a letter")]
    rotation: Annotated[int, Between(1, 1_000_000)] = 1
    """Raise by one to replace the password: one `up` changes database, secret and tasks. See docs/runbooks/rotate-password.md."""

    def problems(self, path: str) -> Iterator[Problem]:
        """Check reserved user names, the storage range, and that backups and maintenance do not meet."""
        if self.username in RESERVED_USER_NAMES:
            yield Problem(
                path=f"{path}.username",
                found=self.username,
                allowed=f"any name but {', '.join(sorted(RESERVED_USER_NAMES))}: RDS reserves them",
                fix="choose another, for example app",
            )
        # RDS wants room for at least one step of growth (Amazon RDS guide, "storage autoscaling").
        least = (self.storage_gb * 11 + 9) // 10
        if self.storage_gb != self.max_storage_gb < least:
            yield Problem(
                path=f"{path}.max_storage_gb",
                found=f"{self.max_storage_gb} with storage_gb {self.storage_gb}",
                allowed=f"{self.storage_gb} to stay fixed, or at least {least} to grow",
                fix="raise max_storage_gb",
            )
        start, end = (time[-5:] for time in self.backup_window.split("-"))
        opens, closes = (time[-5:] for time in self.maintenance_window.split("-"))
        if start < closes and opens < end:
            yield Problem(
                path=f"{path}.maintenance_window",
                found=f"{self.maintenance_window}, which meets backup_window {self.backup_window}",
                allowed="windows that do not overlap: RDS refuses them",
                fix="move one of the two",
            )


@dataclass(frozen=True, kw_only=True)
class BucketSettings:
    """An S3 bucket. Always encrypted, versioned, private and TLS-only."""

    noncurrent_days: Annotated[int, Between(1, 3650, "days")] = 90
    """How long a replaced or deleted object can be brought back."""
