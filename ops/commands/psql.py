"""Opens a psql session inside the VPC: starts the console's job, hands the terminal over, and ends the job whatever happens."""

import contextlib
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ops import jobs
from ops.aws import ecs, stepfunctions
from ops.aws.client import MissingError
from ops.ending import Exit, OpsError, TookTooLongError, refusal
from ops.run import Run
from ops.session import find_plugin, hold
from ops.verb import Command

_AGENT = "ExecuteCommandAgent"
_COMMAND = "console"
"""What the image calls psql, signed in (docs/image-contract.md)."""
_GOES_IN = 60
"""How many seconds a task takes to go, and with it a session, after its time is up."""


def _run(run: Run) -> None:
    console = run.outputs.console
    if not console:
        raise refusal(
            f"outputs of {run.stack}",
            found="no console",
            allowed="a stack whose `database.console` names its image",
            fix="build the image, name its digest and apply the stack: docs/first-deployment.md",
        )
    plugin = find_plugin()
    minutes, log = console["minutes"], console["log_group"]
    run.confirm(f"About to open a session in the database of {run.stack}. All that is typed and shown is recorded in {log}.")
    name, ends = f"{_who(run)}-{uuid.uuid4()}", run.clock.now() + timedelta(minutes=minutes, seconds=_GOES_IN)
    execution = stepfunctions.execution_arn(console["state_machine"], name)
    with (
        run.step(
            f"the session's task was to be started and stopped; should it still run, it ends by itself after {minutes} minutes",
            look=f"aws stepfunctions describe-execution --execution-arn {execution}",
            undo=f"aws stepfunctions stop-execution --execution-arn {execution}",
        ),
        _stopped(run, execution),
    ):
        if stepfunctions.start_execution(run.aws, console["state_machine"], name) is None:
            run.screen.show(f"would run   {plugin}, once the task is there")
            return
        task = run.wait("the task and its agent", lambda: _ready(run, execution), minutes=run.options.minutes)
        target = f"ecs:{run.outputs.cluster}_{task['taskArn'].rpartition('/')[2]}_{_container(run, task)['runtimeId']}"
        session = ecs.execute_command(run.aws, run.outputs.cluster, task["taskArn"], console["container"], _COMMAND)
        run.screen.note(
            f"at most {minutes} minutes, and AWS ends it after 20 idle ones: show what is awaited with \\watch; \\q ends it"
        )
        seconds, signed = (ends - run.clock.now()).total_seconds(), run.aws.credentials()
        status = hold(
            plugin, session, target=target, region=run.file.region, signed=signed, clock=run.clock, seconds=max(0, seconds)
        )
    if status is None:
        raise TookTooLongError(
            f"the session's {minutes} minutes (database.console.minutes) are over, so it was ended, with its task"
        )
    if status:
        raise OpsError(f"the session ended with {status}: the lines above say why. Its task was stopped")


def _who(run: Run) -> str:
    """The caller's own name, as the name of an execution takes it: AWS shows who holds a session."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", run.aws.identity["Arn"].rpartition("/")[2])[:40]


@contextlib.contextmanager
def _stopped(run: Run, execution: str) -> Iterator[None]:
    """End the execution however the block ends, also where the answer to its start was lost."""
    try:
        yield
    except BaseException as error:
        try:
            _stop(run, execution)
        except OpsError as failed:
            run.screen.note(f"the session's task could not be stopped: {failed}", "bad")
        else:
            if isinstance(error, OpsError):
                # Whoever did not wait long enough is still told how to look: a task takes a minute to go.
                error.settled = error.status != Exit.TOO_LONG
        raise
    _stop(run, execution)


def _stop(run: Run, execution: str) -> None:
    with contextlib.suppress(MissingError):  # it never began
        stepfunctions.stop_execution(run.aws, execution)
        if not run.dry_run:
            run.screen.note(f"the session's task is told to stop ({execution.rpartition(':')[2]})")


def _ready(run: Run, execution: str) -> dict[str, Any] | None:
    """Return the task once its agent lets people in."""
    found = stepfunctions.describe_execution(run.aws, execution)
    if found["status"] != "RUNNING":
        why = f"{found.get('error') or found['status']}: {found.get('cause', 'AWS says no more')[:500]}"
        raise OpsError(f"the session's task ended before it could be entered ({why})")
    arn = jobs.task_of(run, execution)
    task = {} if arn is None else ecs.describe_task(run.aws, run.outputs.cluster, arn)
    if task.get("lastStatus") != "RUNNING":
        return None
    agent: dict[str, Any] = next((one for one in _container(run, task).get("managedAgents", []) if one["name"] == _AGENT), {})
    if agent.get("lastStatus") == "STOPPED":
        raise OpsError(f"the agent of ECS Exec does not run in the session's task: {agent.get('reason', 'AWS says no more')}")
    return task if agent.get("lastStatus") == "RUNNING" else None


def _container(run: Run, task: dict[str, Any]) -> dict[str, Any]:
    return next((one for one in task["containers"] if one["name"] == run.outputs.console["container"]), {})


COMMAND = Command(
    summary="open a psql session inside the VPC, in a task of its own that is stopped afterwards",
    example="psql --stack production",
    run=_run,
    calls=(
        "states:StartExecution",
        "states:DescribeExecution",
        "states:GetExecutionHistory",
        "states:StopExecution",
        "ecs:DescribeTasks",
        "ecs:ExecuteCommand",
        "kms:GenerateDataKey",
    ),
    minutes=5,
)
