"""A job: started, its log shown as it comes, waited for; several commands run one."""

import contextlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from ops.aws import logs, stepfunctions
from ops.ending import Exit, OpsError
from ops.run import Run

CALLS: Final = (
    "states:ListExecutions",
    "states:StartExecution",
    "states:DescribeExecution",
    "states:GetExecutionHistory",
    "logs:FilterLogEvents",
)
"""What running a job calls."""
_SECONDS: Final = 5
_LAST_EXIT_CODE: Final = 125
"""Codes above it are a shell's and Docker's own: not found, ended by a signal."""


def run_job(run: Run, job: str, *, minutes: float, attach: bool = False) -> None:
    """Run a job to its end, or follow a run that goes on.

    Args:
        run: about the stack.
        job: its name.
        minutes: how long to wait for its end.
        attach: follow the run that goes on, in place of starting one.

    Raises:
        OpsError: it failed, with its own exit code as the status; another run goes on; it took too long.
    """
    machine = run.outputs.job(job)
    execution = _execution(run, job, machine, attach=attach)
    if execution is None:
        return
    with run.step(
        f"{job} goes on in AWS ({execution.rpartition(':')[2]}), with or without this command",
        look=f"aws stepfunctions describe-execution --execution-arn {execution}",
        finish=run.command(f"migrate {job} --attach"),
        undo=f"aws stepfunctions stop-execution --execution-arn {execution} (what the job has done stays done)",
    ):
        ended = _follow(run, job, execution, minutes)
    _judge(run, job, ended)


def _execution(run: Run, job: str, machine: str, *, attach: bool) -> str | None:
    running = stepfunctions.running_executions(run.aws, machine)
    if attach:
        if not running:
            raise OpsError(f"no run of {job} goes on; fix: start one, {run.command(f'migrate {job}')}", Exit.INPUT)
        return running[0]
    if running:
        raise OpsError(
            f"a run of {job} goes on already ({running[0].rpartition(':')[2]}), and two at once may do harm; nothing was started; "
            f"fix: follow it with {run.command(f'migrate {job} --attach')}"
        )
    return stepfunctions.start_execution(run.aws, machine)


def _follow(run: Run, job: str, execution: str, minutes: float) -> dict[str, Any]:
    """Show what the job logs until it has ended; return its execution."""
    log = _Log(run, run.outputs.log_groups.get(job), execution)

    def look() -> dict[str, Any] | None:
        found = stepfunctions.describe_execution(run.aws, execution)
        log.show_new(found["startDate"])
        return None if found["status"] == "RUNNING" else found

    ended = run.wait(f"the end of {job}", look, minutes=minutes, seconds=_SECONDS)
    run.clock.sleep(_SECONDS)  # CloudWatch takes the last lines a moment after the task has ended
    log.show_new(ended["startDate"])
    return ended


class _Log:
    """The lines of one task, each shown once."""

    def __init__(self, run: Run, group: str | None, execution: str) -> None:
        self._run, self._group, self._execution = run, group, execution
        self._tail: logs.Tail | None = None
        self._task: str | None = None

    def show_new(self, start: datetime) -> None:
        """Show the lines that have come since the last time."""
        self._task = self._task or task_of(self._run, self._execution)
        if self._group is None or self._task is None:
            return
        self._tail = self._tail or logs.Tail(self._run.aws, self._group, start)
        for event in self._tail.new():
            if event["logStreamName"].endswith(f"/{self._task}"):
                self._run.screen.show(event["message"].rstrip())


def task_of(run: Run, execution: str) -> str | None:
    """The id of the task an execution has started, once it has."""
    for event in stepfunctions.history(run.aws, execution):
        output = event.get("taskSubmittedEventDetails", {}).get("output")
        with contextlib.suppress(ValueError, LookupError, TypeError):
            arn: str = json.loads(output)["Tasks"][0]["TaskArn"]
            return arn.rpartition("/")[2]
    return None


def _judge(run: Run, job: str, ended: dict[str, Any]) -> None:
    """Say how it ended; a failure is raised, with the job's exit code."""
    status, log = ended["status"], run.outputs.log_groups.get(job, "its log group")
    if status == "SUCCEEDED":
        run.screen.show(f"{job} ended with 0", "ok")
        return
    code = next(_exit_codes(ended.get("cause", "")), None)
    if code is not None:
        passed = 1 <= code <= _LAST_EXIT_CODE
        more = "" if passed else "; that is no code of the job's own (137: killed, out of memory or stopped)"
        raise OpsError(f"{job} ended with {code}{more}; its log: {log}", code if passed else Exit.FAILED)
    why = ended.get("error") or status
    text = f"{job} ended as {status} ({why}): {ended.get('cause', 'AWS says no more')[:500]}; its log: {log}"
    raise OpsError(text)


def _exit_codes(cause: str) -> Iterator[int]:
    """The exit codes of a failed task's containers, as Step Functions tells them."""
    with contextlib.suppress(ValueError, TypeError, AttributeError):
        for container in json.loads(cause).get("Containers", []):
            if container.get("ExitCode"):
                yield container["ExitCode"]
