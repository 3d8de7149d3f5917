"""`accept`."""

from collections.abc import Mapping
from typing import Any

from tests.ops.cases import Case
from tests.ops.driving import START, Ops
from tests.ops.entrance import ENTRANCE
from tests.ops.events import NEW, first_tasks, push, tasks

STACK, SOURCE = "migration-api-staging", "migration-api-production"
TODAY = f"{START:%Y-%m-%d}"
LINE = f"accept --from {SOURCE} --requests 4 --connect-to {ENTRANCE}"


def throw_away(ops: Ops, last_day: str = TODAY) -> None:
    """Have the stack's file say that it is not meant to stay."""
    ops.copy_project()
    file = ops.root / f"Pulumi.{STACK}.yaml"
    file.write_text(f'{file.read_text().rstrip()}\n  platform:expires: "{last_day}"\n')


def empty(ops: Ops, *failing: str) -> None:
    """Have nothing of the stack run, as after its first `up`, and another run an image; Pulumi's calls of these verbs fail."""
    for stack in (STACK, SOURCE):
        ops.stack(stack)
    ops.fresh()
    push(ops, stack=SOURCE)
    ops.put("deployed/api", NEW, SOURCE)
    for name in ("images/api", "deployed/api"):
        ops.put(name, "none", STACK)
    tasks(ops, "api", 0, stack=STACK)

    def called(arguments: list[str]) -> Mapping[str, Any]:
        recorded = ops.parameter("images/api", STACK)
        if arguments[0] == "up" and recorded != ops.parameter("deployed/api", STACK):
            ops.put("deployed/api", recorded, STACK)
            tasks(ops, "api", 1, stack=STACK)
            first_tasks(ops, "api", stack=STACK, after=10)
        return {"status": 1 if arguments[0] in failing else 0}

    ops.up = called


def _prepare(ops: Ops) -> None:
    throw_away(ops)
    empty(ops)


def _hangs(ops: Ops) -> None:
    _prepare(ops)
    ops.clock.processes_end = False


CASE = Case(
    line=LINE,
    stack=STACK,
    says=(
        f"with api sha256:abababababab of {SOURCE}",
        "to DESTROY it with its data",
        "waiting for the first tasks of api",
        f"api runs {NEW}",
        "ok    health of api: ",
        "migration-api-staging is accepted, and destroyed: nothing is left of it",
    ),
    prepare=_prepare,
    stall=_hangs,
    waits=5,
    changes=(
        *("ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload") * 2,
        "ecr:PutImage",
        "ecr:PutImage",
        "ssm:PutParameter",
    ),
    applies=True,
    wrong={
        f"{LINE} --report nowhere/report.md": "nowhere/report.md",
        f"{LINE} --keep-until 2020-01-01": "2020-01-01",
        f"{LINE} --migrate nothing": "JOB",
        LINE.replace(SOURCE, "stagin"): "'stagin'",
        LINE.replace(SOURCE, "production"): "a stack of pre-delinquency-engine",
        "accept": "no image that api could run",
    },
)
