"""The VPC and the public entrance."""

import ipaddress
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Annotated, Literal

from stack.block import block
from stack.limits import between, each_once, matches, max_length, min_length
from stack.problems import Problem
from stack.settings.vocabulary import CidrBlock, DomainName, RetentionDays, VpcBlock

Endpoint = Literal[
    "ecr.api",
    "ecr.dkr",
    "logs",
    "secretsmanager",
    "ssm",
    "kms",
    "sts",
    "monitoring",
    "xray",
    "ssmmessages",
    "sqs",
    "bedrock-runtime",
]
# What a Fargate task without NAT cannot start without (Amazon ECS guide, "interface VPC endpoints"); S3 is always there.
ENDPOINTS_WITHOUT_NAT: tuple[Endpoint, ...] = ("ecr.api", "ecr.dkr", "logs", "secretsmanager")


# More addresses than a /8 has are no list of clients any more: they take a web ACL.
_MOST_ADDRESSES = 2**24
_EVERYBODY = "0.0.0.0/0"


@block
class FlowLogSettings:
    """The record of who talked to whom in the VPC: about 0.1 KB for each connection, direction and ten minutes."""

    destination: Literal["cloud-watch-logs", "s3"] = "cloud-watch-logs"
    """Logs Insights searches `cloud-watch-logs` at once: a GB costs 0.50 USD to take in and 0.0045 a month to keep (0.03 a GB, at
    0.15 of its size). `s3` is for Athena, in a bucket of its own under the key of the logs: a GB costs 0.25 and, compressed as
    much, 0.0035. 100 GB a month, kept for 90 days, are 51 USD or 26. After a change a protected
    stack keeps the record so far: the log group stays in AWS, and `up` refuses to delete the bucket."""
    traffic: Literal["ALL", "REJECT"] = "ALL"
    """`REJECT` records only what security groups refused, for a small part of the price, and does not tell who reached what: the
    policies want `ALL` in a protected stack. There is no `ACCEPT`, which would hide scans. A change replaces the flow log."""


@block
class NetworkSettings:
    """The VPC. Every system and environment has a CIDR block of its own, so that any two can be peered later."""

    cidr_block: VpcBlock
    """Of the VPC. Changing it replaces everything in it."""
    availability_zones: Annotated[tuple[str, ...], min_length(2)]
    """By name: the first ones of a region's list may be Local Zones. Changing them replaces subnets and what lives there."""
    public_cidr_blocks: tuple[VpcBlock, ...]
    """One a zone, for load balancers and NAT gateways."""
    private_cidr_blocks: tuple[VpcBlock, ...]
    """One a zone, for tasks; their only ways out are NAT and the endpoints."""
    data_cidr_blocks: tuple[VpcBlock, ...]
    """One a zone, for data stores; without a route out of the VPC."""
    nat: Literal["none", "single", "per-az"]
    """A NAT gateway costs about 33 USD a month each plus traffic; `single` loses outbound traffic with its zone."""
    interface_endpoints: Annotated[tuple[Endpoint, ...], each_once("a VPC has one endpoint of a service")] = ()
    """Each costs about 7 USD a month and zone; with `nat: none` the first four are required (with `credential_store:
    parameter-store`, `ssm` in place of `secretsmanager`), `xray` with tracing, `monitoring` where a service publishes metrics of
    its own, `ssmmessages` and `kms` with a console."""
    flow_log_retention_days: RetentionDays = 90
    """Of the record of connections in the VPC; S3 takes the same numbers. What a GB costs: `flow_logs.destination`."""
    flow_logs: FlowLogSettings = field(default_factory=FlowLogSettings)
    """What is recorded, and where."""

    def problems(self) -> Iterator[Problem]:
        """Check the address plan: one block a zone, all inside the VPC, none overlapping."""
        tiers = {
            "public_cidr_blocks": self.public_cidr_blocks,
            "private_cidr_blocks": self.private_cidr_blocks,
            "data_cidr_blocks": self.data_cidr_blocks,
        }
        zones = len(self.availability_zones)
        for key, blocks in tiers.items():
            if len(blocks) != zones:
                yield Problem(
                    path=key,
                    found=f"{len(blocks)} blocks for {zones} availability zones",
                    allowed="one block for each availability zone",
                    fix=f"list {zones} blocks, or change availability_zones",
                )
        yield from _address_problems(self.cidr_block, tiers)


def _address_problems(cidr_block: str, tiers: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    parsed = {"cidr_block": ipaddress.IPv4Network(cidr_block)}
    parsed |= {f"{key}[{index}]": ipaddress.IPv4Network(one) for key, blocks in tiers.items() for index, one in enumerate(blocks)}
    vpc = parsed.pop("cidr_block")
    for where, subnet in parsed.items():
        if not subnet.subnet_of(vpc):
            yield Problem(path=where, found=str(subnet), allowed=f"a block inside {vpc}", fix="move it inside cidr_block")
    for (first, one), (second, other) in itertools.combinations(parsed.items(), 2):
        if one.overlaps(other):
            yield Problem(
                path=second, found=f"{other}, which overlaps {first} ({one})", allowed="blocks that do not overlap", fix="move one"
            )


@block
class FirewallSettings:
    """The web ACL in front of the load balancer: about 10 USD a month, and 0.60 for a million requests."""

    rate_limit: Annotated[int, between(10, 2_000_000_000, "requests in five minutes from one address")]
    """More than this from one address are refused until it slows down."""
    log_retention_days: RetentionDays = 30
    """Of the log of requests the web ACL blocked or counted; query strings, cookies and tokens are not in it. A line is about 2 KB
    at 0.50 USD a GB: a million cost 1 USD."""


@block
class FailoverSettings:
    """Another entrance that takes over the domain by itself, by Route 53, whose health check costs 1.50 USD a month."""

    secondary: DomainName
    """A name in `hosted_zone` with an A record of its own, behind which a certificate holds `domain` as well:
    docs/runbooks/failover.md."""
    health_path: Annotated[str, matches(r"/[A-Za-z0-9_./-]{0,254}", "a path such as /health, of at most 255 characters")]
    """Answers 200 through the load balancer while the system is healthy. Checked every 30 s from several regions; three failures
    in a row turn the domain over."""


@block
class LoadBalancerSettings:
    """The public entrance. Always TLS: a certificate is made for `domain` in `hosted_zone`, or an existing one is named."""

    domain: DomainName
    """What clients call; the certificate is for this name alone."""
    hosted_zone: DomainName | None = None
    """Route 53 zone that holds `domain`; the program writes the validation and alias records into it."""
    take_over_domain: bool = False
    """Overwrite the record another stack has of `domain`, for the day this stack takes its place. Absent, `up` fails on it."""
    certificate_arn: (
        Annotated[str, matches(r"arn:aws:acm:[a-z0-9-]+:\d{12}:certificate/[\w-]+", "an ACM certificate ARN")] | None
    ) = None
    """An issued certificate for `domain`, where DNS is kept elsewhere."""
    allowed_cidr_blocks: Annotated[
        tuple[CidrBlock, ...], min_length(1), max_length(30), each_once("a group has one rule for a block")
    ]
    """Who may connect; `0.0.0.0/0` is the whole internet. A security group takes 60 rules, and each block has two: HTTPS, and HTTP
    that redirects."""
    failover: FailoverSettings | None = None
    """Absent: the domain leads here and nowhere else."""
    firewall: FirewallSettings | None = None
    """Absent leaves the load balancer to `allowed_cidr_blocks` alone, which must then not be the whole internet."""
    access_log_retention_days: Annotated[int, between(1, 3653, "days")] = 30
    """Of the log of every request, in S3, delivered for nothing: a million requests are 0.5 GB before they are compressed, less
    than 0.012 USD a month."""

    def problems(self) -> Iterator[Problem]:
        """Check that exactly one source of the certificate is named and that the zone holds the domain."""
        if (self.hosted_zone is None) == (self.certificate_arn is None):
            yield Problem(
                path="hosted_zone",
                found="neither hosted_zone nor certificate_arn"
                if self.hosted_zone is None
                else "both hosted_zone and certificate_arn",
                allowed="one of the two: TLS needs a certificate for the domain",
                fix="keep hosted_zone for DNS in Route 53, certificate_arn for DNS elsewhere",
            )
        if self.take_over_domain and self.hosted_zone is None:
            yield Problem(
                path="take_over_domain",
                found="true, without hosted_zone",
                allowed="only with hosted_zone: there is no record to overwrite",
                fix="remove take_over_domain and change the record where DNS is kept",
            )
        yield from self._failover_problems()
        addresses = sum(
            block.num_addresses for block in ipaddress.collapse_addresses(map(ipaddress.IPv4Network, self.allowed_cidr_blocks))
        )
        if self.firewall is None and addresses > _MOST_ADDRESSES:
            yield Problem(
                path="firewall",
                found=f"nothing, with allowed_cidr_blocks of {addresses:,} addresses",
                allowed="a block with rate_limit, or clients named in allowed_cidr_blocks",
                fix="add firewall: {rate_limit: 2000}, or replace 0.0.0.0/0 by the networks of your clients",
            )
        if self.hosted_zone is not None and not f".{self.domain}".endswith(f".{self.hosted_zone}"):
            yield Problem(
                path="domain",
                found=self.domain,
                allowed=f"{self.hosted_zone} or a name below it",
                fix="put the domain into its own zone",
            )

    def _failover_problems(self) -> Iterator[Problem]:
        """Check that there are records to turn over, and that Route 53's checkers get through."""
        if self.failover is None:
            return
        zone = self.hosted_zone
        if zone is None or not f".{self.failover.secondary}".endswith(f".{zone}") or self.failover.secondary == self.domain:
            yield Problem(
                path="failover.secondary",
                found=self.failover.secondary,
                allowed=f"another name in {zone}" if zone else "only with hosted_zone: Route 53 turns its own records over",
                fix="name the recovery stack's own domain in the same zone, or remove failover",
            )
        if _EVERYBODY not in self.allowed_cidr_blocks:
            yield Problem(
                path="failover",
                found="allowed_cidr_blocks " + ", ".join(self.allowed_cidr_blocks),
                allowed=f"{_EVERYBODY}, with firewall: Route 53 checks from addresses that change, and would call the system down",
                fix="admit the whole internet through the web ACL, or remove failover",
            )
