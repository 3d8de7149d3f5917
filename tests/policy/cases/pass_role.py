"""Cases of the rules about passed roles and about permissions on nothing."""

from policy import kinds
from policy.values import UNKNOWN
from tests.policy.plans import Plan, Table, allow, document, spec

ROLE = "arn:aws:iam::111122223333:role/api-task"
TASKS = "ecs-tasks.amazonaws.com"


def to(service: object) -> dict[str, object]:
    return {"StringEquals": {"iam:PassedToService": service}}


def passing(resource: object = ROLE, **more: object) -> Plan:
    trust = document({"Effect": "Allow", "Principal": {"Service": TASKS}, "Action": "sts:AssumeRole"})
    return Plan(
        spec(
            kinds.ROLE_POLICY, "policy", {"policy": document(allow("iam:PassRole", resource, **{"Condition": to(TASKS), **more}))}
        ),
        spec(kinds.ROLE, "role", {"name": "api-task", "arn": UNKNOWN, "assumeRolePolicy": trust}),
    )


passed = Table("pass-role-closed")
passed.good("a role of the stack to its service", passing())
passed.good("by its known ARN", passing().set("role", {"name": UNKNOWN, "arn": ROLE}))
passed.good("one of two services", passing(Condition=to([TASKS, "states.amazonaws.com"])))
passed.look_alike("roles by their prefix", passing("arn:aws:iam::111122223333:role/api-*"))
passed.look_alike("a role that is listed", passing("arn:aws:iam::111122223333:role/other"), outside=["arn:aws:iam::*:role/other"])
passed.look_alike("every role at once, which another rule finds", passing("*"))
passed.look_alike(
    "a denial", passing().set("policy", {"policy": document({"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"})})
)
passed.bad("no service", passing(Condition={}), "policy")
passed.bad("any service", passing(Condition={"StringLike": {"iam:PassedToService": "*"}}), "policy")
passed.bad("a service if there is one", passing(Condition={"StringEqualsIfExists": {"iam:PassedToService": TASKS}}), "policy")
passed.bad("a role of another stack", passing("arn:aws:iam::111122223333:role/other"), "policy")
passed.bad("a service that the role does not trust", passing(Condition=to("lambda.amazonaws.com")), "policy")
passed.bad("a role whose name begins alike", passing(ROLE + "-2"), "policy")
passed.bad("in a managed policy", passing("arn:aws:iam::1:role/other").retype("policy", kinds.MANAGED_POLICY), "policy")

DEPLOYER = document(
    {
        "Effect": "Allow",
        "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
)
BOUNDARY = "arn:aws:iam::111122223333:policy/limits"


def deploying(resource: object, trust: str = DEPLOYER) -> Plan:
    """A managed policy with one statement, attached to a role that a pipeline assumes."""
    return Plan(
        spec(kinds.ROLE, "deployer", {"name": "deployer", "arn": UNKNOWN, "assumeRolePolicy": trust}),
        spec(
            kinds.MANAGED_POLICY,
            "rights",
            {
                "name": "rights",
                "arn": "arn:aws:iam::111122223333:policy/rights",
                "policy": document(allow("iam:PassRole", resource)),
            },
        ),
        spec(
            kinds.ROLE_ATTACHMENT,
            "attachment",
            {"role": "deployer", "policyArn": "arn:aws:iam::111122223333:policy/rights"},
        ),
    )


SERVICE = document({"Effect": "Allow", "Principal": {"Service": TASKS}, "Action": "sts:AssumeRole"})
passed.look_alike("a pipeline passes the roles of the stacks it deploys", deploying("arn:aws:iam::111122223333:role/pde-*"))
passed.bad("the same rights for a service", deploying("arn:aws:iam::111122223333:role/pde-*", SERVICE), "rights")
passed.unsure("policy unknown", passing().set("policy", {"policy": UNKNOWN}), "policy")
passed.unsure("trust unknown", passing().set("role", {"assumeRolePolicy": UNKNOWN}), "role")
passed.unsure("a name unknown", passing().set("role", {"name": UNKNOWN}), "policy")

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
    spec(kinds.REPOSITORY_TEMPLATE, "template", {"prefix": "copies"}),
    spec(kinds.REPOSITORY_LIFECYCLE, "lifecycle", {"repository": "pde/api", "prefix": "originals"}),
)


def on(resource: object, action: str = "x:Y", effect: str = "Allow") -> Plan:
    return STACK.add(
        spec(kinds.ROLE_POLICY, "policy", {"policy": document({"Effect": effect, "Action": action, "Resource": resource})})
    )


named = Table("permissions-name-what-exists")
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
    "a parameter": "arn:aws:ssm:us-east-1:111122223333:parameter/pde/images/api",
}.items():
    named.look_alike(title, on(arn))
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
    "another group": "arn:aws:logs:us-east-1:111122223333:log-group:/frd/api:*",
    "another cluster's topic": "arn:aws:kafka:us-east-1:111122223333:topic/frd/1234-5/transactions",
    "another target group": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0a1b",
    "a repository that nobody makes": "arn:aws:ecr:us-east-1:111122223333:repository/originals/api",
    "another database's user": "arn:aws:rds-db:us-east-1:111122223333:dbuser:db-XYZ/app",
    "a queue, of which there are none": "arn:aws:sqs:us-east-1:111122223333:jobs",
}.items():
    named.bad(title, on(arn), "policy")
named.bad("one of two", on(["arn:aws:s3:::pde-models/*", "arn:aws:s3:::other/*"]), "policy")
named.look_alike(
    "a pipeline names what other stacks declare",
    deploying(ROLE).set("rights", {"policy": document(allow("s3:PutObject", "arn:aws:s3:::frd-models/*"))}),
)
named.bad(
    "the same rights for a service",
    deploying(ROLE, SERVICE).set("rights", {"policy": document(allow("s3:PutObject", "arn:aws:s3:::frd-models/*"))}),
    "rights",
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
named.unsure("policy unknown", on("*").set("policy", {"policy": UNKNOWN}), "policy")
named.unsure(
    "a bucket whose name is unknown", on("arn:aws:s3:::other/*").set("models", {"bucket": UNKNOWN, "arn": UNKNOWN}), "policy"
)

TABLES = (passed, named)
