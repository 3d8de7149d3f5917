"""Amazon ECS."""

from collections.abc import Iterable
from typing import Any

from ops.aws.client import Aws

_AT_ONCE = 10
"""The most services that one call describes."""


def describe_services(aws: Aws, cluster: str, services: Iterable[str]) -> list[dict[str, Any]]:
    """Return services as ECS describes them."""
    found: list[dict[str, Any]] = []
    for names in _batches(list(services)):
        found += aws.read("ecs", "describe_services", ", ".join(names), cluster=cluster, services=names)["services"]
    return found


def _batches(names: list[str]) -> list[list[str]]:
    return [names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE)]


def describe_task_definition(aws: Aws, name: str) -> dict[str, Any]:
    """Return a task definition, given as `<family>:<revision>`."""
    return dict(aws.read("ecs", "describe_task_definition", f"task definition {name}", taskDefinition=name)["taskDefinition"])


def set_desired_count(aws: Aws, cluster: str, service: str, count: int) -> None:
    """Set how many tasks a service runs that does not scale."""
    aws.write("ecs", "update_service", f"{service} to {count} tasks", cluster=cluster, service=service, desiredCount=count)


def describe_task(aws: Aws, cluster: str, task: str) -> dict[str, Any]:
    """Return a task as ECS describes it; empty while it knows of none."""
    found = aws.read("ecs", "describe_tasks", f"task {task.rpartition('/')[2]}", cluster=cluster, tasks=[task])["tasks"]
    return dict(found[0]) if found else {}


def execute_command(aws: Aws, cluster: str, task: str, container: str, command: str) -> dict[str, str]:
    """Have a command run in a container for somebody who types; return `sessionId`, `streamUrl` and `tokenValue`, a secret."""
    target = f"{container} of task {task.rpartition('/')[2]}"
    answer = aws.write(
        "ecs", "execute_command", target, cluster=cluster, task=task, container=container, command=command, interactive=True
    )
    return dict(answer["session"])
