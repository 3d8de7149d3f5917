"""AWS Backup."""

from typing import Any

from ops.aws.client import Aws


def recovery_points(aws: Aws, vault: str, *, region: str | None = None) -> list[dict[str, Any]]:
    """Return what a vault holds."""
    return list(
        aws.pages(
            "backup",
            "list_recovery_points_by_backup_vault",
            "RecoveryPoints",
            f"vault {vault}",
            region=region,
            BackupVaultName=vault,
        )
    )


def restore_jobs(aws: Aws, *, region: str | None = None) -> list[dict[str, Any]]:
    """Return restores that went well, those of a restore testing plan among them."""
    return list(aws.pages("backup", "list_restore_jobs", "RestoreJobs", "restores", region=region, ByStatus="COMPLETED"))
