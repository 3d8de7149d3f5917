"""`release`."""

from tests.ops.cases import DATA, Case
from tests.ops.events import push

CASE = Case(
    line=f"release {DATA / 'images.json'}",
    says=('{"api": "sha256:',),
    prepare=push,
    wrong={"release nowhere.json": "No such file"},
    changes=("ecr:PutImage", "ssm:PutParameter"),
)
