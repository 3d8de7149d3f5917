"""`logs`."""

from tests.ops.cases import Case
from tests.ops.driving import Ops


def _some(ops: Ops) -> None:
    ops.log("/ecs/pre-delinquency-engine/production/api", "api/api/1", "served \x1b[31m1 request")
    ops.log("/ecs/pre-delinquency-engine/production/dashboard", "dashboard/dashboard/1", "drew")


CASE = Case(
    line="logs",
    says=("api ", "served \\x1b[31m1 request", "dashboard ", "drew"),
    prepare=_some,
    wrong={"logs apy": "write api"},
)
