"""Elastic Load Balancing."""

from typing import Any

from ops.aws.client import Aws


def describe_target_health(aws: Aws, group: str) -> list[dict[str, Any]]:
    """Return the health of each target of a group, given by its ARN."""
    answer = aws.read("elbv2", "describe_target_health", group.rpartition(":")[2], TargetGroupArn=group)
    return list(answer["TargetHealthDescriptions"])
