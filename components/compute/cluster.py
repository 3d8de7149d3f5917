"""The ECS cluster that a system's services and jobs run on."""

import pulumi
import pulumi_aws as aws

from components.base.logs import Logging
from stack.settings import ClusterSettings
from stack.site import Site


class Cluster(pulumi.ComponentResource):
    """A Fargate cluster with Container Insights as the settings say and a Service Connect namespace.

    Args:
        name: logical name part.
        site: where it is.
        settings: whether tasks are counted.
        logging: how its log groups are kept.
        sessions_days: how long the record of people's sessions in its tasks is kept; None where there are none.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        settings: ClusterSettings,
        logging: Logging,
        sessions_days: int | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:cluster:Cluster", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.name = site.name("cluster", "cluster")
        self.arn = site.arn("ecs", f"cluster/{self.name}")
        self.counts_tasks = settings.container_insights != "disabled"
        """Whether CloudWatch knows how many tasks run."""
        # ECS would create this group itself, without key or retention, and leave it behind on destroy.
        insights = logging.group(f"{name}-insights", f"/aws/ecs/containerinsights/{self.name}/performance", self)
        namespace = aws.servicediscovery.HttpNamespace(
            f"{name}-namespace",
            name=site.name("namespace", "services"),
            description="Names by which the services of this system reach each other",
            opts=child,
        )
        self.session_log = f"/ecs/{site.system}/{site.environment}/sessions"
        """The log group of what people type and see in tasks, where there is one."""
        self.session_key_arn = logging.key_arn
        """The key of that record, and of the connection itself."""
        record = (
            None
            if sessions_days is None
            else logging.group(f"{name}-sessions", self.session_log, self, retention_days=sessions_days)
        )
        cluster = aws.ecs.Cluster(
            f"{name}-cluster",
            name=self.name,
            settings=[{"name": "containerInsights", "value": settings.container_insights}],
            configuration={"execute_command_configuration": _sessions(None if record is None else record.name, logging.key_arn)},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[insights]),
        )
        providers = aws.ecs.ClusterCapacityProviders(
            f"{name}-capacity",
            cluster_name=cluster.name,
            capacity_providers=["FARGATE", "FARGATE_SPOT"],
            default_capacity_provider_strategies=[{"capacity_provider": "FARGATE", "base": 1, "weight": 1}],
            opts=child,
        )
        self.id = cluster.arn
        """The cluster's ARN once it exists; unlike `arn` it makes what uses it wait for the cluster."""
        self.namespace_arn = namespace.arn
        self.depends_on: list[pulumi.Resource] = [providers]
        """What a service must wait for: without capacity providers it cannot be placed."""
        self.register_outputs({"arn": self.id})


def _sessions(
    log_group: pulumi.Input[str] | None, key_arn: pulumi.Input[str]
) -> aws.ecs.ClusterConfigurationExecuteCommandConfigurationArgsDict:
    """Every session is encrypted end to end, and all of it is recorded; AWS's own default is written out where there are none.

    The provider never takes a configuration away again: left out, a cluster would keep the record of a console that is gone.
    """
    if log_group is None:
        return {"logging": "DEFAULT"}
    log: aws.ecs.ClusterConfigurationExecuteCommandConfigurationLogConfigurationArgsDict = {
        "cloud_watch_log_group_name": log_group,
        "cloud_watch_encryption_enabled": True,
    }
    return {"kms_key_id": key_arn, "logging": "OVERRIDE", "log_configuration": log}
