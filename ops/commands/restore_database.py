"""Goes back to an earlier state of the database: restores it beside the present one and moves the services there."""

import argparse
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from ops.aws import rds
from ops.editing import Edit, plan_edit
from ops.ending import Exit, OpsError, refusal
from ops.run import Run
from ops.verb import Command
from ops.words import age

_KINDS: Final = {
    "aws:rds/instance:Instance": "instance",
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": "backups-copy",
    "aws:rds/cluster:Cluster": "cluster",
    "aws:rds/clusterInstance:ClusterInstance": r"\d+-instance",
}
"""Pulumi's types that a database is made of, and how their logical names end."""
_FORM: Final = "%Y-%m-%dT%H:%M:%SZ"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", metavar="TIME", required=True, help="the state to go back to, such as 2026-03-31T08:00:00Z")


def _run(run: Run) -> None:
    moment = _moment(run.options.to)
    block = run.file.values.get("database")
    source = run.outputs.database
    if not isinstance(block, dict) or source is None:
        raise refusal(f"--stack {run.stack}", found="no database", allowed="a stack with a database", fix="name another")
    aurora = run.outputs.database_is_aurora
    _check_window(moment, *(rds.cluster_window if aurora else rds.instance_window)(run.aws, source))
    generation = int(block.get("generation", 1))
    origin = f"{{{'cluster' if aurora else 'instance'}: {source}, time: {moment.strftime(_FORM)}}}"
    edit = plan_edit(
        run,
        {
            ("database", "generation"): str(generation + 1),
            ("database", "restore"): origin,
            ("alarms_roll_back",): "false",
        },
    )
    run.screen.show(edit.difference)
    stays = "stays until somebody deletes it" if run.file.settings.protect else "`up` DELETES: the stack is not protected"
    run.screen.note(
        f"`up` restores {source} as of {moment.strftime(_FORM)} beside itself, which takes from twenty minutes to hours, and moves "
        f"the services there. What was written after that moment is then only in {source}, which {stays}"
    )
    run.confirm(f"About to restore the database of {run.stack}.", always=True)
    _restore(run, edit, source, generation)


def _restore(run: Run, edit: Edit, source: str, generation: int) -> None:
    began = run.clock.now()
    up = f"pulumi up -s {run.stack} --policy-pack policy"
    with run.step(f"{edit.file.name} may be written, and nothing applied of it", look="git diff", undo=edit.undo):
        edit.write(run)
        for urn in _released(run, generation):
            if not run.pulumi.unprotect(urn):
                raise OpsError(f"`pulumi state unprotect` failed of {urn}; the next `up` of the file before protects it again")
        if not run.pulumi.preview(minutes=run.options.minutes):
            if not run.dry_run:
                edit.take_back()
            told = f"the preview failed; {edit.file.name} is as it was, and nothing was applied"
            raise OpsError(f"{told}; the next `up` protects again what was unprotected", settled=True)
    half = f"the database of {run.stack} may be half restored; {source} is there as before"
    back = f"set platform:database.restore to {{...: {source}}} and raise generation once more, then {up}"
    with run.step(half, look=f"pulumi stack -s {run.stack}; {run.command('status')}", finish=up, undo=back):
        if not run.pulumi.up(minutes=run.options.minutes):
            raise OpsError("`pulumi up` failed; what it says above has to be mended, the file stays as it is")
        restored = run.clock.now()
        # A restore does not take over backup days, windows and insights.
        if not run.pulumi.up(refresh=True, minutes=run.options.minutes):
            raise OpsError("the database is restored; the second `up --refresh`, which sets its backups and windows, failed")
    minutes = math.ceil((restored - began).total_seconds() / 60)
    run.screen.show(
        f"restored in {age(minutes * 60)}; for the RTO: {run.command(f'recovery-check --step restore={minutes}')}", "ok"
    )
    for line in (
        f"verify: {run.command('smoke')}; {run.command('status')}; count in the database what you know of that moment",
        f"then: set alarms_roll_back back in {edit.file.name}, commit it, and {up}",
        "then: write backups_arn of `pulumi stack output recovery` into the stack file of the recovery region, where there is one",
        f"to go back to the state before: {back}",
        "the old one's logs, and deleting it: docs/runbooks/restore.md, steps 6 and 7",
    ):
        run.screen.note(line)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        allowed = "a time with its zone, such as 2026-03-31T08:00:00Z"
        raise refusal("--to", found=repr(text[:100]), allowed=allowed, fix="write one; Z is UTC")
    return moment.astimezone(UTC).replace(microsecond=0)


def _check_window(moment: datetime, earliest: datetime | None, latest: datetime | None) -> None:
    if earliest is None or latest is None:
        raise OpsError(
            "AWS keeps no automated backups of the database that can be restored; docs/runbooks/recover.md has other copies"
        )
    if not earliest <= moment <= latest:
        raise refusal(
            "--to",
            found=moment.strftime(_FORM),
            allowed=f"{earliest.astimezone(UTC).strftime(_FORM)} to {latest.astimezone(UTC).strftime(_FORM)}",
            fix="choose a moment in between; older states: docs/runbooks/recover.md, from the vault",
        )


def _released(run: Run, generation: int) -> list[str]:
    """What the stack will no longer declare and is protected: only its entry in the state goes, AWS keeps it."""
    if not run.file.settings.protect:
        return []
    part = "database" if generation == 1 else f"database-{generation}"
    of_part = [one for one in run.pulumi.resources() if one.get("protect") and _is_of(one, part)]
    urns = [str(one["urn"]) for one in of_part]
    if not urns and not run.dry_run:
        found = f"no protected resource named {part}-... in the state"
        raise OpsError(f"{found}; is {run.stack} applied as its file says? fix: pulumi up -s {run.stack} first", Exit.INPUT)
    return urns


def _is_of(resource: Mapping[str, Any], part: str) -> bool:
    """Whether a resource is the database of this generation, or a part of it.

    `database-2-instance` is Aurora's second instance, or RDS's of the second generation.
    """
    ending = _KINDS.get(str(resource["type"]))
    return ending is not None and re.fullmatch(f"{part}-{ending}", str(resource["urn"]).rpartition("::")[2]) is not None


COMMAND = Command(
    summary="restore the database as of a moment beside the present one, and move the services there",
    example="restore-database --to 2026-03-31T08:00:00Z --stack production",
    arguments=_arguments,
    run=_run,
    calls=("rds:DescribeDBInstanceAutomatedBackups", "rds:DescribeDBInstances", "rds:DescribeDBClusters"),
    minutes=360,
)
