"""`accept`."""

from tests.ops.cases import Case
from tests.ops.driving import START, Ops
from tests.ops.entrance import ENTRANCE

STACK = "migration-api-staging"
TODAY = f"{START:%Y-%m-%d}"


def throw_away(ops: Ops, last_day: str = TODAY) -> None:
    """Have the stack's file say that it is not meant to stay."""
    ops.copy_project()
    file = ops.root / f"Pulumi.{STACK}.yaml"
    file.write_text(f'{file.read_text().rstrip()}\n  platform:expires: "{last_day}"\n')


def hangs(ops: Ops) -> None:
    throw_away(ops)
    ops.clock.processes_end = False


CASE = Case(
    line=f"accept --requests 4 --connect-to {ENTRANCE}",
    stack=STACK,
    says=(
        "to DESTROY it with its data",
        "ok    health of api: ",
        "migration-api-staging is accepted, and destroyed: nothing is left of it",
    ),
    prepare=throw_away,
    stall=hangs,
    waits=3,
    applies=True,
    wrong={
        "accept --report nowhere/report.md": "nowhere/report.md",
        "accept --keep-until 2020-01-01": "2020-01-01",
    },
)
