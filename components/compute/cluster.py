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
        logging: how the group of Container Insights is kept.
    """

    def __init__(
        self, name: str, site: Site, *, settings: ClusterSettings, logging: Logging, opts: pulumi.ResourceOptions | None = None
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
        cluster = aws.ecs.Cluster(
            f"{name}-cluster",
            name=self.name,
            settings=[{"name": "containerInsights", "value": settings.container_insights}],
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
