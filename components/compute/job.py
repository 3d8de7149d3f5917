"""A one-off Fargate task such as a database migration, started by a person, a pipeline or an ops command."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base.access import Access
from components.base.iam import Role, Statement, only_for, trust
from components.base.signal import Metrics, Signal
from components.compute.container import ContainerSpec
from components.compute.task import Task
from components.compute.workload import JobWorkload
from stack.settings import JobSettings
from stack.site import Site


class Job(pulumi.ComponentResource):
    """A task definition and a state machine that runs it to its end.

    The state machine knows subnets, security group and revision, so that a caller needs `states:StartExecution` on it and
    nothing else. `pulumi up` never runs a job.

    Args:
        spec: what its container is started with.
        workload: where it runs, how big, and how many minutes it may take.
        access: what it receives from the tiers.
    """

    def __init__(
        self,
        spec: ContainerSpec,
        workload: JobWorkload,
        *,
        access: Sequence[Access],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        name = spec.name
        super().__init__("platform:job:Job", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        site = workload.placement.site
        self.task = Task(spec, workload, access=access, opts=child)
        machine = site.name("state-machine", name)
        machine_arn = site.arn("states", f"stateMachine:{machine}")
        log_group = workload.placement.logging.group(f"{name}-executions", f"/aws/vendedlogs/states/{machine}", self)
        role = Role(
            f"{name}-runner",
            physical_name=site.name("role", f"{name}-runner"),
            description=f"Lets the state machine {machine} run its one task",
            trust_policy=trust("states.amazonaws.com", only_for(site, machine_arn)),
            statements=_run_statements(workload, self.task),
            opts=child,
        )
        network = workload.placement.network
        definition = {
            "Comment": f"Runs {name} once and waits for its end",
            "StartAt": "Run",
            "TimeoutSeconds": workload.size.timeout_minutes * 60,
            "States": {
                "Run": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::ecs:runTask.sync",
                    "Parameters": {
                        "Cluster": workload.cluster.id,
                        "TaskDefinition": self.task.arn,
                        "LaunchType": "FARGATE",
                        "PlatformVersion": "LATEST",
                        "PropagateTags": "TASK_DEFINITION",
                        "NetworkConfiguration": {
                            "AwsvpcConfiguration": {
                                "Subnets": network.private_subnet_ids,
                                "SecurityGroups": [self.task.security_group.id],
                                "AssignPublicIp": "DISABLED",
                            }
                        },
                    },
                    "End": True,
                }
            },
        }
        state_machine = aws.sfn.StateMachine(
            f"{name}-machine",
            name=machine,
            type="STANDARD",
            role_arn=role.arn,
            definition=pulumi.Output.json_dumps(definition),
            logging_configuration={
                "level": "ERROR",
                "include_execution_data": False,
                "log_destination": pulumi.Output.concat(log_group.arn, ":*"),
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[network.vpc, *role.policies, *self.task.depends_on]),
        )
        self.arn = state_machine.arn
        if workload.size.schedule is not None:
            self._start_by_the_clock(name, site, workload.size, machine_arn, state_machine)
        """Start it with `aws stepfunctions start-execution --state-machine-arn <arn>`."""
        self._name, self._scheduled = name, workload.size.schedule is not None
        self.register_outputs({"arn": self.arn})

    @property
    def signals(self) -> list[Signal]:
        """Runs that failed or took too long, where nobody waits for their end."""
        if not self._scheduled:
            return []
        states = Metrics(tier=self._name, namespace="AWS/States", dimensions={"StateMachineArn": self.arn})
        return [
            states.above(
                metric,
                0,
                part,
                "runs",
                f"{self._name}, which starts by the clock, {ended}. Read {self.task.log_group_name}.",
                statistic="Sum",
                evaluation_periods=1,
            )
            for metric, part, ended in (
                ("ExecutionsFailed", "failed", "has failed"),
                ("ExecutionsTimedOut", "timed-out", "was stopped for taking too long"),
            )
        ]

    def _start_by_the_clock(
        self, name: str, site: Site, size: JobSettings, machine_arn: str, state_machine: aws.sfn.StateMachine
    ) -> None:
        """Start the state machine on a schedule, with a role that may do nothing else."""
        child = pulumi.ResourceOptions(parent=self)
        schedule = site.name("schedule", name)
        role = Role(
            f"{name}-clock",
            physical_name=site.name("role", f"{name}-clock"),
            description=f"Lets the schedule {schedule} start {name}",
            trust_policy=trust("scheduler.amazonaws.com", only_for(site, site.arn("scheduler", "schedule-group/default"))),
            statements=[Statement(sid="StartJob", actions=("states:StartExecution",), resources=(machine_arn,))],
            opts=child,
        )
        aws.scheduler.Schedule(
            f"{name}-schedule",
            name=schedule,
            description=f"Starts {name}",
            schedule_expression=f"cron({size.schedule})",
            schedule_expression_timezone=size.time_zone,
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": state_machine.arn,
                "role_arn": role.arn,
                # After an hour a start is given up: later it could meet the next one.
                "retry_policy": {"maximum_event_age_in_seconds": 3600, "maximum_retry_attempts": 10},
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=role.policies),
        )


def _run_statements(workload: JobWorkload, task: Task) -> list[Statement]:
    """Return what `ecs:runTask.sync` needs (Step Functions guide, "IAM policies for calling Amazon ECS"), for this task alone."""
    site = workload.placement.site
    cluster = workload.cluster
    tasks = site.arn("ecs", f"task/{cluster.name}/*")
    roles = [site.name("role", f"{task.logical_name}-{part}") for part in ("task", "execution")]
    return [
        Statement(
            sid="RunTask",
            actions=("ecs:RunTask",),
            resources=(site.arn("ecs", f"task-definition/{task.family}:*"),),
            conditions={"ArnEquals": {"ecs:cluster": cluster.arn}},
        ),
        Statement(
            sid="FollowTask",
            actions=("ecs:StopTask", "ecs:DescribeTasks"),
            resources=(tasks,),
            conditions={"ArnEquals": {"ecs:cluster": cluster.arn}},
        ),
        Statement(
            sid="TagTask",
            actions=("ecs:TagResource",),
            resources=(tasks,),
            conditions={"StringEquals": {"ecs:CreateAction": "RunTask"}},
        ),
        Statement(
            sid="PassTaskRoles",
            actions=("iam:PassRole",),
            resources=tuple(site.iam_arn(f"role/{role}") for role in roles),
            conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
        Statement(
            sid="HearOfTaskEnd",
            actions=("events:PutTargets", "events:PutRule", "events:DescribeRule"),
            resources=(site.arn("events", "rule/StepFunctionsGetEventsForECSTaskRule"),),
        ),
        Statement(
            sid="DeliverExecutionLogs",
            actions=(
                "logs:CreateLogDelivery",
                "logs:GetLogDelivery",
                "logs:UpdateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:DescribeResourcePolicies",
                "logs:DescribeLogGroups",
            ),
            resources=("*",),
            because="log delivery is set up through APIs that take no resource (Step Functions guide, CloudWatch Logs)",
        ),
    ]
