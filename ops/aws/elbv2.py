"""Elastic Load Balancing."""

from typing import Any

from ops.aws.client import Aws


def describe_target_health(aws: Aws, group: str) -> list[dict[str, Any]]:
    """Return the health of each target of a group, given by its ARN."""
    answer = aws.read("elbv2", "describe_target_health", group.rpartition(":")[2], TargetGroupArn=group)
    return list(answer["TargetHealthDescriptions"])


def health_check_path(aws: Aws, group: str) -> str:
    """Return the path that a target group asks its targets for."""
    answer = aws.read("elbv2", "describe_target_groups", group.rpartition(":")[2], TargetGroupArns=[group])
    return str(answer["TargetGroups"][0].get("HealthCheckPath", "/"))
