"""`rollback`."""

from tests.ops.cases import Case
from tests.ops.driving import Ops
from tests.ops.events import NEW, push


def _another_has_run(ops: Ops) -> None:
    push(ops)
    for name in ("images/api", "deployed/api"):
        ops.put(name, NEW)


def _hangs(ops: Ops) -> None:
    _another_has_run(ops)
    ops.clock.processes_end = False


CASE = Case(
    line="rollback api",
    says=("About to roll back", "api runs sha256:"),
    prepare=_another_has_run,
    wrong={"rollback apy": "write api", "rollback transaction-simulator": "has run none and no other image"},
    waits=1,
    stall=_hangs,
    changes=("ecr:PutImage", "ssm:PutParameter"),
)
