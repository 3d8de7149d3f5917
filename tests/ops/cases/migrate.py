"""`migrate`."""

from tests.ops.cases import Case
from tests.ops.events import job_runs

CASE = Case(
    line="migrate",
    says=("upgrading to 0042", "last words", "migrate ended with 0"),
    prepare=job_runs,
    wrong={"migrate migrat": "write migrate"},
    waits=4,
    stall=lambda ops: job_runs(ops, seconds=1e9),
    changes=("stepfunctions:StartExecution",),
)
