"""The account: what has to be there before a stack, and before the account's own."""

from collections.abc import Iterator
from typing import Any, Final

from ops.aws import account, logs
from ops.aws.state_place import StatePlace
from ops.checks.finding import Finding
from ops.run import Run
from stack.settings import StackSettings, SystemSettings

_LINKED_ROLES: Final = {
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
    "rds.amazonaws.com": "AWSServiceRoleForRDS",
    "ecs.application-autoscaling.amazonaws.com": "AWSServiceRoleForApplicationAutoScaling_ECSService",
}


def boundary(run: Run, settings: SystemSettings) -> Iterator[Finding]:
    """The policy that bounds roles."""
    if settings.role_boundary is not None:
        there = account.policy_exists(run.aws, settings.role_boundary)
        told = f"the policy {settings.role_boundary} is {'there' if there else 'not there'}"
        yield Finding("role_boundary", there, told, "apply the account stack first (docs/bootstrap.md), or remove the line")


def linked_roles(run: Run, _: StackSettings) -> Iterator[Finding]:
    """AWS's own roles, which the first call to a service makes too late."""
    gone = [service for service, role in _LINKED_ROLES.items() if not account.role_exists(run.aws, role)]
    told = f"no service-linked role of {', '.join(gone)}" if gone else "the service-linked roles are there"
    fix = "; ".join(f"aws iam create-service-linked-role --aws-service-name {service}" for service in gone)
    yield Finding("a new account", not gone, told, fix)


def state(run: Run, _: StackSettings) -> Iterator[Finding]:
    """The places for Pulumi's state."""
    for one in _account(run).get("state", []):
        region, bucket = str(one["region"]), str(one["bucket"])
        on = account.region_is_on(run.aws, region)
        yield Finding(
            "account.regions", on, f"{region} is {'on' if on else 'off'}", f"aws account enable-region --region-name {region}"
        )
        if on:
            place = StatePlace(run.aws, region=region, bucket=bucket, alias=str(one["key_alias"]))
            good = place.bucket_region() == region and place.is_encrypted() is True
            told = f"{bucket} in {region} is {'encrypted with its key' if good else 'not there, or not as it has to be'}"
            yield Finding("account.state", good, told, run.command("bootstrap"))


def zones(run: Run, _: StackSettings) -> Iterator[Finding]:
    """The zones whose records deployers write."""
    for identifier in _account(run).get("hosted_zones", []):
        there = account.zone_exists(run.aws, str(identifier))
        told = f"{identifier} is {'' if there else 'no '}zone of this account"
        yield Finding("account.hosted_zones", there, told, "aws route53 list-hosted-zones")


def metrics_groups(run: Run, _: StackSettings) -> Iterator[Finding]:
    """RDS's own log group, which it makes without key or retention for the first database that is watched."""
    regions = dict.fromkeys(str(region) for one in _account(run).get("deployments", []) for region in one["regions"])
    made = [region for region in regions if logs.retention_of(run.aws, "RDSOSMetrics", region=region) == 0]
    told = f"RDS has made its group in {', '.join(made)}" if made else "RDS has made no group of its own"
    fix = "import it: docs/preflight.md, account.regions"
    yield Finding("account.regions", not made, told, fix)


def _account(run: Run) -> dict[str, Any]:
    block = run.file.values.get("account")
    return block if isinstance(block, dict) else {}
