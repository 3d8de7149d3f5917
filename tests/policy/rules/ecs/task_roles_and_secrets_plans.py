"""Plans that the cases of `policy.rules.ecs.task_roles_and_secrets` share."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, spec


def task(environment: dict[str, object] | None = None, **container: object) -> Plan:
    entries = [{"name": name, "value": value} for name, value in (environment or {}).items()]
    log = {"logDriver": "awslogs", "options": {"awslogs-group": "/pde/production/api"}}
    definition = {"name": "api", "image": "x@sha256:1", "environment": entries, "logConfiguration": log, **container}
    return Plan(
        spec(
            kinds.TASK_DEFINITION,
            "task",
            {
                "family": "api",
                "containerDefinitions": json.dumps([definition]),
                "taskRoleArn": UNKNOWN,
                "executionRoleArn": UNKNOWN,
            },
            taskRoleArn="own",
            executionRoleArn="starting",
        ),
        spec(kinds.ROLE, "own", {"name": "api-task", "arn": UNKNOWN}),
        spec(kinds.ROLE, "starting", {"name": "api-execution", "arn": UNKNOWN}),
        spec(kinds.LOG_GROUP, "log", {"name": "/pde/production/api"}),
        spec(kinds.SERVICE, "api", {"taskDefinition": UNKNOWN}, taskDefinition="task"),
    )


SECOND = task().add(
    spec(
        kinds.TASK_DEFINITION,
        "other",
        {"family": "other", "taskRoleArn": UNKNOWN, "executionRoleArn": UNKNOWN, "containerDefinitions": "[]"},
        taskRoleArn="other-own",
        executionRoleArn="other-starting",
    ),
    spec(kinds.ROLE, "other-own", {"name": "other-task"}),
    spec(kinds.ROLE, "other-starting", {"name": "other-execution"}),
    spec(kinds.SERVICE, "worker", {"taskDefinition": UNKNOWN}, taskDefinition="other"),
)
