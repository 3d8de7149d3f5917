"""How many tasks of a service run: by load, by the queue in front of it, by the hour."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base.signal import Backlog
from stack.settings import OffHours, ServiceSettings


class Scaling(pulumi.ComponentResource):
    """Keeps a service between its bounds; while there is no image both bounds are zero.

    Args:
        name: the service's logical name.
        settings: bounds and targets.
        off_hours: when no task runs; None for never.
        cluster: the cluster's name.
        service: the service's name once it exists.
        running: whether there is an image to run.
        backlogs: queues to scale on beside CPU and memory.
    """

    def __init__(
        self,
        name: str,
        *,
        settings: ServiceSettings,
        off_hours: OffHours | None,
        cluster: str,
        service: pulumi.Output[str],
        running: bool,
        backlogs: Sequence[Backlog] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:scaling:Scaling", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._name_part, self._settings = name, settings
        self._target = aws.appautoscaling.Target(
            f"{name}-scaling",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=pulumi.Output.concat("service/", cluster, "/", service),
            min_capacity=settings.least if running else 0,
            max_capacity=settings.most if running else 0,
            opts=self._child,
        )
        for metric, label, goal in (
            ("ECSServiceAverageCPUUtilization", "cpu", settings.cpu_target),
            ("ECSServiceAverageMemoryUtilization", "memory", settings.memory_target),
        ):
            if goal is not None:
                self._track(label, {"predefined_metric_specification": {"predefined_metric_type": metric}, "target_value": goal})
        for backlog in backlogs:
            self._track(
                backlog.name,
                {
                    "customized_metric_specification": {
                        "namespace": backlog.namespace,
                        "metric_name": backlog.metric,
                        "statistic": backlog.statistic,
                        "dimensions": [{"name": key, "value": value} for key, value in backlog.dimensions.items()],
                    },
                    "target_value": backlog.target,
                },
            )
        if off_hours is not None and running:
            self._at("sleep", off_hours.stop, off_hours.time_zone, 0, 0)
            self._at("wake", off_hours.start, off_hours.time_zone, settings.least, settings.most)
        self.register_outputs({})

    def _track(self, label: str, metric: aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgsDict) -> None:
        aws.appautoscaling.Policy(
            f"{self._name_part}-scaling-{label}",
            policy_type="TargetTrackingScaling",
            service_namespace=self._target.service_namespace,
            scalable_dimension=self._target.scalable_dimension,
            resource_id=self._target.resource_id,
            target_tracking_scaling_policy_configuration={
                **metric,
                "scale_in_cooldown": self._settings.scale_in_cooldown_seconds,
                "scale_out_cooldown": self._settings.scale_out_cooldown_seconds,
            },
            opts=self._child,
        )

    def _at(self, label: str, cron: str, time_zone: str, low: int, high: int) -> None:
        aws.appautoscaling.ScheduledAction(
            f"{self._name_part}-{label}",
            service_namespace=self._target.service_namespace,
            scalable_dimension=self._target.scalable_dimension,
            resource_id=self._target.resource_id,
            schedule=f"cron({cron})",
            timezone=time_zone,
            scalable_target_action={"min_capacity": low, "max_capacity": high},
            opts=self._child,
        )
