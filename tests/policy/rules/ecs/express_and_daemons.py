"""Cases of the rules about tasks for what says itself which containers run: Express services, and daemons of ECS."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.ecs.containers import DIGEST
from tests.policy.rules.ecs.services import SERVICE
from tests.policy.tables import Table

GROUP = spec(kinds.LOG_GROUP, "log", {"name": "/express"})
EXPRESS = Plan(
    spec(
        kinds.EXPRESS_SERVICE,
        "express",
        {
            "taskRoleArn": "arn:aws:iam::111122223333:role/task",
            "executionRoleArn": "arn:aws:iam::111122223333:role/execution",
            "primaryContainer": {
                "image": DIGEST,
                "environments": [{"name": "MODE", "value": "fast"}],
                "awsLogsConfigurations": [{"logGroup": "/express", "logStreamPrefix": "x"}],
            },
        },
    ),
    GROUP,
)
DAEMON = Plan(
    spec(
        kinds.DAEMON_TASKS,
        "agent",
        {
            "containerDefinitions": [
                {
                    "name": "agent",
                    "image": DIGEST,
                    "readonlyRootFilesystem": True,
                    "environments": [{"name": "MODE", "value": "fast"}],
                    "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/express"}},
                }
            ]
        },
    ),
    GROUP,
)
BOTH = {
    "express": (EXPRESS, "primaryContainer", "number 1"),
    "agent": (DAEMON, "containerDefinitions.0", "agent"),
}
plaintext, roles, declared, pinned, readable, shells = (
    Table(name)
    for name in (
        "ecs-no-plaintext-secrets",
        "ecs-roles-separate",
        "task-log-groups-declared",
        "ecs-images-pinned",
        "ecs-read-only-root",
        "ecs-exec-logged",
    )
)
for name, (plan, place, label) in BOTH.items():
    path = place.partition(".")[0]
    for table in (plaintext, declared, pinned):
        table.good(f"a good {name}", plan)
        table.undecided(f"{name}'s containers unknown", plan.set(name, {path: UNKNOWN}), f"{name}: {path}")
    plaintext.bad(
        f"a password in {name}",
        plan.set(name, {f"{place}.environments": [{"name": "DB_PASSWORD", "value": "correct-horse-9"}]}),
        f"{name}: `environment` of container {label} holds a secret in `DB_PASSWORD`.",
    )
    declared.bad(
        f"a log of {name} that nothing declares",
        plan.drop("log"),
        f"{name}: Container {label} logs to `/express`, which this stack does not declare.",
    )
    pinned.bad(
        f"{name}'s newest image",
        plan.set(name, {f"{place}.image": "nginx:latest"}),
        f"{name}: Container {label} runs `nginx:latest`, which is something else after every push.",
    )
roles.good("an Express service's two roles", EXPRESS)
roles.bad(
    "an Express service's one role",
    EXPRESS.set("express", {"taskRoleArn": "arn:aws:iam::111122223333:role/execution"}),
    "express: `taskRoleArn` and `executionRoleArn` are the same role.",
)
readable.good("a daemon that cannot write", DAEMON)
readable.bad(
    "a daemon that can write",
    DAEMON.set("agent", {"containerDefinitions.0.readonlyRootFilesystem": DROP}),
    "agent: Container agent can write to its root file system.",
)
SHELL = SERVICE.drop("service").add(
    spec(kinds.DAEMON, "daemon", {"clusterArn": UNKNOWN, "enableExecuteCommand": True}, clusterArn="cluster")
)
shells.good("shells into a daemon, on record", SHELL)
shells.bad(
    "shells into a daemon, on no record",
    SHELL.set("cluster", {"configuration.executeCommandConfiguration.logging": "NONE"}),
    "cluster needs=configuration.executeCommandConfiguration.logging | `NONE` | `OVERRIDE`",
)
