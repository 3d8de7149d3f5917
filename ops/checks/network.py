"""Zones, addresses, the domain, vCPU."""

from collections.abc import Iterator

from ops import name_servers
from ops.aws import account
from ops.checks.finding import Finding
from ops.run import Run
from stack.settings import SystemSettings


def zones(run: Run, settings: SystemSettings) -> Iterator[Finding]:
    """The zones of the network."""
    there, wanted = account.availability_zones(run.aws), settings.network.availability_zones
    gone = [zone for zone in wanted if zone not in there]
    told = f"{', '.join(gone)} cannot be used" if gone else f"{', '.join(wanted)} can be used"
    yield Finding("network.availability_zones", not gone, told, f"name zones of {', '.join(there)}")


def elastic_addresses(run: Run, settings: SystemSettings) -> Iterator[Finding]:
    """An address for each NAT gateway."""
    needed = {"per-az": len(settings.network.availability_zones), "single": 1}.get(settings.network.nat, 0)
    if not needed:
        return
    held = account.addresses(run.aws)
    tags = [{tag["Key"]: tag["Value"] for tag in one.get("Tags", [])} for one in held]
    own = sum(one.get("System") == settings.system and one.get("Environment") == settings.environment for one in tags)
    allowed = account.quota(run.aws, "ec2", "L-0263D0A3")
    free = allowed - len(held) + own
    told = f"{needed} elastic IP addresses needed, {free:.0f} free of {allowed:.0f}"
    yield Finding("network.nat", free >= needed, told, "raise the quota L-0263D0A3 of ec2, or release addresses")


def processors(run: Run, settings: SystemSettings) -> Iterator[Finding]:
    """As many vCPU as a deployment of everything takes."""
    most = sum(one.cpu * one.max_capacity for one in settings.services.values()) / 1024
    allowed = account.quota(run.aws, "fargate", "L-3032A538")
    told = f"deployments run up to {2 * most:.0f} vCPU, {allowed:.0f} are allowed"
    fix = "raise the quota L-3032A538 of fargate; a new account has 6"
    yield Finding("services", allowed >= 2 * most, told, fix)


def hosted_zone(run: Run, settings: SystemSettings) -> Iterator[Finding]:
    """The zone, and that the domain's registrar leads to it: a second zone of the same name is easily made and never asked."""
    zone = settings.load_balancer.hosted_zone
    if zone is None:
        return
    identifier = account.public_zone(run.aws, zone)
    told = f"{zone} is {'no ' if identifier is None else ''}public hosted zone of this account"
    fix = "create it and have the registrar delegate to it, or remove it"
    yield Finding("load_balancer.hosted_zone", identifier is not None, told, fix)
    if identifier is not None:
        yield _delegation(run, "load_balancer.hosted_zone", zone, identifier)


def _delegation(run: Run, setting: str, zone: str, identifier: str) -> Finding:
    wanted = account.zone_servers(run.aws, identifier)
    try:
        found = name_servers.of(zone, run.options.resolver)
    except name_servers.NoAnswerError as error:
        fix = "delegate the domain at its registrar, or name another resolver with --resolver"
        return Finding(setting, good=False, told=f"nobody says where {zone} is kept: {error}", fix=fix)
    told = f"{zone} is delegated to {', '.join(sorted(found))}"
    fix = f"have the registrar name {', '.join(sorted(wanted))}: otherwise the certificate is never issued"
    return Finding(setting, good=bool(found & wanted), told=told, fix=fix)
