"""`psql`."""

from tests.ops.cases import Case
from tests.ops.events import session_begins

CASE = Case(
    line="psql",
    says=("is recorded in /ecs/pre-delinquency-engine/production/sessions", "at most 60 minutes", "task is told to stop"),
    prepare=session_begins,
    waits=4,
    stall=lambda ops: session_begins(ops, after=1e9),
    changes=("stepfunctions:StartExecution", "ecs:ExecuteCommand", "stepfunctions:StopExecution"),
)
