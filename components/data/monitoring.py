"""What Enhanced Monitoring needs: a role that writes metrics of a database's operating system into the account's log group."""

import pulumi

from components.base.grant import Grant, Reach, arns
from components.base.iam import Role, actions, only_for, trust
from stack.site import Site

OS_METRICS = "RDSOSMetrics"
"""The log group that RDS writes to for every instance of an account and region; the account stack declares it."""

_GROUP = Reach(sid="DatabaseMetrics", resources=arns("logs", f"log-group:{OS_METRICS}*"))
_KEEP = Grant(reach=_GROUP, actions=actions("logs", "CreateLogGroup PutRetentionPolicy"))
_WRITE = Grant(reach=_GROUP, actions=actions("logs", "CreateLogStream DescribeLogStreams GetLogEvents PutLogEvents"))
MONITOR = (_KEEP, _WRITE)
"""What the role of Enhanced Monitoring gets."""


def monitoring_role(name: str, site: Site, opts: pulumi.ResourceOptions) -> Role:
    """Declare the role for the instances `name` of a site, whatever their generation (RDS guide, "setting up Enhanced Monitoring").

    It may do what AWS's own policy AmazonRDSEnhancedMonitoringRole allows, on the one group.
    """
    group = site.arn("logs", f"log-group:{OS_METRICS}")
    instances = site.arn("rds", f"db:{site.name('database', name)}*")
    return Role(
        f"{name}-monitoring",
        physical_name=site.name("role", f"{name}-monitoring"),
        description="Lets RDS write the operating system's metrics",
        trust_policy=trust("monitoring.rds.amazonaws.com", only_for(site, instances)),
        statements=[_KEEP.on("KeepMetrics", group, f"{group}:*"), _WRITE.on("WriteMetrics", f"{group}:log-stream:*")],
        opts=opts,
    )
