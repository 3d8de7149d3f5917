"""A long-running Fargate service: its task, its place behind the load balancer, its scaling and what to watch about it."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.access import Access, Opening
from components.alarms import alarm_name, declare_alarms
from components.deployment import capacity, same_definition, strategy, timeouts
from components.exposure import Exposure, Route
from components.placement import ServiceWorkload
from components.scaling import Backlog, Scaling
from components.signals import Signal
from components.task import USER, WRITABLE_PATHS, Probe, Task, log_configuration

NO_IMAGE = "none"


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
        user: str = USER,
        writable_paths: Sequence[str] = WRITABLE_PATHS,
        discoverable: bool = False,
        backlogs: Sequence[Backlog] = (),
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
        if settings.environment:
            access = [*access, Access(tier="settings", environment=settings.environment)]
        aws.ssm.Parameter(
            f"{name}-image",
            name=scope.path(f"images/{name}"),
            description=f"Digest of the image {name} runs; written by its pipeline, read by the next `pulumi up`",
            type="String",
            insecure_value=NO_IMAGE,
            # The description too: to change it the provider writes the whole parameter, with the value it remembers.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["insecureValue", "description"]),
        )
        if workload.place.recovery_region is not None:
            # A copy for the day the region is gone: the recovery stack reads which image ran.
            aws.ssm.Parameter(
                f"{name}-image-copy",
                region=workload.place.recovery_region,
                name=scope.path(f"images/{name}"),
                description=f"Digest of the image {name} ran at the last `pulumi up`",
                type="String",
                insecure_value=workload.image.digest or NO_IMAGE,
                opts=self._child,
            )
        self.task = Task(
            name,
            workload,
            access=access,
            command=command,
            port=port,
            probe=probe,
            user=user,
            writable_paths=writable_paths,
            opts=self._child,
        )
        self._exposure = None if route is None else self._expose(route)
        self._runs = workload.image.recorded and settings.min_capacity > 0
        scaled = settings.autoscaled or workload.off_hours is not None
        watched = [signal for signal in self.signals if signal.rolls_back]
        alarms = declare_alarms(scope, workload.alerts, watched, self)
        self._service = service = aws.ecs.Service(
            f"{name}-service",
            name=self.name,
            cluster=workload.cluster.id,
            task_definition=self.task.arn,
            desired_count=settings.min_capacity if workload.image.recorded else 0,
            capacity_provider_strategies=capacity(spot=settings.spot),
            platform_version="LATEST",
            network_configuration={
                "subnets": workload.place.network.private_subnet_ids,
                "security_groups": [self.task.security_group.id],
                "assign_public_ip": False,
            },
            load_balancers=self._load_balancers(),
            service_connect_configuration=self._discovery(discoverable=discoverable),
            deployment_circuit_breaker={"enable": True, "rollback": True},
            deployment_configuration=strategy(settings.deployment),
            alarms={
                "enable": workload.rolls_back,
                "rollback": workload.rolls_back,
                "alarm_names": [alarm_name(scope, signal) for signal in watched],
            }
            if watched
            else None,
            deployment_maximum_percent=200,
            deployment_minimum_healthy_percent=100,
            availability_zone_rebalancing="ENABLED",
            health_check_grace_period_seconds=60 if self._exposure is not None else None,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            # Without it the provider refuses to change the capacity strategy of a running service.
            force_new_deployment=True,
            wait_for_steady_state=True,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[
                    workload.place.network.vpc,
                    *workload.cluster.ready,
                    *self.task.ready,
                    *([] if self._exposure is None else self._exposure.ready),
                    *alarms,
                ],
                ignore_changes=["desiredCount"] if scaled else None,
                custom_timeouts=timeouts(settings.deployment),
            ),
        )
        if scaled:
            Scaling(
                name,
                settings=settings,
                off_hours=workload.off_hours,
                cluster=workload.cluster.name,
                service=service.name,
                running=workload.image.recorded,
                backlogs=backlogs,
                opts=self._child,
            )
        # A second look, for a provider that reports a deployment that ECS rolled back as a success.
        self.running_definition = pulumi.Output.all(service.task_definition, self.task.arn).apply(
            lambda arns: same_definition(self.name, self.task.log_group_name, running=arns[0], declared=arns[1])
        )
        workload.fleet[name] = self
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
            # Service Connect shows a client only the servers that were there when the client was deployed.
            ready=(self._service,),
        )

    def _expose(self, route: Route) -> Exposure:
        if self._port is None:
            raise ValueError(f"{self._logical_name} has a route but listens on no port")
        return Exposure(
            self._logical_name,
            self._workload.place,
            task=self.task,
            port=self._port,
            route=route,
            settings=self._settings,
            opts=self._child,
        )

    def _load_balancers(self) -> list[aws.ecs.ServiceLoadBalancerArgsDict]:
        if self._exposure is None or self._port is None:
            return []
        return [self._exposure.attachment(self._logical_name, self._port)]

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
                {
                    "port_name": name,
                    "discovery_name": name,
                    "client_alias": [{"port": self._port, "dns_name": name}],
                    # Service Connect would cut a request after 15 seconds; the load balancer waits 60.
                    "timeout": {"per_request_timeout_seconds": 60},
                }
            ]
        return configuration

    @property
    def signals(self) -> list[Signal]:
        """CPU, memory and logged errors; behind a balancer also requests; counts only once there is an image to run."""
        name = self._logical_name
        # A service that sleeps at night has no count to hold.
        counted = self._runs and self._workload.off_hours is None
        dimensions = {"ClusterName": self._workload.cluster.name, "ServiceName": self.name}
        signals = [
            Signal(
                name=f"{name}-cpu",
                chart=f"{name} CPU and memory (%)",
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
                chart=f"{name} CPU and memory (%)",
                meaning=f"Memory of {name} above 85 %: tasks are killed at 100 %. Look for a leak or raise memory.",
                namespace="AWS/ECS",
                metric="MemoryUtilization",
                dimensions=dimensions,
                statistic="Average",
                comparison="GreaterThanThreshold",
                threshold=85,
            ),
            *self.task.signals,
        ]
        if counted and self._workload.cluster.counts_tasks:
            signals.append(
                Signal(
                    name=f"{name}-running",
                    chart=f"{name} tasks",
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
        if self._exposure is not None:
            signals += self._exposure.signals(runs=counted)
        return signals


def _proxy_logs(group: str, region: str) -> aws.ecs.ServiceServiceConnectConfigurationLogConfigurationArgsDict:
    configuration = log_configuration(group, region, "service-connect")
    return {"log_driver": configuration["logDriver"], "options": configuration["options"]}
