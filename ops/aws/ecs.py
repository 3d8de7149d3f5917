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
