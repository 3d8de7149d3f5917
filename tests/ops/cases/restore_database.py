"""`restore-database`."""

from dataclasses import replace
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
_AURORA_URN = _URN.replace("production", "migration-api-production").replace("rds:Database", "aurora:AuroraDatabase")
_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
AURORA_STATE = [
    {"type": kind, "urn": _AURORA_URN.format(kind, name), "protect": True}
    for kind, name in (
        ("aws:rds/cluster:Cluster", "database-cluster"),
        (_INSTANCE, "database-1-instance"),
        (_INSTANCE, "database-2-instance"),
        ("aws:rds/cluster:Cluster", "database-2-cluster"),
        (_INSTANCE, "database-2-1-instance"),
        ("aws:cloudwatch/logGroup:LogGroup", "database-postgresql-logs"),
    )
]
"""What is protected of the cluster: the first three have to be let go."""
MOMENT = f"{START - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"


def _stands(ops: Ops) -> None:
    ops.copy_project()
    ops.held = STATE


def _hangs(ops: Ops) -> None:
    _stands(ops)
    ops.clock.processes_end = False


def _aurora(ops: Ops) -> None:
    _stands(ops)
    ops.held = AURORA_STATE
    # When moto's cluster was made, and as far as it goes: a week, and to now.
    for cluster in ops.backend("rds", "migration-api-production").clusters.values():
        cluster.earliest_restorable_time = START - timedelta(days=7)


def _aurora_hangs(ops: Ops) -> None:
    _aurora(ops)
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


AURORA = replace(
    CASE,
    stack="migration-api-production",
    says=(
        f"+    restore: {{cluster: mig-production-database, time: {MOMENT}}}",
        *(f"pulumi state unprotect {one['urn']} -s" for one in AURORA_STATE[:3]),
        "recovery-check --step restore=0 --stack migration-api-production",
    ),
    prepare=_aurora,
    stall=_aurora_hangs,
    waits=6,
)
