"""The record of who talked to whom in a VPC: to CloudWatch Logs through a role, or to a bucket without one."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.grant import LOG_GROUPS, WITHOUT_RESOURCE, Grant
from components.base.iam import Role, actions, only_for, trust
from components.base.logs import Logging
from stack.settings import NetworkSettings
from stack.site import Site

_WRITE = Grant(reach=LOG_GROUPS, actions=actions("logs", "CreateLogStream PutLogEvents DescribeLogStreams"))
_FIND = Grant(reach=WITHOUT_RESOURCE, actions=("logs:DescribeLogGroups",))
FLOW_LOGS = (_WRITE, _FIND)
"""What the role of a flow log gets."""


@dataclass(frozen=True, kw_only=True)
class FlowLogBucket:
    """A bucket that flow logs may be delivered into."""

    arn: str
    depends_on: Sequence[pulumi.Resource]
    """What must exist before the flow log: its policy above all, or AWS writes one of its own."""


def declare_flow_log(
    name: str,
    site: Site,
    vpc_id: pulumi.Input[str],
    *,
    settings: NetworkSettings,
    logging: Logging,
    bucket: FlowLogBucket | None,
    parent: pulumi.Resource,
) -> None:
    """Declare the flow log of a VPC, aggregated over ten minutes, as a child of `parent`.

    Args:
        name: logical name of the network.
        site: names and account.
        vpc_id: whose traffic.
        settings: which traffic, and for how long it is kept in CloudWatch Logs.
        logging: how it is kept there.
        bucket: where it is kept instead.
        parent: the network.
    """
    traffic = settings.flow_logs.traffic
    if bucket is not None:
        aws.ec2.FlowLog(
            f"{name}-flow-log",
            vpc_id=vpc_id,
            traffic_type=traffic,
            log_destination_type="s3",
            log_destination=bucket.arn,
            max_aggregation_interval=600,
            opts=pulumi.ResourceOptions(parent=parent, depends_on=[*bucket.depends_on]),
        )
        return
    group_name = site.path("vpc/flow-logs")
    group = logging.group(f"{name}-flow-logs", group_name, parent, retention_days=settings.flow_log_retention_days)
    role = _delivery_role(name, site, site.arn("logs", f"log-group:{group_name}"), parent)
    aws.ec2.FlowLog(
        f"{name}-flow-log",
        vpc_id=vpc_id,
        traffic_type=traffic,
        log_destination=group.arn,
        iam_role_arn=role.arn,
        max_aggregation_interval=600,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=role.policies),
    )


def _delivery_role(name: str, site: Site, group_arn: str, parent: pulumi.Resource) -> Role:
    return Role(
        f"{name}-flow-logs",
        physical_name=site.name("role", "flow-logs"),
        description="Delivers the VPC's flow logs to CloudWatch Logs",
        trust_policy=trust("vpc-flow-logs.amazonaws.com", only_for(site, site.arn("ec2", "vpc-flow-log/*"))),
        statements=[_WRITE.on("WriteFlowLogs", f"{group_arn}:*"), _FIND.on("FindLogGroup")],
        opts=pulumi.ResourceOptions(parent=parent),
    )
