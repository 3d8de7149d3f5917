"""`scale`."""

from tests.ops.cases import Case
from tests.ops.driving import Ops
from tests.ops.events import tasks


def _grows(ops: Ops) -> None:
    ops.clock.after(15, lambda: tasks(ops, "api", 4))


CASE = Case(
    line="scale api 4 20",
    says=("now 2 to 10", "api runs 4, between 4 and 20", "scale api --restore"),
    prepare=_grows,
    wrong={
        "scale apy 4 20": "write api",
        "scale api 20 4": "20 and 4",
        "scale api": "nothing and nothing",
        "scale intervention-worker 1 3": "a service that does not scale",
        "scale api 1 2 --restore": "MIN as well",
    },
    waits=2,
    stall=lambda ops: ops.stack("production"),
    changes=("application-autoscaling:RegisterScalableTarget",),
)
