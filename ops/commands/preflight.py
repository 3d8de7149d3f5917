"""Checks what only AWS can confirm of a stack file, before its first `pulumi up`; changes nothing."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ops.aws import account, rds
from ops.ending import OpsError
from ops.run import Run
from ops.verb import Command
from stack.settings import SystemSettings

_LINKED_ROLES: Final = {
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
    "rds.amazonaws.com": "AWSServiceRoleForRDS",
    "ecs.application-autoscaling.amazonaws.com": "AWSServiceRoleForApplicationAutoScaling_ECSService",
}


class _Found(NamedTuple):
    setting: str
    good: bool
    told: str
    fix: str = ""


def _run(run: Run) -> None:
    settings = run.file.system_settings
    found: list[_Found] = []
    for check in _CHECKS:
        for one in check(run, settings):
            run.screen.show(f"{'ok  ' if one.good else 'FAIL'}  {one.setting}: {one.told}", "ok" if one.good else "bad")
            if one.fix and not one.good:
                run.screen.show(f"      fix: {one.fix}")
            found.append(one)
    run.screen.note("what can only be seen once the stack stands is in docs/preflight.md, setting by setting")
    failed = [one.setting for one in found if not one.good]
    if failed:
        raise OpsError(f"{len(failed)} of {len(found)} checks failed: {', '.join(dict.fromkeys(failed))}")


def _zones(run: Run, settings: SystemSettings) -> Iterator[_Found]:
    there, wanted = account.availability_zones(run.aws), settings.network.availability_zones
    gone = [zone for zone in wanted if zone not in there]
    told = f"{', '.join(gone)} cannot be used" if gone else f"{', '.join(wanted)} can be used"
    yield _Found("network.availability_zones", not gone, told, f"name zones of {', '.join(there)}")


def _elastic_addresses(run: Run, settings: SystemSettings) -> Iterator[_Found]:
    needed = {"per-az": len(settings.network.availability_zones), "single": 1}.get(settings.network.nat, 0)
    if not needed:
        return
    held = account.addresses(run.aws)
    tags = [{tag["Key"]: tag["Value"] for tag in one.get("Tags", [])} for one in held]
    own = sum(one.get("System") == settings.system and one.get("Environment") == settings.environment for one in tags)
    allowed = account.quota(run.aws, "ec2", "L-0263D0A3")
    free = allowed - len(held) + own
    told = f"{needed} elastic IP addresses needed, {free:.0f} free of {allowed:.0f}"
    yield _Found("network.nat", free >= needed, told, "raise the quota L-0263D0A3 of ec2, or release addresses")


def _database(run: Run, _: SystemSettings) -> Iterator[_Found]:
    block = run.file.values.get("database")
    if not isinstance(block, dict):
        return
    engine = "postgres" if "storage_gb" in block else "aurora-postgresql"
    version, instance_class = str(block.get("engine_version", "")), str(block.get("instance_class", ""))
    versions = rds.engine_versions(run.aws, engine, version)
    told = f"{engine} {version} is {', '.join(versions[-3:]) or 'not there'}"
    yield _Found("database.engine_version", bool(versions), told, f"aws rds describe-db-engine-versions --engine {engine}")
    if instance_class:
        can = rds.orderable(run.aws, engine, instance_class)
        told = f"{instance_class} can {'' if can else 'not '}be had for {engine}"
        yield _Found("database.instance_class", can, told, "name another class, or another region")


def _processors(run: Run, settings: SystemSettings) -> Iterator[_Found]:
    most = sum(one.cpu * one.max_capacity for one in settings.services.values()) / 1024
    allowed = account.quota(run.aws, "fargate", "L-3032A538")
    told = f"deployments run up to {2 * most:.0f} vCPU, {allowed:.0f} are allowed"
    fix = "raise the quota L-3032A538 of fargate; a new account has 6"
    yield _Found("services", allowed >= 2 * most, told, fix)


def _hosted_zone(run: Run, settings: SystemSettings) -> Iterator[_Found]:
    zone = settings.load_balancer.hosted_zone
    if zone is not None:
        there = account.public_zone(run.aws, zone)
        told = f"{zone} is {'' if there else 'no '}public hosted zone of this account"
        yield _Found("load_balancer.hosted_zone", there, told, "create it and have the registrar delegate to it, or remove it")


def _boundary(run: Run, settings: SystemSettings) -> Iterator[_Found]:
    if settings.role_boundary is not None:
        there = account.policy_exists(run.aws, settings.role_boundary)
        told = f"the policy {settings.role_boundary} is {'there' if there else 'not there'}"
        yield _Found("role_boundary", there, told, "apply the account stack first (docs/bootstrap.md), or remove the line")


def _recovery(run: Run, settings: SystemSettings) -> Iterator[_Found]:
    if settings.recovery is None:
        return
    region = settings.recovery.region
    on = account.region_is_on(run.aws, region)
    yield _Found("recovery.region", on, f"{region} is {'on' if on else 'off'}", f"aws account enable-region --region-name {region}")
    if on:
        takes = rds.backs_up_to(run.aws, run.aws.region, region=region)
        told = f"{region} {'takes' if takes else 'does not take'} backups of databases in {run.aws.region}"
        yield _Found("recovery.region", takes, told, "choose another region: Amazon RDS guide, replicated backups")


def _models(run: Run, _: SystemSettings) -> Iterator[_Found]:
    block = run.file.values.get("models")
    for model in block.get("model_ids", []) if isinstance(block, dict) else []:
        may = account.model_is_available(run.aws, str(model))
        told = f"{model} may {'' if may else 'not '}be used"
        yield _Found("models", may, told, "ask for access to the model in the console of Bedrock, once for the account")


def _linked_roles(run: Run, _: SystemSettings) -> Iterator[_Found]:
    gone = [service for service, role in _LINKED_ROLES.items() if not account.role_exists(run.aws, role)]
    told = f"no service-linked role of {', '.join(gone)}" if gone else "the service-linked roles are there"
    fix = "; ".join(f"aws iam create-service-linked-role --aws-service-name {service}" for service in gone)
    yield _Found("a new account", not gone, told, fix)


_CHECKS: Final[tuple[Callable[[Run, SystemSettings], Iterator[_Found]], ...]] = (
    _zones,
    _elastic_addresses,
    _database,
    _processors,
    _hosted_zone,
    _boundary,
    _recovery,
    _models,
    _linked_roles,
)

COMMAND = Command(
    summary="check what only AWS can confirm of a stack file; changes nothing",
    example="preflight production",
    run=_run,
    stack_flags=("STACK", "--stack"),
    calls=(
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeAddresses",
        "servicequotas:GetServiceQuota",
        "servicequotas:GetAWSDefaultServiceQuota",
        "rds:DescribeDBEngineVersions",
        "rds:DescribeOrderableDBInstanceOptions",
        "rds:DescribeSourceRegions",
        "route53:ListHostedZonesByName",
        "iam:GetPolicy",
        "iam:GetRole",
        "account:GetRegionOptStatus",
        "bedrock:GetFoundationModelAvailability",
    ),
)
