"""The VPC of a system: public, private and isolated subnets, and every way in or out that is not a security group's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx

from components.base.access import ANYWHERE, HTTPS, Access, Opening
from components.base.iam import Statement, document
from components.base.logs import Logging
from components.network.flow_logs import FLOW_LOGS, FlowLogBucket, declare_flow_log
from stack.settings import NetworkSettings
from stack.site import Site, bucket_arn

NAT_STRATEGY = {
    "none": awsx.ec2.NatGatewayStrategy.NONE,
    "single": awsx.ec2.NatGatewayStrategy.SINGLE,
    "per-az": awsx.ec2.NatGatewayStrategy.ONE_PER_AZ,
}
# Interface endpoint -> the prefix of the actions that pass through it, where the two differ.
_ACTION_PREFIX = {"ecr.api": "ecr", "ecr.dkr": "ecr", "monitoring": "cloudwatch", "bedrock-runtime": "bedrock"}


class Network(pulumi.ComponentResource):
    """A VPC with public, private and data subnets, NAT as the settings say, an emptied default group, flow logs and endpoints.

    Load balancers live in the public subnets, tasks in the private ones, data stores in the data subnets, which have no route
    out of the VPC.

    Args:
        name: logical name part.
        site: where it is.
        settings: zones, CIDR blocks, NAT and endpoints.
        logging: how its flow logs are kept in CloudWatch Logs.
        flow_log_bucket: where they are kept instead.
        endpoint_policies: interface endpoint -> what may pass through it, where that is less than everything of this account.
    """

    GRANTS = FLOW_LOGS

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        settings: NetworkSettings,
        logging: Logging,
        flow_log_bucket: FlowLogBucket | None = None,
        endpoint_policies: Mapping[str, Sequence[Statement]] = MappingProxyType({}),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:network:Network", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._site = site
        self._nat = settings.nat != "none"
        self._zones = settings.availability_zones
        self.vpc = awsx.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=settings.cidr_block,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            availability_zone_names=list(settings.availability_zones),
            nat_gateways={"strategy": NAT_STRATEGY[settings.nat]},
            subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,
            subnet_specs=[
                {"type": awsx.ec2.SubnetType.PUBLIC, "cidr_blocks": list(settings.public_cidr_blocks)},
                {"type": awsx.ec2.SubnetType.PRIVATE, "cidr_blocks": list(settings.private_cidr_blocks)},
                {"type": awsx.ec2.SubnetType.ISOLATED, "name": "data", "cidr_blocks": list(settings.data_cidr_blocks)},
            ],
            opts=self._child,
        )
        self.vpc_id = self.vpc.vpc_id
        self.public_subnet_ids = self.vpc.public_subnet_ids
        self.private_subnet_ids = self.vpc.private_subnet_ids
        self.data_subnet_ids = self.vpc.isolated_subnet_ids
        aws.ec2.DefaultSecurityGroup(f"{name}-default-group", vpc_id=self.vpc_id, opts=self._child)
        declare_flow_log(name, site, self.vpc_id, settings=settings, logging=logging, bucket=flow_log_bucket, parent=self)
        storage = self._storage_endpoint(name)
        endpoints = self._interface_endpoints(name, settings.interface_endpoints, endpoint_policies)
        self._aws_api = self._aws_api_access(endpoints, storage)
        self.register_outputs({"vpc_id": self.vpc_id})

    def data_subnets(self, availability_zones: Sequence[str]) -> list[pulumi.Output[str]]:
        """Return the data subnet of each of these zones."""
        return [self.data_subnet_ids[self._zones.index(zone)] for zone in availability_zones]

    def access(self) -> Access:
        """The path every task needs to start and to call AWS: HTTPS through NAT, or to the endpoints where there is none."""
        return self._aws_api

    def _storage_endpoint(self, name: str) -> aws.ec2.VpcEndpoint:
        """S3 through a gateway endpoint: free, and image layers do not pay for NAT."""
        layers = bucket_arn(f"prod-{self._site.region}-starport-layer-bucket", "*")
        own = Statement(
            sid="BucketsOfThisAccount",
            actions=(
                "s3:GetObject*",
                "s3:PutObject*",
                "s3:DeleteObject*",
                "s3:AbortMultipartUpload",
                "s3:ListBucket*",
                "s3:GetBucket*",
            ),
            resources=("*",),
            principals={"AWS": ("*",)},
            conditions={"StringEquals": {"aws:ResourceAccount": self._site.account}},
            because="an endpoint policy bounds what IAM allows; the account condition is what keeps data inside",
        )
        images = Statement(sid="ImageLayers", actions=("s3:GetObject",), resources=(layers,), principals={"AWS": ("*",)})
        return aws.ec2.VpcEndpoint(
            f"{name}-s3",
            vpc_id=self.vpc_id,
            service_name=f"com.amazonaws.{self._site.region}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=self.vpc.route_tables.apply(lambda tables: [table.id for table in tables]),
            policy=document([own, images]),
            opts=self._child,
        )

    def _interface_endpoints(
        self, name: str, services: Sequence[str], policies: Mapping[str, Sequence[Statement]]
    ) -> aws.ec2.SecurityGroup | None:
        if not services:
            return None
        group = aws.ec2.SecurityGroup(
            f"{name}-endpoints", vpc_id=self.vpc_id, description="Interface endpoints of AWS services", opts=self._child
        )
        for service in services:
            aws.ec2.VpcEndpoint(
                f"{name}-{service.replace('.', '-')}",
                vpc_id=self.vpc_id,
                service_name=f"com.amazonaws.{self._site.region}.{service}",
                vpc_endpoint_type="Interface",
                private_dns_enabled=True,
                subnet_ids=self.private_subnet_ids,
                security_group_ids=[group.id],
                policy=document([self._of_this_account(one) for one in policies.get(service, [_everything(service)])]),
                opts=self._child,
            )
        return group

    def _of_this_account(self, statement: Statement) -> Statement:
        """Return a statement that lets principals of this account pass, and no strangers with keys of their own."""
        own = {"aws:PrincipalAccount": self._site.account}
        conditions = {**statement.conditions, "StringEquals": {**statement.conditions.get("StringEquals", {}), **own}}
        return replace(statement, principals={"AWS": ("*",)}, conditions=conditions)

    def _aws_api_access(self, endpoints: aws.ec2.SecurityGroup | None, storage: aws.ec2.VpcEndpoint) -> Access:
        openings = []
        if self._nat:
            openings.append(Opening(port=HTTPS, cidr_block=ANYWHERE, description="AWS APIs and image pulls over HTTPS"))
        if endpoints is not None:
            openings.append(Opening(port=HTTPS, security_group_id=endpoints.id, description="AWS APIs through interface endpoints"))
        if not self._nat:
            openings.append(
                Opening(port=HTTPS, prefix_list_id=storage.prefix_list_id, description="S3 through the gateway endpoint")
            )
        return Access(tier="aws", openings=tuple(openings))


def _everything(service: str) -> Statement:
    return Statement(
        sid="PrincipalsOfThisAccount",
        actions=(f"{_ACTION_PREFIX.get(service, service)}:*",),
        resources=("*",),
        because="an endpoint policy bounds what IAM allows; a condition keeps it to principals of this account",
    )
