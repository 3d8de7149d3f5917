"""Cases of the rules ecs-no-plaintext-secrets and ecs-roles-separate."""

from policy.model.values import UNKNOWN
from tests.policy.plans import DROP
from tests.policy.rules.ecs.task_roles_and_secrets_plans import SECOND, task
from tests.policy.tables import Table

# Assembled, so that no scanner takes a made-up secret in a test for a real one.
ACCESS_KEY = "AKIA" + "QX7RZT4WBN2MVK5D"
URL = "postgres" + "://app:" + "Tr0ub4dor@db:5432/app"
PEM = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIB"
RANDOM = "kQ7vR2xZ9mW4" + "tB6nY1pL8sD3hF5jG0cA"


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
