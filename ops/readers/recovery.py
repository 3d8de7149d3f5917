"""What is kept elsewhere, and how old its newest state is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ops.aws import backup, cloudwatch, rds, ssm
from ops.aws.client import Aws, MissingError
from ops.readers.health import Alarm
from ops.readers.outputs import Outputs
from ops.readers.services import Images
from ops.readers.stack_file import StackFile


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One way in which something is kept."""

    of: str
    """`database`, a bucket, or `images`."""
    by: str
    where: str
    """The region."""
    newest: datetime | None
    """The latest state that can be had again; None for nothing."""


def read_copies(
    aws: Aws, file: StackFile, outputs: Outputs, *, alarms: list[Alarm], images: Images, backed_up: bool, now: datetime
) -> list[Copy]:
    """Return every copy of the stack's data, those in its own region first."""
    elsewhere = outputs.recovery.get("region")
    copies = []
    if backed_up:
        copies.append(_vault(aws, f"{outputs.prefix}-backup", aws.region))
    if elsewhere is None:
        return copies
    if backed_up:
        copies.append(_vault(aws, f"{outputs.prefix}-backup-recovery", elsewhere))
    arn = outputs.recovery.get("database", {}).get("backups_arn")
    if arn is not None:
        copies.append(_replicated_backups(aws, arn, elsewhere))
    for bucket in outputs.recovery.get("buckets", {}):
        source = outputs.buckets.get(bucket, "")
        watched = next((alarm for alarm in alarms if alarm.dimensions.get("SourceBucket") == source), None)
        copies += [Copy(of=f"bucket {bucket}", by="S3 replication", where=elsewhere, newest=now - _behind(aws, watched, now))]
    copied = ssm.parameters_below(aws, file.path("images"), region=elsewhere)
    same = all(copied.get(name) == digest for name, digest in images.deployed.items() if digest is not None)
    copies.append(Copy(of="images", by="parameters", where=elsewhere, newest=now if same else None))
    return copies


def _vault(aws: Aws, vault: str, region: str) -> Copy:
    points = backup.recovery_points(aws, vault, region=region)
    # When it was begun: what was written while it was taken may be missing.
    times = [one["CreationDate"] for one in points if one.get("Status", "COMPLETED") == "COMPLETED" and "CreationDate" in one]
    return Copy(of="database", by=f"AWS Backup, {vault}", where=region, newest=max(times, default=None))


def _replicated_backups(aws: Aws, arn: str, region: str) -> Copy:
    try:
        found = rds.replicated_backups(aws, arn, region=region)
    except MissingError:
        found = []
    times = [one["RestoreWindow"]["LatestTime"] for one in found if "LatestTime" in one.get("RestoreWindow", {})]
    return Copy(of="database", by="RDS, replicated backups", where=region, newest=max(times, default=None))


def _behind(aws: Aws, watched: Alarm | None, now: datetime) -> timedelta:
    """How far a bucket's copy is behind: S3 says so while there is something to copy; in a quiet hour nothing is behind."""
    if watched is None:
        return timedelta()
    start = now - timedelta(hours=1)
    seconds = cloudwatch.statistic(aws, "AWS/S3", "ReplicationLatency", dict(watched.dimensions), start=start, end=now)
    return timedelta(seconds=seconds or 0)


def read_restore_minutes(aws: Aws, prefix: str, *, elsewhere: str | None) -> float | None:
    """Return how long the latest restore of the stack's database took in AWS Backup, or None where none was made.

    Restores that a plan tries out (`backup.restore_test`) are in the stack's own region, those of a recovery elsewhere.

    Args:
        aws: in the stack's region.
        prefix: heads the names of what the stack has.
        elsewhere: the recovery region, where there is one.
    """
    jobs = [
        one
        for region in dict.fromkeys((None, elsewhere))
        for one in backup.restore_jobs(aws, region=region)
        if "CompletionDate" in one and prefix in f"{one.get('BackupVaultArn', '')} {one.get('SourceResourceArn', '')}"
    ]
    if not jobs:
        return None
    latest = max(jobs, key=lambda one: one["CompletionDate"])
    seconds: float = (latest["CompletionDate"] - latest["CreationDate"]).total_seconds()
    return seconds / 60
