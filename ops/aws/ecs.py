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
