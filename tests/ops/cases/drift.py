"""`drift`."""

import json
from pathlib import Path

from tests.ops.cases import Case
from tests.ops.driving import Ops

SCALED = "urn:pulumi:production::platform::platform:service:Service$aws:appautoscaling/target:Target::api-scaling-target"


def _prepare(_: Ops) -> None:
    step = {"op": "update", "urn": SCALED, "detailedDiff": {"minCapacity": {"kind": "update", "inputDiff": False}}}
    Path("drift.json").write_text(json.dumps({"steps": [step]}))
    Path("text.json").write_text("Previewing update")


CASE = Case(
    line="drift drift.json",
    says=("api-scaling-target", "minCapacity", "yes", "no unexpected drift of production"),
    prepare=_prepare,
    wrong={"drift none.json": "none.json", "drift text.json": "no JSON", "drift drift.json --pending text.json": "text.json"},
    asks_aws=False,
)
