"""Cases of the rule permissions-name-what-exists."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.rules.iam.pass_role_plans import BOUNDARY, ROLE, SERVICE, deploying
from tests.policy.tables import Table

STACK = Plan(
    spec(kinds.BUCKET, "models", {"bucket": "pde-models", "arn": "arn:aws:s3:::pde-models"}),
    spec(
        kinds.STORED_SECRETS,
        "secret",
        {"name": "pde/database", "arn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/database-AbCdEf"},
    ),
    spec(kinds.LOG_GROUP, "log", {"name": "/pde/api", "arn": UNKNOWN}),
    spec(kinds.KAFKA_CLUSTER, "stream", {"arn": "arn:aws:kafka:us-east-1:111122223333:cluster/pde/1234-5", "clusterName": "pde"}),
    spec(kinds.DB_INSTANCE, "db", {"resourceId": "db-ABC", "identifier": "pde"}),
    spec("aws:ssm/parameter:Parameter", "parameter", {"name": "/pde/images/api"}),
    spec(
        "aws:lb/targetGroup:TargetGroup",
        "targets",
        {"arn": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api/0a1b"},
    ),
    spec(kinds.CLUSTER, "cluster", {"name": "pde-cluster"}),
    spec(kinds.TASK_DEFINITION, "task", {"family": "pde-api"}),
    spec("aws:cloudwatch/eventRule:EventRule", "nightly", {"name": "pde-nightly"}),
    spec(kinds.ALARM, "alarm", {"name": "pde-errors"}),
    spec(kinds.DB_CLUSTER, "ledger", {"clusterIdentifier": "ledger"}),
    spec(kinds.REPOSITORY_TEMPLATE, "template", {"prefix": "copies"}),
    spec(kinds.REPOSITORY_LIFECYCLE, "lifecycle", {"repository": "pde/api", "prefix": "originals"}),
)


def on(resource: object, action: str = "x:Y", effect: str = "Allow") -> Plan:
    return STACK.add(
        spec(kinds.ROLE_POLICY, "policy", {"policy": document({"Effect": effect, "Action": action, "Resource": resource})})
    )


named = Table("permissions-name-what-exists", orphan="Statement number 1 of `policy` names `{}`, which is not in the stack.")
for title, arn in {
    "a bucket": "arn:aws:s3:::pde-models",
    "objects below a prefix": "arn:aws:s3:::pde-models/models/*",
    "a secret with its suffix": "arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/database-AbCdEf",
    "a secret with any suffix": "arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/database-??????",
    "a log group's streams": "arn:aws:logs:us-east-1:111122223333:log-group:/pde/api:*",
    "log groups by their prefix": "arn:aws:logs:us-east-1:111122223333:log-group:/pde/*",
    "a topic of a cluster": "arn:aws:kafka:us-east-1:111122223333:topic/pde/1234-5/transactions",
    "a database's user": "arn:aws:rds-db:us-east-1:111122223333:dbuser:db-ABC/app",
    "a target group": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api/0a1b",
    "a repository that ECR makes": "arn:aws:ecr:us-east-1:111122223333:repository/copies/api",
    "a database": "arn:aws:rds:us-east-1:111122223333:db:pde",
    "a database's cluster": "arn:aws:rds:us-east-1:111122223333:cluster:ledger",
    "a service of a cluster": "arn:aws:ecs:us-east-1:111122223333:service/pde-cluster/api",
    "any revision of a task": "arn:aws:ecs:us-east-1:111122223333:task-definition/pde-api:*",
    "a rule": "arn:aws:events:us-east-1:111122223333:rule/pde-nightly",
    "the rule by which Step Functions learns what became of tasks": (
        "arn:aws:events:us-east-1:111122223333:rule/StepFunctionsGetEventsForECSTaskRule"
    ),
    "the same in another partition": "arn:aws-us-gov:events:us-gov-west-1:111122223333:rule/StepFunctionsGetEventsForECSTaskRule",
    "AWS's parameters in China": "arn:aws-cn:ssm:cn-north-1::parameter/aws/service/ecs",
    "an alarm": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:pde-errors",
    "a parameter": "arn:aws:ssm:us-east-1:111122223333:parameter/pde/images/api",
}.items():
    named.look_alike(title, on(arn))
BARE = {"arn": UNKNOWN}
named.look_alike(
    "a secret with any suffix before there is one",
    on("arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/database-??????").set("secret", BARE),
)
named.look_alike("objects of a bucket that is being created", on("arn:aws:s3:::pde-models/models/*").set("models", BARE))
named.look_alike("a bucket of three letters", on("arn:aws:s3:::pde/*").set("models", {"bucket": "pde", **BARE}))
named.look_alike(
    "a cache's user, known by its ARN alone",
    on("arn:aws:elasticache:us-east-1:111122223333:user:api").add(
        spec("aws:elasticache/user:User", "user", {"userId": "api", "arn": "arn:aws:elasticache:us-east-1:111122223333:user:api"})
    ),
)
named.good("everything, which another rule finds", on("*"))
named.look_alike("the registry's layers", on("arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"))
named.look_alike("a service whose resources nobody declares", on("arn:aws:bedrock:us-east-1::foundation-model/x"))
named.look_alike("listed", on("arn:aws:s3:::landing/*"), outside=["arn:aws:s3:::landing/*"])
named.look_alike("a denial", on("arn:aws:s3:::other/*", effect="Deny"))
for title, arn in {
    "another bucket": "arn:aws:s3:::other/*",
    "a bucket whose name begins alike": "arn:aws:s3:::pde-models2/*",
    "a bucket whose name ends alike": "arn:aws:s3:::my-pde-models/*",
    "another secret": "arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/cache-??????",
    "a group whose name begins alike": "arn:aws:logs:us-east-1:111122223333:log-group:/pde/api-canary:*",
    "a group whose name begins alike, in one word": "arn:aws:logs:us-east-1:111122223333:log-group:/pde/apiX:*",
    "another group": "arn:aws:logs:us-east-1:111122223333:log-group:/frd/api:*",
    "another cluster's topic": "arn:aws:kafka:us-east-1:111122223333:topic/frd/1234-5/transactions",
    "another target group": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0a1b",
    "a target group whose id begins alike": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api/0a1bX",
    "a target group of another region": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/api/0a1b",
    "a repository that nobody makes": "arn:aws:ecr:us-east-1:111122223333:repository/originals/api",
    "another database's user": "arn:aws:rds-db:us-east-1:111122223333:dbuser:db-XYZ/app",
    "another database": "arn:aws:rds:us-east-1:111122223333:db:frd",
    "another cluster's service": "arn:aws:ecs:us-east-1:111122223333:service/frd-cluster/api",
    "another task": "arn:aws:ecs:us-east-1:111122223333:task-definition/frd-api:*",
    "another rule": "arn:aws:events:us-east-1:111122223333:rule/frd-nightly",
    "another rule of AWS's": "arn:aws:events:us-east-1:111122223333:rule/StepFunctionsX",
    "another alarm": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:frd-errors",
    "a queue, of which there are none": "arn:aws:sqs:us-east-1:111122223333:jobs",
}.items():
    named.bad(title, on(arn), f"policy orphan={arn}")
named.bad(
    "a secret whose name begins alike",
    on("arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/databaseX-??????").set("secret", BARE),
    "policy orphan=arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/databaseX-??????",
)
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:*-jobs"
named.bad(
    "queues of another region by a wildcard",
    on(QUEUE).add(spec("aws:sqs/queue:Queue", "jobs", {"arn": QUEUE.replace("eu-west-1", "us-east-1").replace("*", "pde")})),
    f"policy orphan={QUEUE}",
)
named.bad(
    "behind one that nobody declares",
    on(["arn:aws:bedrock:us-east-1::foundation-model/x", "arn:aws:s3:::other/*"]),
    "policy orphan=arn:aws:s3:::other/*",
)
LAMBDA_LOGS = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/{}:*"
FUNCTION = spec(kinds.FUNCTION, "function", {"name": "scorer"})
named.look_alike("a group that AWS makes for a function, which another rule finds", on(LAMBDA_LOGS.format("scorer")).add(FUNCTION))
named.bad(
    "a group of another function's", on(LAMBDA_LOGS.format("other")).add(FUNCTION), f"policy orphan={LAMBDA_LOGS.format('other')}"
)
CANARY = spec("aws:synthetics/canary:Canary", "canary", {"name": "login"})
CANARY_LOGS = LAMBDA_LOGS.format("cwsyn-{}-*")
named.look_alike("a group of a canary's, of which AWS chooses the end", on(CANARY_LOGS.format("login")).add(CANARY))
named.look_alike("the same, less its streams", on(CANARY_LOGS.format("login").removesuffix(":*")).add(CANARY))
named.bad(
    "a group of another canary's", on(CANARY_LOGS.format("other")).add(CANARY), f"policy orphan={CANARY_LOGS.format('other')}"
)
named.undecided(
    "a group of a function's whose name is unknown",
    on(LAMBDA_LOGS.format("scorer")).add(spec(kinds.FUNCTION, "function", {"name": UNKNOWN})),
    f"policy: whether {LAMBDA_LOGS.format('scorer')} is of the stack",
)
named.bad("one of two", on(["arn:aws:s3:::pde-models/*", "arn:aws:s3:::other/*"]), "policy orphan=arn:aws:s3:::other/*")
named.look_alike(
    "a pipeline names what other stacks declare",
    deploying(ROLE).set("rights", {"policy": document(allow("s3:PutObject", "arn:aws:s3:::frd-models/*"))}),
)
named.bad(
    "the same rights for a service",
    deploying(ROLE, SERVICE).set("rights", {"policy": document(allow("s3:PutObject", "arn:aws:s3:::frd-models/*"))}),
    "rights orphan=arn:aws:s3:::frd-models/*",
)
named.look_alike(
    "a permissions boundary, which grants nothing",
    Plan(
        spec(kinds.ROLE, "bounded", {"name": "bounded", "permissionsBoundary": BOUNDARY, "assumeRolePolicy": SERVICE}),
        spec(
            kinds.MANAGED_POLICY,
            "limits",
            {"name": "limits", "arn": UNKNOWN, "policy": document(allow("s3:PutObject", "arn:aws:s3:::frd-models/*"))},
        ),
    ),
)
named.undecided("policy unknown", on("*").set("policy", {"policy": UNKNOWN}), "policy: policy")
named.undecided(
    "a bucket whose name is unknown",
    on("arn:aws:s3:::other/*").set("models", {"bucket": UNKNOWN, "arn": UNKNOWN}),
    "policy: whether arn:aws:s3:::other/* is of the stack",
)

BUILD = document({"Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com"}, "Action": "sts:AssumeRole"})
ELSEWHERE = "arn:aws:ecr:us-east-1:111122223333:repository/pde-production/api"
BUILDS = Plan(
    spec(kinds.ROLE, "build", {"name": "build", "arn": UNKNOWN, "assumeRolePolicy": BUILD}),
    spec(kinds.ROLE_POLICY, "policy", {"role": "build", "policy": document(allow("ecr:PutImage", ELSEWHERE))}),
)
OWN = spec(kinds.REPOSITORY, "own", {"name": "tools"})
named.look_alike("a build that pushes to repositories of other stacks", BUILDS)
named.bad("a build beside repositories of its own stack", BUILDS.add(OWN), f"policy orphan={ELSEWHERE}")
named.bad("a task that pushes there", BUILDS.set("build", {"assumeRolePolicy": SERVICE}), f"policy orphan={ELSEWHERE}")
OTHER = "arn:aws:s3:::other/*"
named.bad(
    "a build that reads a bucket of another stack",
    BUILDS.set("policy", {"policy": document(allow("s3:GetObject", OTHER))}),
    f"policy orphan={OTHER}",
)
named.undecided(
    "a build beside a repository of no name yet",
    BUILDS.add(OWN).set("own", {"name": UNKNOWN}),
    f"policy: whether {ELSEWHERE} is of the stack",
)
