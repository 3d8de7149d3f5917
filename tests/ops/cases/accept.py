"""`accept`."""

from tests.ops.cases import Case
from tests.ops.driving import Ops
from tests.ops.entrance import ENTRANCE


def hangs(ops: Ops) -> None:
    ops.stack("migration-api-staging")
    ops.clock.processes_end = False


CASE = Case(
    line=f"accept --requests 4 --connect-to {ENTRANCE}",
    stack="migration-api-staging",
    says=(
        "to DESTROY it with its data",
        "ok    health of api: ",
        "migration-api-staging is accepted, and destroyed: nothing is left of it",
    ),
    stall=hangs,
    waits=3,
    applies=True,
    wrong={"accept --report nowhere/report.md": "nowhere/report.md"},
)
