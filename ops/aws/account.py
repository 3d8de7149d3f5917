"""What an account may and has in a region: zones, quotas, addresses, regions, hosted zones, linked roles."""

from typing import Any

from ops.aws.client import Aws, MissingError


def availability_zones(aws: Aws) -> list[str]:
    """Return the zones of the region that can be used."""
    answer = aws.read(
        "ec2",
        "describe_availability_zones",
        f"zones of {aws.region}",
        Filters=[{"Name": "zone-type", "Values": ["availability-zone"]}, {"Name": "state", "Values": ["available"]}],
    )
    return [one["ZoneName"] for one in answer["AvailabilityZones"]]


def addresses(aws: Aws) -> list[dict[str, Any]]:
    """Return the region's elastic IP addresses."""
    return list(aws.read("ec2", "describe_addresses", f"addresses of {aws.region}")["Addresses"])


def quota(aws: Aws, service: str, code: str) -> float:
    """Return a quota: what was granted, or else AWS's default."""
    target = f"quota {service} {code}"
    try:
        answer = aws.read("service-quotas", "get_service_quota", target, ServiceCode=service, QuotaCode=code)
    except MissingError:
        answer = aws.read("service-quotas", "get_aws_default_service_quota", target, ServiceCode=service, QuotaCode=code)
    return float(answer["Quota"]["Value"])


def public_zone(aws: Aws, name: str) -> str | None:
    """Return the id of the account's public hosted zone of this name; None for no such zone."""
    answer = aws.read("route53", "list_hosted_zones_by_name", f"hosted zone {name}", DNSName=name)
    zones = (one for one in answer["HostedZones"] if one["Name"].rstrip(".") == name and not one["Config"]["PrivateZone"])
    return next((str(one["Id"]).rpartition("/")[2] for one in zones), None)


def zone_servers(aws: Aws, identifier: str) -> frozenset[str]:
    """Return the name servers that Route 53 has given a zone."""
    answer = aws.read("route53", "get_hosted_zone", f"hosted zone {identifier}", Id=identifier)
    return frozenset(name.rstrip(".").lower() for name in answer["DelegationSet"]["NameServers"])


def zone_exists(aws: Aws, identifier: str) -> bool:
    """Whether the account has a hosted zone of this id."""
    try:
        aws.read("route53", "get_hosted_zone", f"hosted zone {identifier}", Id=identifier)
    except MissingError:
        return False
    return True


def region_is_on(aws: Aws, region: str) -> bool:
    """Whether a region can be used by the account."""
    answer = aws.read("account", "get_region_opt_status", f"region {region}", RegionName=region)
    return answer["RegionOptStatus"] in {"ENABLED", "ENABLED_BY_DEFAULT"}


def role_exists(aws: Aws, name: str) -> bool:
    """Whether there is an IAM role of this name."""
    try:
        aws.read("iam", "get_role", f"role {name}", RoleName=name)
    except MissingError:
        return False
    return True


def policy_exists(aws: Aws, name: str) -> bool:
    """Whether the account has a managed policy of its own of this name."""
    arn = f"arn:aws:iam::{aws.identity['Account']}:policy/{name}"
    try:
        aws.read("iam", "get_policy", f"policy {name}", PolicyArn=arn)
    except MissingError:
        return False
    return True
