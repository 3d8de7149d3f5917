"""How a service takes a new revision: on what capacity, in what steps, how long it may take, and whether it came to stay."""

import pulumi
import pulumi_aws as aws

from stack.settings import DeploymentSettings


def capacity(*, spot: bool) -> list[aws.ecs.ServiceCapacityProviderStrategyArgsDict]:
    """One task on demand in any case, the rest on Spot where the work survives an interruption."""
    if not spot:
        return [{"capacity_provider": "FARGATE", "base": 1, "weight": 1}]
    return [
        {"capacity_provider": "FARGATE", "base": 1, "weight": 0},
        {"capacity_provider": "FARGATE_SPOT", "weight": 1},
    ]


def strategy(deployment: DeploymentSettings | None) -> aws.ecs.ServiceDeploymentConfigurationArgsDict:
    """Return the strategy as ECS spells it; its minutes are strings. Given even where it is the default: absent keeps what was."""
    if deployment is None:
        return {"strategy": "ROLLING"}
    configuration: aws.ecs.ServiceDeploymentConfigurationArgsDict = {
        "strategy": deployment.strategy.upper().replace("-", "_"),
        "bake_time_in_minutes": str(deployment.bake_minutes),
    }
    if deployment.canary_percent is not None:
        configuration["canary_configuration"] = {
            "canary_percent": deployment.canary_percent,
            "canary_bake_time_in_minutes": str(deployment.canary_minutes),
        }
    return configuration


def timeouts(deployment: DeploymentSettings | None) -> pulumi.CustomTimeouts | None:
    """Wait for a staged deployment 20 minutes longer than its bake times, the provider's own patience, and as long again."""
    if deployment is None:
        return None
    minutes = f"{deployment.minutes + 40}m"
    return pulumi.CustomTimeouts(create=minutes, update=minutes)


def same_definition(service: str, log_group: str, *, running: str, declared: str) -> str:
    """Return the running task definition.

    Raises:
        pulumi.RunError: when it is not the declared one, which means that ECS rolled the deployment back.
    """
    if running != declared:
        raise pulumi.RunError(
            f"{service}: the deployment of {declared} failed and ECS went back to {running}. "
            f"Read the log group {log_group} for why the new tasks did not become healthy, then record a working image."
        )
    return running
