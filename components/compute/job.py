"""A one-off Fargate task such as a database migration, started by a person, a pipeline or an ops command."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base.access import Access
from components.base.iam import Role, Statement, only_for, trust
from components.compute.container import ContainerSpec
from components.compute.task import Task
from components.compute.workload import JobWorkload

_TRACE = Statement(
    sid="TraceRuns",
    actions=("xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"),
    resources=("*",),
    because='X-Ray takes no resource for what a tracer does (Step Functions guide, "IAM policies for AWS X-Ray")',
)


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
        traced = workload.collector is not None
        role = Role(
            f"{name}-runner",
            physical_name=site.name("role", f"{name}-runner"),
            description=f"Lets the state machine {machine} run its one task",
            trust_policy=trust("states.amazonaws.com", only_for(site, machine_arn)),
            statements=[*_run_statements(workload, self.task), *([_TRACE] if traced else [])],
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
                # What a run was given and returned stays in its history, for those who may read that: decision 13.
                "include_execution_data": False,
                "log_destination": pulumi.Output.concat(log_group.arn, ":*"),
            },
            tracing_configuration={"enabled": traced},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[network.vpc, *role.policies, *self.task.depends_on]),
        )
        self.arn = state_machine.arn
        """Start it with `aws stepfunctions start-execution --state-machine-arn <arn>`."""
        self.register_outputs({"arn": self.arn})


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
