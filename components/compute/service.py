"""A long-running Fargate service: its task, its route from the load balancer, its scaling and what to watch about it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.access import Access, Opening
from components.base.signal import Backlog, Metrics, Signal
from components.compute.container import log_configuration
from components.compute.deployment import capacity, same_definition, strategy, timeouts
from components.compute.image_record import declare_deployed, declare_record
from components.compute.own_metrics import OwnMetrics
from components.compute.routing import Routing
from components.compute.scaling import Scaling
from components.compute.spec import ServiceSpec
from components.compute.task import Task
from components.compute.workload import ServiceWorkload
from components.watch.alarms import alarm_name, declare_alarms


class Service(pulumi.ComponentResource):
    """A service that owns everything about its deployments.

    Its image is the digest recorded in the parameter `/<system>/<environment>/images/<name>`. While there is none, the service
    exists at zero tasks, so that the first `up` of an empty environment ends green. Its first image is rolled out; the strategy
    of its settings begins with the `up` after, when there are tasks to move requests from. A deployment that ECS rolls back
    fails the `up`, naming the log group to read.

    Args:
        spec: what the system's module says about it.
        workload: where it runs, and how big the stack file makes it.
        access: what it receives from the tiers.
        backlogs: queues to scale on.

    Raises:
        ValueError: when the size asks for a staged deployment of a service that cannot have one.
    """

    def __init__(
        self,
        spec: ServiceSpec[Any],
        workload: ServiceWorkload,
        *,
        access: Sequence[Access],
        backlogs: Sequence[Backlog] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        name = spec.name
        settings = workload.size
        if settings.deployment is not None and (spec.route is None or spec.sticky):
            raise ValueError(
                f"{name} cannot be deployed {settings.deployment.strategy}: it has no route, or keeps sessions in its tasks"
            )
        super().__init__("platform:service:Service", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._workload = workload
        self._spec = spec
        site = workload.placement.site
        self.name = site.name("service", name)
        if settings.environment:
            access = [*access, Access(tier="settings", environment=settings.environment)]
        self._own = OwnMetrics(spec, site, settings)
        declare_record(name, site, digest=workload.image.digest, parent=self)
        self.task = Task(spec, workload, access=access, opts=self._child)
        self._routing = self._route()
        waits = any(one.missing for one in self.task.access)
        ready = workload.image.recorded and not waits
        self._runs = ready and settings.least > 0
        # Its first tasks are started by scaling, after `up` has updated the service: ECS would move requests between none and none.
        self._deployment = None if workload.deployed is None or waits else settings.deployment
        scaled = settings.autoscaled or workload.off_hours is not None
        watched = [signal for signal in self.signals if signal.rolls_back]
        alarms = declare_alarms(site, workload.alerts, watched, self)
        self._service = service = aws.ecs.Service(
            f"{name}-service",
            name=self.name,
            cluster=workload.cluster.id,
            task_definition=self.task.arn,
            desired_count=settings.least if ready else 0,
            capacity_provider_strategies=capacity(spot=settings.spot),
            platform_version="LATEST",
            network_configuration={
                "subnets": workload.placement.network.private_subnet_ids,
                "security_groups": [self.task.security_group.id],
                "assign_public_ip": False,
            },
            load_balancers=self._load_balancers(),
            service_connect_configuration=self._discovery(),
            deployment_circuit_breaker={"enable": True, "rollback": True},
            deployment_configuration=strategy(self._deployment),
            alarms={
                "enable": workload.rolls_back,
                "rollback": workload.rolls_back,
                "alarm_names": [alarm_name(site, signal) for signal in watched],
            }
            if watched
            else None,
            # A singleton is stopped before the next is started; rebalancing would run two for a moment.
            deployment_maximum_percent=100 if spec.singleton else 200,
            deployment_minimum_healthy_percent=0 if spec.singleton else 100,
            availability_zone_rebalancing="DISABLED" if spec.singleton else "ENABLED",
            health_check_grace_period_seconds=60 if self._routing is not None else None,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            # Without it the provider refuses to change the capacity strategy of a running service.
            force_new_deployment=True,
            wait_for_steady_state=True,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[
                    workload.placement.network.vpc,
                    *workload.cluster.depends_on,
                    *self.task.depends_on,
                    *([] if self._routing is None else self._routing.depends_on),
                    *alarms,
                ],
                ignore_changes=["desiredCount"] if scaled else None,
                custom_timeouts=timeouts(self._deployment),
            ),
        )
        if scaled:
            Scaling(
                name,
                settings=settings,
                off_hours=workload.off_hours,
                cluster=workload.cluster.name,
                service=service.name,
                running=ready,
                backlogs=[*backlogs, *self._own.targets()],
                opts=self._child,
            )
        last = workload.image.digest or workload.deployed
        declare_deployed(name, site, digest=last if settings.least > 0 and not waits else None, after=service, parent=self)
        # A second look, for a provider that reports a deployment that ECS rolled back as a success.
        self.running_definition = pulumi.Output.all(service.task_definition, self.task.arn).apply(
            lambda arns: same_definition(self.name, self.task.log_group_name, running=arns[0], declared=arns[1])
        )
        self.register_outputs({"name": service.name, "task_definition": self.running_definition})

    def access(self, variable: str = "") -> Access:
        """The way to this service by its name inside the cluster.

        Args:
            variable: what the address arrives as; `<NAME>_URL` where it is empty.

        Raises:
            ValueError: when the service is not discoverable.
        """
        name, port = self._spec.name, self._spec.port
        if port is None or not self._spec.discoverable:
            raise ValueError(f"{name} is not discoverable: nothing can be given access to it")
        return Access(
            tier=name,
            openings=(Opening(port=port, security_group_id=self.task.security_group.id, description=f"Requests to {name}"),),
            environment={variable or f"{name.upper().replace('-', '_')}_URL": f"http://{name}:{port}"},
            discovery=True,
            # Service Connect shows a client only the servers that were there when the client was deployed.
            depends_on=(self._service,),
        )

    def _route(self) -> Routing | None:
        if self._spec.route is None or self._spec.port is None:
            return None
        return Routing(
            self._spec.name,
            self._workload.placement,
            task=self.task,
            port=self._spec.port,
            route=self._spec.route,
            balancer=self._workload.balancer,
            settings=self._workload.size,
            opts=self._child,
        )

    def _load_balancers(self) -> list[aws.ecs.ServiceLoadBalancerArgsDict]:
        return [] if self._routing is None else [self._routing.attachment(self._spec.name, staged=self._deployment is not None)]

    def _discovery(self) -> aws.ecs.ServiceServiceConnectConfigurationArgsDict | None:
        """Join the cluster's namespace: as a server under the service's own name, or as a client of services it has access to."""
        if not self._spec.discoverable and not any(one.discovery for one in self.task.access):
            return None
        name, port = self._spec.name, self._spec.port
        logs = log_configuration(self.task.log_group_name, self._workload.placement.site.region, "service-connect")
        configuration: aws.ecs.ServiceServiceConnectConfigurationArgsDict = {
            "enabled": True,
            "namespace": self._workload.cluster.namespace_arn,
            "log_configuration": {"log_driver": logs["logDriver"], "options": logs["options"]},
        }
        if self._spec.discoverable and port is not None:
            configuration["services"] = [
                {
                    "port_name": name,
                    "discovery_name": name,
                    "client_alias": [{"port": port, "dns_name": name}],
                    # Service Connect would cut a request after 15 seconds; the load balancer waits 60.
                    "timeout": {"per_request_timeout_seconds": 60},
                }
            ]
        return configuration

    @property
    def signals(self) -> list[Signal]:
        """CPU, memory and logged errors; behind a balancer also requests; counts only once there is an image to run."""
        name, cluster = self._spec.name, self._workload.cluster
        alarms = self._workload.size.alarms
        # A service that sleeps at night has no count to hold.
        counted = self._runs and self._workload.off_hours is None
        ecs = Metrics(
            tier=name,
            namespace="AWS/ECS",
            dimensions={"ClusterName": cluster.name, "ServiceName": self.name},
            runbook="service-failing",
        )
        signals = [
            ecs.above(
                "CPUUtilization",
                alarms.cpu_percent,
                "cpu",
                "CPU and memory (%)",
                f"CPU of {name} above {alarms.cpu_percent} %: scaling has reached its limit or cannot keep up.",
            ),
            ecs.above(
                "MemoryUtilization",
                alarms.memory_percent,
                "memory",
                "CPU and memory (%)",
                f"Memory of {name} above {alarms.memory_percent} %: tasks are killed at 100 %. Look for a leak or raise memory.",
            ),
            *self.task.signals(alarms.logged_errors),
            *self._own.signals(),
        ]
        if counted:
            # Without Container Insights: each task reports its CPU once a minute (ECS guide, "service RUNNING task count").
            counts = replace(ecs, namespace="ECS/ContainerInsights") if cluster.counts_tasks else ecs
            signals.append(
                counts.below(
                    "RunningTaskCount" if cluster.counts_tasks else "CPUUtilization",
                    self._workload.size.least,
                    "running",
                    "tasks",
                    f"Fewer tasks of {name} than asked for. Read {self.task.log_group_name} and the service's events.",
                    statistic="Minimum" if cluster.counts_tasks else "SampleCount",
                    period_seconds=60,
                    evaluation_periods=5,
                    missing_data="breaching",
                    severity="critical",
                )
            )
        if self._routing is not None:
            signals += self._routing.signals(alarms, runs=counted)
        return signals
