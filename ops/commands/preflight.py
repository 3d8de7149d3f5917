"""Checks what only AWS can confirm of a stack file, before its first `pulumi up`; changes nothing."""

import argparse
import ipaddress
from collections.abc import Iterator
from typing import Final

from ops.checks import account, data, network
from ops.checks.finding import Check, Finding
from ops.ending import OpsError
from ops.run import Run
from ops.verb import Command

OF_SYSTEMS: Final = (
    Check(network.zones, ("network.availability_zones",)),
    Check(network.elastic_addresses, ("network.nat",)),
    Check(data.database, ("database.engine_version", "database.instance_class")),
    Check(data.caches, ("cache.engine_version", "broker.engine_version")),
    Check(data.stream, ("stream.kafka_version",)),
    Check(network.processors, ("services",)),
    Check(network.hosted_zone, ("load_balancer.hosted_zone",)),
    Check(account.boundary, ("role_boundary",)),
    Check(data.recovery, ("recovery.region",)),
    Check(data.models, ("models",)),
    Check(account.linked_roles, ("a new account",)),
)
OF_ACCOUNT: Final = (
    Check(account.state, ("account.state", "account.regions")),
    Check(account.zones, ("account.hosted_zones",)),
    Check(account.metrics_groups, ("account.regions",)),
    Check(account.linked_roles, ("a new account",)),
)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--resolver",
        metavar="ADDRESS[:PORT]",
        type=_resolver,
        help="of DNS, to ask where the zone is kept (default: this computer's, which in an office may know better than the world)",
    )


def _resolver(text: str) -> str:
    address, _, port = text.partition(":")
    try:
        ipaddress.IPv4Address(address)
        int(port or 53)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no ADDRESS or ADDRESS:PORT, such as 1.1.1.1") from None
    return text


def _run(run: Run) -> None:
    found: list[Finding] = []
    for one in _findings(run):
        run.screen.show(f"{'ok  ' if one.good else 'FAIL'}  {one.setting}: {one.told}", "ok" if one.good else "bad")
        if one.fix and not one.good:
            run.screen.show(f"      fix: {one.fix}")
        found.append(one)
    run.screen.note("what can only be seen once the stack stands is in docs/preflight.md, setting by setting")
    failed = [one.setting for one in found if not one.good]
    if failed:
        raise OpsError(f"{len(failed)} of {len(found)} checks failed: {', '.join(dict.fromkeys(failed))}")


def _findings(run: Run) -> Iterator[Finding]:
    if "account" in run.file.values:
        for of_account in OF_ACCOUNT:
            yield from of_account.ask(run, run.file.settings)
        return
    settings = run.file.system_settings
    for of_system in OF_SYSTEMS:
        yield from of_system.ask(run, settings)


COMMAND = Command(
    summary="check what only AWS can confirm of a stack file; changes nothing",
    example="preflight production",
    arguments=_arguments,
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
        "route53:GetHostedZone",
        "elasticache:DescribeCacheEngineVersions",
        "kafka:ListKafkaVersions",
        "logs:DescribeLogGroups",
        "kms:DescribeKey",
        "s3:ListBucket",
        "s3:GetEncryptionConfiguration",
        "bedrock:GetInferenceProfile",
        "iam:GetPolicy",
        "iam:GetRole",
        "account:GetRegionOptStatus",
        "bedrock:GetFoundationModelAvailability",
    ),
)
