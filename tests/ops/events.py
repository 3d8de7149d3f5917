"""What happens in AWS while a command waits: jobs run and end, tasks start, somebody deploys."""

import json
from typing import Any

from tests.ops.driving import Ops
from tests.ops.planting import settle

TASK = "0123456789abcdef0123456789abcdef"
NEW = "sha256:" + "ab" * 32
"""An image that was pushed and never ran."""


def job_runs(ops: Ops, job: str = "migrate", *, stack: str = "production", code: int | None = 0, seconds: float = 12) -> None:
    """Have a job's next run log two lines and end with a code after so many seconds; None: it was killed for time."""
    planted = ops.stack(stack)
    cluster, arn = planted.outputs["cluster"], planted.outputs["job_machines"][job]
    group = planted.outputs["log_groups"][job]

    def execution() -> Any:
        machine = next(one for one in ops.backend("stepfunctions", stack).state_machines if one.arn == arn)
        return machine.executions[-1]

    def begins() -> None:
        ops.tasks[execution().execution_arn] = f"arn:aws:ecs:{planted.region}:111122223333:task/{cluster}/{TASK}"
        ops.log(group, f"{job}/{job}/{TASK}", "upgrading to 0042", stack=stack)
        ops.log(group, f"{job}/{job}/another", "of another run", stack=stack)

    def ends() -> None:
        run = execution()
        run.status = {0: "SUCCEEDED", None: "TIMED_OUT"}.get(code, "FAILED")
        if code:
            run.error, run.cause = "States.TaskFailed", json.dumps({"Containers": [{"ExitCode": code}]})
        ops.log(group, f"{job}/{job}/{TASK}", "last words", stack=stack)

    ops.clock.after(1, begins)
    ops.clock.after(seconds, ends)


def push(ops: Ops, service: str = "api", digest: str = NEW, *, stack: str = "production", architecture: str = "arm64") -> str:
    """Push an image of a service; return its digest."""
    planted = ops.stack(stack)
    planted.push(planted.repository(service), digest, architecture=architecture)
    return digest


def first_tasks(ops: Ops, service: str, *, stack: str = "production", after: float = 40) -> None:
    """Have a service run none of its tasks until some time has passed."""
    name = ops.stack(stack).outputs["services"][service]
    one = next(one for one in ops.backend("ecs", stack).services.values() if one.name == name)
    one.running_count = 0
    ops.clock.after(after, lambda: settle(one))


def tasks(ops: Ops, service: str, count: int, *, stack: str = "production") -> None:
    """Have a service run so many tasks."""
    name = ops.stack(stack).outputs["services"][service]
    one = next(one for one in ops.backend("ecs", stack).services.values() if one.name == name)
    one.running_count = one.desired_count = count


def session_begins(ops: Ops, *, agent: str = "RUNNING", after: float = 12) -> None:
    """Have the console's next task start, and its agent become so a while later."""
    planted = ops.stack("production")
    console, cluster = planted.outputs["console"], planted.outputs["cluster"]
    ops.task = {"lastStatus": "PENDING", "containers": []}

    def in_state(status: str) -> None:
        agents = [{"name": "ExecuteCommandAgent", "lastStatus": status, "reason": "made up"}]
        ops.task = {
            "lastStatus": "RUNNING",
            "containers": [{"name": console["container"], "runtimeId": f"{TASK}-1", "managedAgents": agents}],
        }

    def begins() -> None:
        machines = ops.backend("stepfunctions").state_machines
        machine = next(one for one in machines if one.arn == console["state_machine"])
        ops.tasks[machine.executions[-1].execution_arn] = f"arn:aws:ecs:{planted.region}:111122223333:task/{cluster}/{TASK}"
        in_state("PENDING")

    ops.clock.after(1, begins)
    ops.clock.after(after, lambda: in_state(agent))
