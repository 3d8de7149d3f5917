"""`costs`."""

import json

from tests.ops.cases import Case
from tests.ops.driving import Ops
from tests.stacks import ROOT

FILE = ROOT / "build" / "test-estimate.json"


def _estimated(_: Ops) -> None:
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps({"total": {"low": 1600.0, "expected": 1700.0, "high": 2500.0}}))


CASE = Case(
    line=f"costs --estimate {FILE}",
    says=("Amazon Elastic Container Service", "spent so far", "estimated        1,700.00 USD a month, at most 2,500.00"),
    prepare=_estimated,
    wrong={"costs --estimate nowhere.json": "No such file"},
)
