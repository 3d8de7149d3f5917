"""`restore-database`."""

from datetime import timedelta

from tests.ops.cases import Case
from tests.ops.driving import START, Ops

_URN = "urn:pulumi:production::platform::platform:rds:Database${}::{}"
_TYPES = ("aws:rds/instance:Instance", "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication")
STATE = [
    {"type": kind, "urn": _URN.format(kind, name), "protect": True}
    for kind, name in zip(
        (*_TYPES, _TYPES[0], "aws:cloudwatch/logGroup:LogGroup"),
        ("database-instance", "database-backups-copy", "database-2-instance", "database-upgrade-logs"),
        strict=True,
    )
]
"""What is protected of the database: the first two have to be let go."""
MOMENT = f"{START - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"


def _stands(ops: Ops) -> None:
    ops.copy_project()
    ops.held = STATE


def _hangs(ops: Ops) -> None:
    _stands(ops)
    ops.clock.processes_end = False


def _last_year() -> str:
    return f"{START - timedelta(days=365):%Y-%m-%dT%H:%M:%SZ}"


CASE = Case(
    line=f"restore-database --to {MOMENT}",
    says=(
        "+    generation: 2",
        f"+    restore: {{instance: pde-production-database, time: {MOMENT}}}",
        "+  platform:alarms_roll_back: false",
        "which stays until somebody deletes it",
        "recovery-check --step restore=0 --stack production",
        "verify: bin/platform-ops smoke --stack production",
        "to go back to the state before: ",
    ),
    prepare=_stands,
    stall=_hangs,
    waits=5,
    applies=True,
    wrong={
        "restore-database --to yesterday": "'yesterday'",
        "restore-database --to 2026-03-31T08:00:00": "a time with its zone",
        f"restore-database --to {_last_year()}": " to 20",
    },
)
