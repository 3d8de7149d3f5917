"""Says how much would be lost with the region, and how long a recovery would take, against what the stack file allows."""

import argparse
import re

from ops.ending import OpsError, refusal
from ops.readers.health import read_alarms
from ops.readers.recovery import Copy, read_copies, read_restore_minutes
from ops.readers.services import read_images
from ops.run import Run
from ops.verb import Command
from ops.words import age, since


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--step",
        metavar="NAME=MINUTES",
        type=_step,
        action="append",
        default=[],
        help="a measured step of a recovery, such as up=95 or traffic=10 (docs/runbooks/recover.md); each adds to the RTO",
    )


def _step(text: str) -> tuple[str, float]:
    name, _, minutes = text.partition("=")
    if not name or re.fullmatch(r"\d{1,5}(\.\d+)?", minutes) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=MINUTES, such as up=95")
    return name, float(minutes)


def _run(run: Run) -> None:
    settings = run.file.system_settings
    if settings.recovery is None and settings.backup is None:
        raise refusal(
            f"--stack {run.stack}",
            found="neither recovery nor backup in its file",
            allowed="a stack that keeps copies",
            fix="add platform:backup or platform:recovery, or name another stack",
        )
    now, aws, outputs = run.clock.now(), run.aws, run.outputs
    with run.screen.progress(f"looking at what {run.stack} keeps"):
        images, alarms = read_images(aws, run.file, outputs), read_alarms(aws, outputs)
        backed_up = settings.backup is not None
        copies = read_copies(aws, run.file, outputs, alarms=alarms, images=images, backed_up=backed_up, now=now)
        restore = read_restore_minutes(aws, outputs.prefix, elsewhere=outputs.recovery.get("region"))
    run.screen.table(
        f"{run.stack}: what is kept",
        ["of", "by", "in", "newest state"],
        [[copy.of, copy.by, copy.where, "none" if copy.newest is None else f"{since(copy.newest, now)} ago"] for copy in copies],
    )
    failures = _rpo(run, copies, settings.recovery.rpo_hours if settings.recovery else 26)
    failures += _rto(run, restore, settings.recovery.rto_hours if settings.recovery else 8)
    if failures:
        raise OpsError("; ".join(failures) + "; fix: docs/runbooks/recover.md, and the alarms of backup and replication")


def _rpo(run: Run, copies: list[Copy], hours: int) -> list[str]:
    """What would be lost: of each thing the best copy counts, of those outside the region where there are any."""
    elsewhere = [copy for copy in copies if copy.where != run.aws.region] or copies
    failures = []
    for of in dict.fromkeys(copy.of for copy in elsewhere):
        newest = max((copy.newest for copy in elsewhere if copy.of == of and copy.newest is not None), default=None)
        lost = None if newest is None else max(0.0, (run.clock.now() - newest).total_seconds())
        good = lost is not None and lost <= hours * 3600
        told = "there is no copy that is as new as what runs" if lost is None else f"{age(lost)} would be lost"
        run.screen.show(f"RPO  {of}: {told}; at most {hours} h", "ok" if good else "bad")
        failures += [] if good else [f"{of}: {told}, at most {hours} h may be"]
    return failures


def _rto(run: Run, restore: float | None, hours: int) -> list[str]:
    steps: list[tuple[str, float]] = [*([] if restore is None else [("restore", restore)]), *run.options.step]
    total = sum(minutes for _, minutes in steps)
    good = total <= hours * 60
    listed = " + ".join(f"{name} {age(minutes * 60)}" for name, minutes in steps) or "nothing measured"
    run.screen.show(f"RTO  {listed} = {age(total * 60)}; at most {hours} h", "ok" if good else "bad")
    if restore is None:
        run.screen.note(
            "no restore has been measured: AWS Backup has restored nothing of this stack; the RTO is without it", "warn"
        )
    return [] if good else [f"the measured steps take {age(total * 60)}, at most {hours} h may be"]


COMMAND = Command(
    summary="age of every copy against the RPO, measured steps against the RTO",
    example="recovery-check --step up=95 --stack production",
    arguments=_arguments,
    run=_run,
    calls=(
        "ssm:GetParametersByPath",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricStatistics",
        "backup:ListRecoveryPointsByBackupVault",
        "backup:ListRestoreJobs",
        "rds:DescribeDBInstanceAutomatedBackups",
    ),
)
