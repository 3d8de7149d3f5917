"""Cases of the rule task-log-groups-declared."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, spec
from tests.policy.rules.ecs.task_roles_and_secrets_plans import SECOND, task
from tests.policy.tables import Table

declared = Table(
    "task-log-groups-declared",
    logs="Container {} logs to `{}`, which this stack does not declare.",
    makes="Container {} makes its log group itself (`awslogs-create-group`).",
    container="Container api logs to no log group.",
)
declared.good("declared", task())
declared.look_alike("a container without a log driver is another rule's", task(logConfiguration=None))
declared.look_alike("a driver that writes elsewhere", task(logConfiguration={"logDriver": "splunk", "options": {}}))
declared.good(
    "FireLens",
    task(
        logConfiguration={
            "logDriver": "awsfirelens",
            "options": {"Name": "cloudwatch_logs", "log_group_name": "/pde/production/api"},
        }
    ),
)
declared.good(
    "FireLens to another output",
    task(logConfiguration={"logDriver": "awsfirelens", "options": {"Name": "s3", "log_group_name": "x"}}),
)
LOST = [{"name": "worker", "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/pde/lost"}}}]
declared.bad("not declared", task().drop("log"), "task logs=api | /pde/production/api")
declared.bad("another name", task().set("log", {"name": "/pde/production/worker"}), "task logs=api | /pde/production/api")
declared.bad("a name that AWS will choose", task().set("log", {"name": UNKNOWN}), "task logs=api | /pde/production/api")
declared.bad("no name", task(logConfiguration={"logDriver": "awslogs", "options": {}}), "task container")
declared.bad("options a list", task(logConfiguration={"logDriver": "awslogs", "options": ["x"]}), "task container")
declared.bad(
    "made on the way",
    task(
        logConfiguration={
            "logDriver": "awslogs",
            "options": {"awslogs-group": "/pde/production/api", "awslogs-create-group": "true"},
        }
    ),
    "task makes=api",
)
declared.bad(
    "FireLens to a group not declared",
    task(logConfiguration={"logDriver": "awsfirelens", "options": {"Name": "cloudwatch", "log_group_name": "x"}}),
    "task logs=api | x",
)
declared.bad(
    "behind a task whose definitions are unknown",
    SECOND.set("task", {"containerDefinitions": UNKNOWN}).set("other", {"containerDefinitions": LOST}),
    "other logs=worker | /pde/lost",
    undecided="task: containerDefinitions",
)
declared.bad(
    "behind a task whose definitions are no JSON",
    SECOND.set("task", {"containerDefinitions": "["}).set("other", {"containerDefinitions": LOST}),
    "other logs=worker | /pde/lost",
)
declared.undecided("definitions unknown", task().set("task", {"containerDefinitions": UNKNOWN}), "task: containerDefinitions")

PROXY = "serviceConnectConfiguration.logConfiguration"
PROXIED = task().add(spec(kinds.SERVICE, "service", {"serviceConnectConfiguration": {"enabled": True}}))


def proxy(**options: object) -> Plan:
    return PROXIED.set("service", {PROXY: {"logDriver": "awslogs", "options": options}})


declared.look_alike("Service Connect without a log", PROXIED)
declared.good("Service Connect to a declared group", proxy(**{"awslogs-group": "/pde/production/api"}))
declared.good(
    "Service Connect to a group by edge", proxy(**{"awslogs-group": UNKNOWN}).edge("service", "serviceConnectConfiguration", "log")
)
declared.bad(
    "Service Connect to another group", proxy(**{"awslogs-group": "/pde/lost"}), "service logs=of Service Connect | /pde/lost"
)
declared.bad("Service Connect to no group", proxy(), "service: Container of Service Connect logs to no log group.")
MAKING: dict[str, object] = {"awslogs-group": "/pde/production/api", "awslogs-create-group": "true"}
declared.bad("Service Connect to a group made on the way", proxy(**MAKING), "service makes=of Service Connect")
declared.bad(
    "Service Connect to an unknown group made on the way",
    proxy(**{**MAKING, "awslogs-group": UNKNOWN}).edge("service", "serviceConnectConfiguration", "log"),
    "service makes=of Service Connect",
)
declared.bad(
    "the second service's",
    Plan(spec(kinds.SERVICE, "first"), *proxy(**{"awslogs-group": "/pde/lost"}).specs.values()),
    "service logs=of Service Connect | /pde/lost",
)
declared.undecided(
    "Service Connect to something else's name",
    proxy(**{"awslogs-group": UNKNOWN})
    .add(spec("random:index/randomId:RandomId", "elsewhere"))
    .edge("service", "serviceConnectConfiguration", "elsewhere"),
    "service: serviceConnectConfiguration.logConfiguration",
)
declared.undecided(
    "Service Connect to an unknown group",
    proxy(**{"awslogs-group": UNKNOWN}),
    "service: serviceConnectConfiguration.logConfiguration",
)
declared.undecided(
    "Service Connect's log unknown",
    PROXIED.set("service", {PROXY: UNKNOWN}),
    "service: serviceConnectConfiguration.logConfiguration",
)
