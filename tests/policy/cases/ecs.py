"""Cases of the rules about tasks."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, spec

# Assembled, so that no scanner takes a made-up secret in a test for a real one.
ACCESS_KEY = "AKIA" + "QX7RZT4WBN2MVK5D"
URL = "postgres" + "://app:" + "Tr0ub4dor@db:5432/app"
PEM = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIB"
RANDOM = "kQ7vR2xZ9mW4" + "tB6nY1pL8sD3hF5jG0cA"


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


plaintext = Table(
    "ecs-no-plaintext-secrets",
    variable="`environment` of container api holds a secret in `{}`.",
    override="In `{}`, `environment` of container number 1 holds a secret in `{}`.",
    holds="`{}` of container api holds a secret.",
    options="`logConfiguration.options` of container api holds a secret in `{}`.",
    containerDefinitions="`containerDefinitions` is no readable list of containers.",
    dockerLabels="`dockerLabels` of container api holds a secret in `{}`.",
)
plaintext.good("no environment", task())
plaintext.good("a definition as a list of objects", task().set("task", {"containerDefinitions": [{"name": "api"}]}))
for name, value in {
    "DATABASE_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/database-AbCdEf",
    "PASSWORD_MIN_LENGTH": "12",
    "TOKEN_TTL": "3600",
    "API_TOKEN": "",
    "USE_TOKEN": "true",
    "MAX_TOKENS": "4096",
    "REQUIRE_PASSWORD": "1",
    "REDIS_PASSWORD": "/pde/production/redis/password",
    "DATABASE_URL": "postgres://db.internal:5432/app?sslmode=require",
    "KAFKA_BROKERS": "b-1.pde.abc123.c2.kafka.us-east-1.amazonaws.com:9098,b-2.pde.abc123.c2.kafka.us-east-1.amazonaws.com:9098",
    "GIT_SHA": "3f786850e387550fdab836ed7e6dc881de23001b",
    "IMAGE": "1.dkr.ecr.us-east-1.amazonaws.com/api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "KEY_ID": "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "MONKEY": "business",
    "LOWER": "abcdefghijklmnopqrstuvwxyz0123456789",
    "UPPER": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "LETTERS": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "REPEATED": "aA1" * 12,
    "SENTENCE": "The quick brown Fox no 1 jumps over the lazy Dog of 2026",
    "SHORT": RANDOM[:31],
    "LOG_FORMAT": "%(asctime)s %(levelname)s %(message)s",
    "SESSION_COOKIE_NAME": "session-cookie-of-the-pre-delinquency-engine",
}.items():
    plaintext.look_alike(f"{name} is no secret", task({name: value}))
for name in (
    "PASSWORD",
    "DB_PASSWORD",
    "dbPassword",
    "api-key",
    "APIKEY",
    "APP_KEY",
    "JWT_SECRET",
    "GITHUB_TOKEN",
    "SECRET_KEY_ACCESS_KEY",
):
    plaintext.bad(f"{name} by name", task({name: "hunter2"}), f"task variable={name}")
plaintext.bad("a word for a count", task({"API_KEYS": "hunter2"}), "task variable=API_KEYS")
plaintext.bad("digits for a password", task({"DB_PASSWORD": "12345678"}), "task variable=DB_PASSWORD")
plaintext.bad("a number for a password", task({"DB_PASSWORD": 12345678}), "task variable=DB_PASSWORD")
for title, value in {
    "an access key": ACCESS_KEY,
    "a URL with a password": URL,
    "a private key": PEM,
    "a random word": RANDOM,
    "an encoded key": "base64:" + RANDOM + "kQ7vR2xZ9mW4" + "=",
    "a connection string": "Server=db;User=app;Password=" + "hunter22;",
}.items():
    plaintext.bad(f"{title} by value", task({"SETTING": value}), "task variable=SETTING")
plaintext.bad("in the command", task(command=["serve", "--database", URL]), "task holds=command")
plaintext.bad("in the entry point", task(entryPoint=RANDOM), "task holds=entryPoint")
plaintext.bad(
    "in the second container",
    task().set("task", {"containerDefinitions": [{"name": "a"}, {"environment": {"name": "TOKEN", "value": "x"}}]}),
    "task: `environment` of container number 2 holds a secret in `TOKEN`.",
)
plaintext.bad("no JSON", task().set("task", {"containerDefinitions": "["}), "task containerDefinitions")
plaintext.bad("a list of texts", task().set("task", {"containerDefinitions": ["api"]}), "task containerDefinitions")
plaintext.undecided("definitions unknown", task().set("task", {"containerDefinitions": UNKNOWN}), "task: containerDefinitions")
plaintext.undecided(
    "one value unknown",
    task().set("task", {"containerDefinitions": [{"environment": [{"name": "A", "value": UNKNOWN}]}]}),
    "task: containerDefinitions",
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
ROLE_ARN = "arn:aws:iam::111122223333:role/api-task"
roles = Table(
    "ecs-roles-separate",
    role="Its role `{}` is shared by 2 services.",
    taskRoleArn="`taskRoleArn` and `executionRoleArn` are the same role.",
)
roles.good("two services, four roles", SECOND)
roles.look_alike("no task role at all", SECOND.set("task", {"taskRoleArn": DROP}).edge("task", "taskRoleArn"))
roles.look_alike("a job shares its service's roles", SECOND.drop("worker").edge("other", "taskRoleArn", "own"))
roles.good(
    "roles outside the stack",
    SECOND.set("task", {"taskRoleArn": "arn:aws:iam::1:role/a", "executionRoleArn": "arn:aws:iam::1:role/b"}).unlinked("task"),
)
roles.bad("one role for both", task().edge("task", "taskRoleArn", "starting"), "task taskRoleArn")
roles.bad(
    "one ARN for both",
    task().set("task", {"taskRoleArn": ROLE_ARN, "executionRoleArn": ROLE_ARN}).unlinked("task"),
    "task taskRoleArn",
)
roles.bad(
    "one by ARN, one by edge",
    task().set("task", {"executionRoleArn": ROLE_ARN}).unlinked("task").edge("task", "taskRoleArn", "own"),
    "task taskRoleArn",
)
roles.bad(
    "one outside the stack for both",
    task().set("task", {"taskRoleArn": "arn:aws:iam::1:role/a", "executionRoleArn": "arn:aws:iam::1:role/a"}).unlinked("task"),
    "task taskRoleArn",
)
roles.bad("two services share a task role", SECOND.edge("other", "taskRoleArn", "own"), "task role=own", "other role=own")
roles.bad(
    "two services share an execution role",
    SECOND.edge("other", "executionRoleArn", "starting"),
    "task role=starting",
    "other role=starting",
)
roles.bad(
    "one's task role is the other's execution role",
    SECOND.edge("other", "executionRoleArn", "own"),
    "task role=own",
    "other role=own",
)
roles.bad(
    "two services share a task definition", SECOND.edge("worker", "taskDefinition", "task"), "task role=own", "task role=starting"
)
TASK_ARN = "arn:aws:ecs:us-east-1:111122223333:task-definition/api:3"
roles.bad(
    "two services name a task definition by its ARN",
    SECOND.set("task", {"arn": TASK_ARN})
    .set("api", {"taskDefinition": TASK_ARN})
    .set("worker", {"taskDefinition": TASK_ARN})
    .unlinked("api")
    .unlinked("worker"),
    "task role=own",
    "task role=starting",
)
roles.look_alike("no roles at all", SECOND.set("task", {"taskRoleArn": DROP, "executionRoleArn": DROP}).unlinked("task"))
roles.undecided("a role that could be either", SECOND.edge("task", "taskRoleArn", "own", "other-own"), "task: taskRoleArn")
roles.undecided(
    "a role of no known resource", SECOND.set("task", {"taskRoleArn": UNKNOWN}).edge("task", "taskRoleArn"), "task: taskRoleArn"
)
roles.undecided("a service of no known task", SECOND.unlinked("worker"), "worker: taskDefinition")

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

TABLES = (plaintext, roles, declared)
