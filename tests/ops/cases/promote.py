"""`promote`."""

from tests.ops.cases import Case
from tests.ops.driving import Ops
from tests.ops.events import NEW, push


def _both(ops: Ops) -> None:
    """Staging runs an image that production has never had."""
    for stack in ("migration-api-staging", "migration-api-production"):
        ops.stack(stack)
    ops.fresh()
    push(ops, stack="migration-api-staging")
    ops.put("deployed/api", NEW, "migration-api-staging")
    ops.put("deployed/api", ops.parameter("images/api", "migration-api-production"), "migration-api-production")


def _hangs(ops: Ops) -> None:
    _both(ops)
    ops.clock.processes_end = False


LINE = "promote api --from migration-api-staging --to migration-api-production"
CASE = Case(
    line=LINE,
    stack="",
    says=("About to promote api", "copied from mig-staging/api to mig-production/api", "api runs sha256:"),
    prepare=_both,
    wrong={
        LINE.replace("promote api", "promote apy"): "write api",
        LINE.replace("from migration-api-staging", "from stagin"): "'stagin'",
        LINE.replace("from migration-api-staging", "from production"): "a stack of pre-delinquency-engine",
    },
    waits=1,
    stall=_hangs,
    changes=(
        *("ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload") * 2,
        "ecr:PutImage",
        "ecr:PutImage",
        "ssm:PutParameter",
    ),
)
