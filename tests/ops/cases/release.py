"""`release`."""

import json

from tests.ops.cases import Case
from tests.ops.driving import Ops
from tests.ops.events import NEW, push
from tests.stacks import ROOT

FILE = ROOT / "build" / "test-images.json"


def _write(ops: Ops) -> None:
    push(ops)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps({"api": NEW}))


CASE = Case(
    line=f"release {FILE}",
    says=('{"api": "sha256:',),
    prepare=_write,
    wrong={"release nowhere.json": "No such file"},
    changes=("ecr:PutImage", "ssm:PutParameter"),
)
