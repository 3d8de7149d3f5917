"""A long-running Fargate service: its task, its place behind the load balancer, its scaling and what to watch about it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.access import Access, Opening
from components.load_balancer import LoadBalancer
from components.placement import ServiceWorkload
from components.signals import Signal
from components.task import Probe, Task, log_configuration

CATCH_ALL_PRIORITY = 50_000
NO_IMAGE = "none"


@dataclass(frozen=True, kw_only=True)
class Route:
    """Which requests of a load balancer reach a service, and how the balancer asks whether a task is well."""

    balancer: LoadBalancer
    priority: int
    """Unique on the balancer; lower is asked first."""
    paths: tuple[str, ...]
    health: str
    """Path that answers 200 when the task can serve."""

    @classmethod
    def catch_all(cls, balancer: LoadBalancer, *, health: str) -> "Route":
        """Return the route that takes what no other rule wants."""
        return cls(balancer=balancer, priority=CATCH_ALL_PRIORITY, paths=("/*",), health=health)


class Service(pulumi.ComponentResource):
    """A service that owns everything about its deployments.

    Its image is the digest recorded in the parameter `/<system>/<environment>/images/<name>`. While there is none, the service
    exists at zero tasks, so that the first `up` of an empty environment ends green. A deployment that ECS rolls back fails the
    `up`, naming the log group to read.
    """

    def __init__(
        self,
        name: str,
        workload: ServiceWorkload,
        *,
        access: Sequence[Access],
        port: int | None = None,
        route: Route | None = None,
        probe: Probe | None = None,
        command: Sequence[str] = (),
        discoverable: bool = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:service:Service", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._workload = workload
        settings = workload.size
        self._settings = settings
        self._port = port
        scope = workload.place.scope
        self.name = scope.name(name)
        self._logical_name = name
        self._route = route
        if settings.environment:
            access = [*access, Access(tier="settings", environment=settings.environment)]
        aws.ssm.Parameter(
            f"{name}-image",
            name=scope.path(f"images/{name}"),
            description=f"Digest of the image {name} runs; written by its pipeline, read by the next `pulumi up`",
            type="String",
            insecure_value=NO_IMAGE,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["insecureValue"]),
        )
        self.task = Task(name, workload, access=access, command=command, port=port, probe=probe, opts=self._child)
        self._target_group: aws.lb.TargetGroup | None = None
        load_balancers: list[aws.ecs.ServiceLoadBalancerArgsDict] = []
        behind: list[pulumi.Resource] = []
        if route is not None:
            if port is None:
                raise ValueError(f"{name} has a route but listens on no port")
            self._target_group = self._targets(route, port)
            load_balancers = [{"target_group_arn": self._target_group.arn, "container_name": name, "container_port": port}]
            behind = self._expose(route, port, self._target_group)
        self._runs = workload.image.recorded and settings.min_capacity > 0
        service = aws.ecs.Service(
            f"{name}-service",
            name=self.name,
            cluster=workload.cluster.id,
            task_definition=self.task.arn,
            desired_count=settings.min_capacity if workload.image.recorded else 0,
            capacity_provider_strategies=_capacity(spot=settings.spot),
            platform_version="LATEST",
            network_configuration={
                "subnets": workload.place.network.private_subnet_ids,
                "security_groups": [self.task.security_group.id],
                "assign_public_ip": False,
            },
            load_balancers=load_balancers,
            service_connect_configuration=self._discovery(discoverable=discoverable),
            deployment_circuit_breaker={"enable": True, "rollback": True},
            deployment_maximum_percent=200,
            deployment_minimum_healthy_percent=100,
            availability_zone_rebalancing="ENABLED",
            health_check_grace_period_seconds=60 if self._target_group is not None else None,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            # Without it the provider refuses to change the capacity strategy of a running service.
            force_new_deployment=True,
            wait_for_steady_state=True,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[workload.place.network.vpc, *workload.cluster.ready, *self.task.ready, *behind],
                ignore_changes=["desiredCount"] if settings.autoscaled else None,
            ),
        )
        if settings.autoscaled:
            self._scale(service)
        # The provider reports a deployment that ECS rolled back as a success; only the running revision tells.
        self.running_definition = pulumi.Output.all(service.task_definition, self.task.arn).apply(
            lambda arns: same_definition(self.name, self.task.log_group_name, running=arns[0], declared=arns[1])
        )
        self.register_outputs({"name": service.name, "task_definition": self.running_definition})

    def access(self) -> Access:
        """The way to this service by its name inside the cluster, as `<NAME>_URL`.

        Raises:
            ValueError: when the service listens on no port.
        """
        if self._port is None:
            raise ValueError(f"{self._logical_name} listens on no port: nothing can be given access to it")
        variable = f"{self._logical_name.upper().replace('-', '_')}_URL"
        opening = Opening(
            port=self._port, security_group_id=self.task.security_group.id, description=f"Requests to {self._logical_name}"
        )
        return Access(
            tier=self._logical_name,
            openings=(opening,),
            environment={variable: f"http://{self._logical_name}:{self._port}"},
            discovery=True,
        )

    def _targets(self, route: Route, port: int) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            f"{self._logical_name}-targets",
            vpc_id=self._workload.place.network.vpc_id,
            port=port,
            protocol="HTTP",
            target_type="ip",
            deregistration_delay=30,
            health_check={
                "path": route.health,
                "matcher": "200",
                "interval": 30,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 3,
            },
            opts=self._child,
        )

    def _expose(self, route: Route, port: int, targets: aws.lb.TargetGroup) -> list[pulumi.Resource]:
        """Declare the listener rule and open the way from the balancer; return what the service waits for."""
        name = self._logical_name
        rule = aws.lb.ListenerRule(
            f"{name}-rule",
            listener_arn=route.balancer.listener_arn,
            priority=route.priority,
            conditions=[{"path_pattern": {"values": list(route.paths)}}],
            actions=[{"type": "forward", "forward": {"target_groups": [{"arn": targets.arn, "weight": 1}]}}],
            opts=self._child,
        )
        group = self.task.security_group.id
        opening = Opening(port=port, security_group_id=group, description=f"Requests and health checks to {name}")
        way_out = aws.vpc.SecurityGroupEgressRule(
            f"{route.balancer.logical_name}-to-{name}",
            security_group_id=route.balancer.security_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=opening.description,
            referenced_security_group_id=group,
            opts=self._child,
        )
        way_in = self.task.admit(f"{name}-from-{route.balancer.logical_name}", opening, route.balancer.security_group_id, group)
        return [rule, way_out, way_in]

    def _discovery(self, *, discoverable: bool) -> aws.ecs.ServiceServiceConnectConfigurationArgsDict | None:
        """Join the cluster's namespace: as a server under the service's own name, or as a client of services it has access to."""
        if not discoverable and not any(one.discovery for one in self.task.access):
            return None
        name = self._logical_name
        configuration: aws.ecs.ServiceServiceConnectConfigurationArgsDict = {
            "enabled": True,
            "namespace": self._workload.cluster.namespace_arn,
            "log_configuration": _proxy_logs(self.task.log_group_name, self._workload.place.scope.region),
        }
        if discoverable and self._port is not None:
            configuration["services"] = [
                {"port_name": name, "discovery_name": name, "client_alias": [{"port": self._port, "dns_name": name}]}
            ]
        return configuration

    def _scale(self, service: aws.ecs.Service) -> None:
        recorded = self._workload.image.recorded
        target = aws.appautoscaling.Target(
            f"{self._logical_name}-scaling",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=pulumi.Output.concat("service/", self._workload.cluster.name, "/", service.name),
            min_capacity=self._settings.min_capacity if recorded else 0,
            max_capacity=self._settings.max_capacity if recorded else 0,
            opts=self._child,
        )
        for metric, label, goal in (
            ("ECSServiceAverageCPUUtilization", "cpu", self._settings.cpu_target),
            ("ECSServiceAverageMemoryUtilization", "memory", self._settings.memory_target),
        ):
            if goal is not None:
                aws.appautoscaling.Policy(
                    f"{self._logical_name}-scaling-{label}",
                    policy_type="TargetTrackingScaling",
                    service_namespace=target.service_namespace,
                    scalable_dimension=target.scalable_dimension,
                    resource_id=target.resource_id,
                    target_tracking_scaling_policy_configuration={
                        "predefined_metric_specification": {"predefined_metric_type": metric},
                        "target_value": goal,
                        "scale_in_cooldown": 300,
                        "scale_out_cooldown": 60,
                    },
                    opts=self._child,
                )

    @property
    def signals(self) -> list[Signal]:
        """CPU and memory; behind a balancer also errors, latency and healthy tasks; counts only once there is an image to run."""
        name = self._logical_name
        dimensions = {"ClusterName": self._workload.cluster.name, "ServiceName": self.name}
        signals = [
            Signal(
                name=f"{name}-cpu",
                meaning=f"CPU of {name} above 80 %: scaling has reached its limit or cannot keep up.",
                namespace="AWS/ECS",
                metric="CPUUtilization",
                dimensions=dimensions,
                statistic="Average",
                comparison="GreaterThanThreshold",
                threshold=80,
            ),
            Signal(
                name=f"{name}-memory",
                meaning=f"Memory of {name} above 85 %: tasks are killed at 100 %. Look for a leak or raise memory.",
                namespace="AWS/ECS",
                metric="MemoryUtilization",
                dimensions=dimensions,
                statistic="Average",
                comparison="GreaterThanThreshold",
                threshold=85,
            ),
        ]
        if self._runs and self._workload.cluster.counts_tasks:
            signals.append(
                Signal(
                    name=f"{name}-running",
                    meaning=f"Fewer tasks of {name} than asked for. Read {self.task.log_group_name} and the service's events.",
                    namespace="ECS/ContainerInsights",
                    metric="RunningTaskCount",
                    dimensions=dimensions,
                    statistic="Minimum",
                    comparison="LessThanThreshold",
                    threshold=self._settings.min_capacity,
                    period_seconds=60,
                    evaluation_periods=5,
                    missing_data="breaching",
                    severity="critical",
                )
            )
        if self._route is not None and self._target_group is not None:
            signals += self._request_signals(self._route, self._target_group)
        return signals

    def _request_signals(self, route: Route, group: aws.lb.TargetGroup) -> list[Signal]:
        name = self._logical_name
        dimensions = {"LoadBalancer": route.balancer.arn_suffix, "TargetGroup": group.arn_suffix}
        signals = [
            Signal(
                name=f"{name}-errors",
                meaning=f"{name} answered more than ten requests with 5xx in five minutes. Read {self.task.log_group_name}.",
                namespace="AWS/ApplicationELB",
                metric="HTTPCode_Target_5XX_Count",
                dimensions=dimensions,
                statistic="Sum",
                comparison="GreaterThanThreshold",
                threshold=10,
                evaluation_periods=1,
                severity="critical",
            ),
            Signal(
                name=f"{name}-latency",
                meaning=f"{name} takes longer than 500 ms on average. Look at the database's CPU and the tasks' CPU first.",
                namespace="AWS/ApplicationELB",
                metric="TargetResponseTime",
                dimensions=dimensions,
                statistic="Average",
                comparison="GreaterThanThreshold",
                threshold=0.5,
            ),
        ]
        if self._runs:
            signals.append(
                Signal(
                    name=f"{name}-healthy",
                    meaning=f"No task of {name} passes its health check: requests get 503.",
                    namespace="AWS/ApplicationELB",
                    metric="HealthyHostCount",
                    dimensions=dimensions,
                    statistic="Minimum",
                    comparison="LessThanThreshold",
                    threshold=1,
                    period_seconds=60,
                    evaluation_periods=3,
                    missing_data="breaching",
                    severity="critical",
                )
            )
        return signals


def _capacity(*, spot: bool) -> list[aws.ecs.ServiceCapacityProviderStrategyArgsDict]:
    """One task on demand in any case, the rest on Spot where the work survives an interruption."""
    if not spot:
        return [{"capacity_provider": "FARGATE", "base": 1, "weight": 1}]
    return [
        {"capacity_provider": "FARGATE", "base": 1, "weight": 0},
        {"capacity_provider": "FARGATE_SPOT", "weight": 1},
    ]


def _proxy_logs(group: str, region: str) -> aws.ecs.ServiceServiceConnectConfigurationLogConfigurationArgsDict:
    configuration = log_configuration(group, region, "service-connect")
    return {"log_driver": configuration["logDriver"], "options": configuration["options"]}


def same_definition(service: str, log_group: str, *, running: str, declared: str) -> str:
    """Return the running task definition.

    Raises:
        pulumi.RunError: when it is not the declared one, which means that ECS rolled the deployment back.
    """
    if running != declared:
        raise pulumi.RunError(
            f"{service}: the deployment of {declared} failed and ECS went back to {running}. "
            f"Read the log group {log_group} for why the new tasks did not become healthy, then record a working image."
        )
    return running
