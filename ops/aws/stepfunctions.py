"""AWS Step Functions."""

import uuid
from typing import Any

from ops.aws.client import Aws


def running_executions(aws: Aws, machine: str) -> list[str]:
    """Return the ARNs of a state machine's executions that have not ended."""
    name = machine.rpartition(":")[2]
    found = aws.pages(
        "stepfunctions", "list_executions", "executions", f"state machine {name}", stateMachineArn=machine, statusFilter="RUNNING"
    )
    return [one["executionArn"] for one in found]


def start_execution(aws: Aws, machine: str, name: str = "") -> str | None:
    """Start a state machine; return the execution's ARN, or None in a dry run.

    The execution has a name, so that a call that is tried again, its answer lost, starts no second one.

    Args:
        aws: the account.
        machine: ARN of the state machine.
        name: of the execution, if not one that tells nothing.
    """
    target = f"state machine {machine.rpartition(':')[2]}"
    answer = aws.write("stepfunctions", "start_execution", target, stateMachineArn=machine, name=name or str(uuid.uuid4()))
    arn: str | None = answer.get("executionArn")
    return arn


def execution_arn(machine: str, name: str) -> str:
    """Return the ARN of an execution, also of one that has not begun."""
    return f"{machine.replace(':stateMachine:', ':execution:')}:{name}"


def stop_execution(aws: Aws, execution: str) -> None:
    """End an execution, and with it the task that it waits for."""
    aws.write("stepfunctions", "stop_execution", f"execution {execution.rpartition(':')[2]}", executionArn=execution)


def describe_execution(aws: Aws, execution: str) -> dict[str, Any]:
    """Return an execution: `status`, `startDate`, and once it is over `output`, or `error` and `cause`."""
    return aws.read("stepfunctions", "describe_execution", f"execution {execution.rpartition(':')[2]}", executionArn=execution)


def history(aws: Aws, execution: str) -> list[dict[str, Any]]:
    """Return what has happened in an execution."""
    name = f"execution {execution.rpartition(':')[2]}"
    return list(aws.pages("stepfunctions", "get_execution_history", "events", name, executionArn=execution))
