"""Logs, images and who hears about alarms."""

from collections.abc import Iterator
from typing import Annotated, Literal

from stack.block import block
from stack.limits import between, each_once, matches
from stack.problems import Problem
from stack.settings.schedules import cron
from stack.settings.vocabulary import Region, RetentionDays

Email = Annotated[
    str,
    matches(
        r"(?=.{6,254}$)[!-?A-~]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,63}",
        "an e-mail address of ASCII letters, digits and signs",
    ),
]


VaultArn = Annotated[
    str, matches(r"arn:aws:backup:[a-z0-9-]+:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}", "the ARN of a vault of another account")
]


@block
class LogSettings:
    """Log groups of services and data tiers."""

    retention_days: RetentionDays
    """Of the log groups of services, jobs and data tiers. Storage costs 0.03 USD a GB and month, taking in 0.50 USD a GB."""
    audit_retention_days: RetentionDays = 90
    """Of logs kept as evidence of decisions."""
    bucket_access_retention_days: Annotated[int, between(1, 3653, "days")] = 90
    """Of the record of each request to a bucket, in a bucket for all of the stack's in a region. S3 delivers it for nothing;
    a million requests are about 0.5 GB, 0.012 USD for each month they are kept."""


@block
class TracingSettings:
    """Request traces in X-Ray, through a collector (AWS Distro for OpenTelemetry) beside each task."""

    collector: Annotated[str, matches(r"sha256:[0-9a-f]{64}", "sha256:<64 hex digits>")] | None = None
    """Digest of the collector's image in the system's own `collector` repository; until it is named no trace is taken and
    no container is told to send any."""


@block
class VaultLockSettings:
    """A lock on the stack's vaults: no recovery point is deleted before its time, whoever asks. It costs nothing.

    `governance` keeps mistakes, deployers and stolen sessions away; an administrator may take the lock off again. Once a lock of
    `compliance` has closed, nobody can, AWS and the account's owner included: the recovery points, their key and their costs stay
    until each is old enough, and the stack can be destroyed only around them (docs/bootstrap.md, step 6).
    """

    mode: Literal["governance", "compliance"] = "governance"
    """Prefer governance with `copy_to`: another account's administrator is what this one's cannot be."""
    min_retention_days: Annotated[int, between(7, 3650, "days")] = 7
    """A plan that would keep recovery points shorter fails. With `compliance` it can never be lowered."""
    changeable_for_days: Annotated[int, between(3, 365, "days")] | None = None
    """With `compliance`: how long the lock can still be taken off after the `up` that makes it."""

    def problems(self) -> Iterator[Problem]:
        """Check that what closes for ever says when."""
        if (self.mode == "compliance") != (self.changeable_for_days is not None):
            yield Problem(
                path="changeable_for_days",
                found=f"{self.changeable_for_days or 'nothing'} with mode {self.mode}",
                allowed="days with compliance, whose lock closes for ever; nothing with governance",
                fix="set mode to governance, or say for how many days the lock may still be taken off",
            )


@block
class BackupCopySettings:
    """A copy of each recovery point in another account of the organization, out of this account's administrators' reach.

    0.095 USD a GB and month for RDS, 0.021 for Aurora, there; nothing is paid for the transfer within a region. What the other
    account has to allow: docs/bootstrap.md, step 6.
    """

    vault_arn: VaultArn
    """In the stack's own region: a database's recovery point takes one step, to another region or to another account."""
    retention_days: Annotated[int, between(7, 3650, "days")] = 35
    """How long they are kept there."""

    @property
    def account(self) -> str:
        """The account that has the vault."""
        return self.vault_arn.split(":")[4]

    @property
    def region(self) -> str:
        """The region that the vault is in."""
        return self.vault_arn.split(":")[3]


@block
class RestoreTestSettings:
    """Restores the newest recovery point of each database, measures how long that takes, and deletes what was restored.

    `bin/platform-ops recovery-check` adds the measured time to the stack's RTO; an alarm tells of a restore that fails. A test is
    estimated at 1.50 USD a database, a price not checked: look at AWS Backup's pricing, "backup evaluations". What it restores
    costs as well while that exists: 0.20 for two hours of a db.t4g.medium with 100 GB.
    """

    schedule: Annotated[str, cron("six cron fields in UTC, one of the two days ?, such as 0 8 ? * SUN *")] = "0 8 1 * ? *"
    """When; absent, on the first of each month."""
    keep_hours: Annotated[int, between(1, 168, "hours")] = 1
    """How long the restored database stays for somebody to look into it."""


@block
class BackupSettings:
    """AWS Backup beside the services' own backups: another vault, another key, and a retention of its own.

    Both, because each answers another loss. RDS's own backups restore any second of a week, and go with whoever may delete the
    instance; the vault keeps a state a day for longer, out of reach of who deploys. Of 100 GB, with 2 % of it changed each day and
    35 days kept, the vault holds at most 170 GB: 16 USD a month, and as much again for the copy in a recovery region.
    """

    retention_days: Annotated[int, between(7, 3650, "days")]
    """How long a recovery point is kept, here and in the recovery region; 0.095 USD a GB and month each."""
    schedule: Annotated[str, cron("six cron fields in UTC, one of the two days ?, such as 0 5 * * ? *")] = "0 5 * * ? *"
    """When a recovery point is taken."""
    lock: VaultLockSettings | None = None
    """Absent: an administrator may delete recovery points; a deployer never may."""
    copy_to: BackupCopySettings | None = None
    """Absent: recovery points stay in this account."""
    restore_test: RestoreTestSettings | None = None
    """Absent: whether and how fast a recovery point can be restored is known only after somebody has done it."""

    def problems(self) -> Iterator[Problem]:
        """Check that the lock lets the plan's own recovery points in, and that AWS Backup takes the schedules."""
        test = self.restore_test
        for path, schedule in (("schedule", self.schedule), *([] if test is None else [("restore_test.schedule", test.schedule)])):
            if not schedule.partition(" ")[0].isdecimal():
                yield Problem(
                    path=path,
                    found=schedule,
                    allowed="one minute of the hour in the first field: AWS Backup runs once an hour at most",
                    fix="begin it with a number from 0 to 59",
                )
        if self.lock is not None and self.lock.min_retention_days > self.retention_days:
            yield Problem(
                path="lock.min_retention_days",
                found=f"{self.lock.min_retention_days}, above retention_days {self.retention_days}",
                allowed=f"{self.retention_days} or less: a locked vault takes no recovery point that goes earlier",
                fix="raise retention_days, or lower it",
            )


@block
class BudgetSettings:
    """What the stack may cost. The alert topic hears of 80 % spent and of a forecast above it; see docs/preflight.md."""

    monthly_usd: Annotated[int, between(1, 1_000_000, "USD")]
    """A month, before tax."""


@block
class RecoverySettings:
    """Copies in a second region: database backups, buckets, secrets and image records.

    A month costs 1 USD for each key there (one for the database, one for the vault, one for each copied bucket), 1.20 for the four
    metrics of a bucket's copies and 0.10 for their alarm, 0.40 for a secret. A GB costs 0.02 to send; kept for a month, 0.095 of
    database backups and 0.0125 of objects.
    """

    region: Region
    """Where the copies are kept and the recovery stack is deployed."""
    rpo_hours: Annotated[int, between(1, 168, "hours")] = 26
    """How much may be lost with the region; `ops recovery-check` fails where the newest copy is older. RDS copies transaction logs
    within minutes; AWS Backup, all that Aurora has, once a day. It changes nothing of the stack."""
    rto_hours: Annotated[int, between(1, 168, "hours")] = 8
    """How long a recovery may take; `ops recovery-check` fails where its measured steps take longer. It changes nothing of the
    stack."""


@block
class ImageSettings:
    """The container registry."""

    keep: Annotated[int, between(1, 1000, "images")] = 10
    """Images beyond the newest are deleted, but for released ones."""
    keep_released: Annotated[int, between(10, 10_000, "images")] = 500
    """Of images with a tag `released-*`, in all services that run the repository's images: must cover what runs and what one may
    go back to. An image costs 0.10 USD a GB and month, layers that several share once."""

    def problems(self) -> Iterator[Problem]:
        """Check that a released image is not kept shorter than another."""
        if self.keep_released < self.keep:
            yield Problem(
                path="keep_released",
                found=f"{self.keep_released}, below keep {self.keep}",
                allowed=f"{self.keep} or more: what runs must outlive what was only pushed",
                fix="raise keep_released or lower keep",
            )


@block
class SlackSettings:
    """A Slack channel; the workspace is authorized once by hand in the console of Amazon Q Developer in chat applications."""

    team_id: Annotated[str, matches(r"T[A-Z0-9]{2,}", "a workspace id such as T07EA123LEP")]
    """The workspace."""
    channel_id: Annotated[str, matches(r"[CG][A-Z0-9]{2,}", "a channel id such as C07EZ1ABC23")]
    """The channel; alarms name log groups and services, so choose a private one."""


@block
class AlertSettings:
    """Who hears about alarms."""

    emails: Annotated[tuple[Email, ...], each_once("a topic has one subscription of an address")] = ()
    """AWS sends each a confirmation mail on the first `up`."""
    slack: SlackSettings | None = None
    """Where alarms are also shown."""
