"""What starts a job by the clock: EventBridge Scheduler, with a role for that one state machine."""

import pulumi
import pulumi_aws as aws

from components.base.grant import Grant, Reach, arns
from components.base.iam import Role, only_for, trust
from stack.site import Site

# The group that every account has; a schedule is found in it by the stack's name.
_GROUP = "default"
_START = Grant(reach=Reach(sid="Jobs", resources=arns("states", "stateMachine:{name}-*")), actions=("states:StartExecution",))


class Schedule(pulumi.ComponentResource):
    """A schedule `<code>-<environment>-<name>` that starts a state machine, and tries again for an hour where it cannot.

    Args:
        name: the job's logical name.
        site: names.
        expression: when, as six cron fields.
        time_zone: of the expression.
        machine: what it starts.
        machine_arn: its ARN, known before it exists.
    """

    GRANTS = (_START,)

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        expression: str,
        time_zone: str,
        machine: aws.sfn.StateMachine,
        machine_arn: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:schedule:Schedule", name, None, opts)
        physical_name = site.name("schedule", name)
        role = Role(
            f"{name}-clock",
            physical_name=site.name("role", f"{name}-clock"),
            description=f"Lets the schedule {physical_name} start {name}",
            trust_policy=trust("scheduler.amazonaws.com", only_for(site, site.arn("scheduler", f"schedule-group/{_GROUP}"))),
            statements=[_START.on("StartJob", machine_arn)],
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.scheduler.Schedule(
            f"{name}-schedule",
            name=physical_name,
            group_name=_GROUP,
            description=f"Starts {name}",
            schedule_expression=f"cron({expression})",
            schedule_expression_timezone=time_zone,
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": machine.arn,
                "role_arn": role.arn,
                # After an hour a start is given up: later it could meet the next one.
                "retry_policy": {"maximum_event_age_in_seconds": 3600, "maximum_retry_attempts": 10},
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=role.policies),
        )
        self.register_outputs({})
