"""`deploy`."""

from tests.ops.cases import Case
from tests.ops.driving import Ops
from tests.ops.events import NEW, push


def hangs(ops: Ops) -> None:
    push(ops)
    ops.clock.processes_end = False


CASE = Case(
    line=f"deploy api {NEW}",
    says=(f"api runs {NEW}",),
    prepare=push,
    wrong={
        f"deploy apy {NEW}": "write api",
        "deploy api sha256:abc": "'sha256:abc'",
        "deploy api sha256:" + "cd" * 32: "which pde-production/api does not have",
        "deploy api nightly": "the tag nightly",
        f"deploy api example.com/elsewhere@{NEW}": "an image of example.com/elsewhere",
        "deploy api": "neither, or one of the two",
        "deploy --images nowhere.json": "No such file",
        f"deploy api {NEW} --migrate nothing": "JOB",
    },
    waits=1,
    stall=hangs,
    changes=("ecr:PutImage", "ssm:PutParameter"),
)
