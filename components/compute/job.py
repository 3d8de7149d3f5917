"""A one-off Fargate task such as a database migration, started by a person, a pipeline, an ops command or the clock."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base.access import Access
from components.base.document import json_text
from components.base.grant import WITHOUT_RESOURCE, Grant, Reach, arns
from components.base.iam import Role, Statement, actions, only_for, trust
from components.base.signal import Metrics, Signal
from components.compute.container import ContainerSpec
from components.compute.schedule import Schedule
from components.compute.task import Task
from components.compute.workload import JobWorkload

_TASKS = Reach(sid="JobTasks", resources=arns("ecs", "task-definition/{name}-*", "task/{name}-*"))
_RUN = Grant(reach=_TASKS, actions=("ecs:RunTask",))
_FOLLOW = Grant(reach=_TASKS, actions=("ecs:StopTask", "ecs:DescribeTasks"))
_TAG = Grant(reach=_TASKS, actions=("ecs:TagResource",))
_PASS = Grant(
    reach=Reach(
        sid="RolesOfTasks",
        resources=arns("iam", "role/{name}-*", region=""),
        conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
    ),
    actions=("iam:PassRole",),
)
_HEAR = Grant(
    reach=Reach(sid="JobEvents", resources=arns("events", "rule/StepFunctionsGetEventsForECSTaskRule")),
    actions=actions("events", "PutTargets PutRule DescribeRule"),
)
# Log delivery is set up through APIs that take no resource (Step Functions guide, "CloudWatch Logs").
_DELIVER_LOGS = Grant(
    reach=WITHOUT_RESOURCE,
    actions=actions(
        "logs",
        "CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery ListLogDeliveries PutResourcePolicy "
        "DescribeResourcePolicies DescribeLogGroups",
    ),
)
# X-Ray takes no resource for what a tracer does (Step Functions guide, "IAM policies for AWS X-Ray").
_TRACE = Grant(
    reach=WITHOUT_RESOURCE,
    actions=actions("xray", "GetSamplingRules GetSamplingTargets PutTelemetryRecords PutTraceSegments"),
)


class Job(pulumi.ComponentResource):
    """A task definition and a state machine that runs it to its end.

    The state machine knows subnets, security group and revision, so that a caller needs `states:StartExecution` on it and
    nothing else. `pulumi up` never runs a job.

    Args:
        spec: what its container is started with.
        workload: where it runs, how big, and how many minutes it may take.
        access: what it receives from the tiers.
        enterable: whether people get a shell in it while it runs (ECS Exec).
    """

    GRANTS = (_RUN, _FOLLOW, _TAG, _PASS, _HEAR, _DELIVER_LOGS, _TRACE)
    """Besides those of its task."""

    def __init__(
        self,
        spec: ContainerSpec,
        workload: JobWorkload,
        *,
        access: Sequence[Access],
        enterable: bool = False,
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
            statements=[*_run_statements(workload, self.task), _TRACE.on("TraceRuns")],
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
                        **({"EnableExecuteCommand": True} if enterable else {}),
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
            definition=json_text(definition),
            logging_configuration={
                "level": "ERROR",
                # What a run was given and returned stays in its history, for those who may read that: decision 13.
                "include_execution_data": False,
                "log_destination": pulumi.Output.concat(log_group.arn, ":*"),
            },
            tracing_configuration={"enabled": True},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[network.vpc, *role.policies, *self.task.depends_on]),
        )
        self.arn = state_machine.arn
        """Start it with `aws stepfunctions start-execution --state-machine-arn <arn>`."""
        self._name, self._schedule = name, workload.size.schedule
        # Without an image every start would fail, and its alarm with it.
        if self._schedule is not None and workload.image.recorded:
            Schedule(
                name,
                site,
                expression=self._schedule,
                time_zone=workload.size.time_zone,
                machine=state_machine,
                machine_arn=machine_arn,
                opts=child,
            )
        self.register_outputs({"arn": self.arn})

    @property
    def signals(self) -> list[Signal]:
        """Runs that failed or took too long, where nobody waits for their end."""
        if self._schedule is None:
            return []
        states = Metrics(tier=self._name, namespace="AWS/States", dimensions={"StateMachineArn": self.arn}, runbook="job-failed")
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


def _run_statements(workload: JobWorkload, task: Task) -> list[Statement]:
    """Return what `ecs:runTask.sync` needs (Step Functions guide, "IAM policies for calling Amazon ECS"), for this task alone."""
    site = workload.placement.site
    cluster = workload.cluster
    tasks = site.arn("ecs", f"task/{cluster.name}/*")
    roles = [site.name("role", f"{task.logical_name}-{part}") for part in ("task", "execution")]
    in_cluster = {"ArnEquals": {"ecs:cluster": cluster.arn}}
    return [
        _RUN.on("RunTask", site.arn("ecs", f"task-definition/{task.family}:*"), conditions=in_cluster),
        _FOLLOW.on("FollowTask", tasks, conditions=in_cluster),
        _TAG.on("TagTask", tasks, conditions={"StringEquals": {"ecs:CreateAction": "RunTask"}}),
        _PASS.on(
            "PassTaskRoles",
            *(site.iam_arn(f"role/{role}") for role in roles),
            conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
        _HEAR.on("HearOfTaskEnd", site.arn("events", "rule/StepFunctionsGetEventsForECSTaskRule")),
        _DELIVER_LOGS.on("DeliverExecutionLogs"),
    ]
