"""Application Auto Scaling of ECS services."""

from typing import Any

from ops.aws.client import Aws

_TASKS = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}


def scalable_target(aws: Aws, cluster: str, service: str) -> dict[str, Any] | None:
    """Return a service's `MinCapacity` and `MaxCapacity`, or None where it does not scale."""
    found = list(
        aws.pages(
            "application-autoscaling",
            "describe_scalable_targets",
            "ScalableTargets",
            f"scaling of {service}",
            ResourceIds=[f"service/{cluster}/{service}"],
            **_TASKS,
        )
    )
    return dict(found[0]) if found else None


def set_limits(aws: Aws, cluster: str, service: str, least: int, most: int) -> None:
    """Set between how many tasks a service scales; outside of them AWS changes the count at once."""
    aws.write(
        "application-autoscaling",
        "register_scalable_target",
        f"{service} between {least} and {most} tasks",
        ResourceId=f"service/{cluster}/{service}",
        MinCapacity=least,
        MaxCapacity=most,
        **_TASKS,
    )
