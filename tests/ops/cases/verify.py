"""`verify`."""

from tests.ops.cases import Case
from tests.ops.driving import Ops
from tests.ops.registry import Registry
from tests.stacks import ROOT

IMAGES = ROOT / "tests" / "ops" / "images.json"


def _scanned_soon(ops: Ops) -> None:
    registry = Registry(ops)
    registry.scan = None

    def scanned() -> None:
        registry.scan = "COMPLETE"

    ops.clock.after(10, scanned)


def _never_scanned(ops: Ops) -> None:
    Registry(ops).scan = "IN_PROGRESS"


CASE = Case(
    line=f"verify {IMAGES}",
    says=("pde-production/api@sha256:1111", "pde-production/workers@sha256:2222", "may be deployed"),
    prepare=_scanned_soon,
    wrong={f"verify {ROOT}/tests/ops/not-there.json": "No such file"},
    waits=1,
    stall=_never_scanned,
)
