"""Cases of the rules about passed roles and about permissions on nothing."""

from policy.model import kinds
from policy.model.values import UNKNOWN
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


passed = Table(
    "pass-role-closed",
    passes="Statement number {} of `policy` passes `{}`, which is no role of this stack.",
    no_service="Statement number {} of `policy` does not say to which service (`iam:PassedToService`).",
)
passed.good("a role of the stack to its service", passing())
passed.good("by its known ARN", passing().set("role", {"name": UNKNOWN, "arn": ROLE}))
passed.good("one of two services", passing(Condition=to([TASKS, "states.amazonaws.com"])))
passed.look_alike("roles by their prefix", passing("arn:aws:iam::111122223333:role/api-*"))
passed.look_alike("a role below a path", passing("arn:aws:iam::111122223333:role/pde/api-task"))
passed.look_alike("a role that is listed", passing("arn:aws:iam::111122223333:role/other"), outside=["arn:aws:iam::*:role/other"])
passed.look_alike("every role at once, which another rule finds", passing("*"))
passed.look_alike(
    "a denial", passing().set("policy", {"policy": document({"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"})})
)
passed.bad("no service", passing(Condition={}), "policy no_service=1")
passed.bad(
    "any service",
    passing(Condition={"StringLike": {"iam:PassedToService": "*"}}),
    "policy no_service=1",
    "policy: Statement number 1 of `policy` passes `role` to *, which it does not trust.",
)
passed.bad(
    "a service if there is one", passing(Condition={"StringEqualsIfExists": {"iam:PassedToService": TASKS}}), "policy no_service=1"
)
passed.bad(
    "a role of another stack",
    passing("arn:aws:iam::111122223333:role/other"),
    "policy passes=1 | arn:aws:iam::111122223333:role/other",
)
passed.bad(
    "a service that the role does not trust",
    passing(Condition=to("lambda.amazonaws.com")),
    "policy: Statement number 1 of `policy` passes `role` to lambda.amazonaws.com, which it does not trust.",
)
passed.bad(
    "two services that the role does not trust",
    passing(Condition=to(["lambda.amazonaws.com", "states.amazonaws.com"])),
    "policy: Statement number 1 of `policy` passes `role` to lambda.amazonaws.com, states.amazonaws.com, which it does not trust.",
)
passed.bad(
    "its service and any other", passing(Condition={"StringLike": {"iam:PassedToService": [TASKS, "*"]}}), "policy no_service=1"
)
passed.bad("a role whose name begins alike", passing(ROLE + "-2"), "policy passes=1 | arn:aws:iam::111122223333:role/api-task-2")
passed.bad(
    "beside a role whose ARN is known",
    passing(ROLE + "-2").set("role", {"arn": ROLE}),
    "policy passes=1 | arn:aws:iam::111122223333:role/api-task-2",
)
passed.bad(
    "in the second statement",
    passing().set("policy", {"policy": document(allow("s3:GetObject"), allow("iam:PassRole", ROLE))}),
    "policy no_service=2",
)
passed.bad(
    "in a managed policy",
    passing("arn:aws:iam::1:role/other").retype("policy", kinds.MANAGED_POLICY),
    "policy passes=1 | arn:aws:iam::1:role/other",
)

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
        spec(kinds.ROLE_ATTACHMENT, "attachment", {"role": "deployer", "policyArn": "arn:aws:iam::111122223333:policy/rights"}),
    )


SERVICE = document({"Effect": "Allow", "Principal": {"Service": TASKS}, "Action": "sts:AssumeRole"})
passed.look_alike("a pipeline passes the roles of the stacks it deploys", deploying("arn:aws:iam::111122223333:role/pde-*"))
passed.bad(
    "the same rights for a service",
    deploying("arn:aws:iam::111122223333:role/pde-*", SERVICE),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)


def trusting(*providers: str, kind: str = "Federated") -> str:
    return document({"Effect": "Allow", "Principal": {kind: list(providers)}, "Action": "sts:AssumeRoleWithWebIdentity"})


PROVIDER = "arn:aws:iam::111122223333:oidc-provider/"
PASSED = "arn:aws:iam::111122223333:role/pde-*"
for source in (
    *("agent.buildkite.com", "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc", "api.pulumi.com/oidc"),
    *("app.terraform.io", "gitlab.com", "oidc.circleci.com/org/64f8", "oidc.codefresh.io", "scalr.io"),
):
    passed.look_alike(f"a pipeline of {source}", deploying(PASSED, trusting(PROVIDER + source)))
passed.look_alike(
    "a pipeline of one's own",
    deploying(PASSED, trusting(PROVIDER + "ci.example.com/main")),
    pipelines=["gitlab.com", "ci.example.com/*"],
)
passed.bad(
    "a pipeline that is not listed",
    deploying(PASSED),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
    pipelines=["gitlab.com"],
)
passed.bad(
    "an application's users",
    deploying(PASSED, trusting("cognito-identity.amazonaws.com")),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.bad(
    "people who sign in",
    deploying(PASSED, trusting("arn:aws:iam::111122223333:saml-provider/okta")),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.bad(
    "a cluster's workloads",
    deploying(PASSED, trusting(PROVIDER + "oidc.eks.us-east-1.amazonaws.com/id/0A1B")),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.bad(
    "a pipeline and people",
    deploying(PASSED, trusting(PROVIDER + "gitlab.com", PROVIDER + "okta.example.com")),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.bad(
    "a service called like a pipeline",
    deploying(PASSED, trusting("gitlab.com", kind="Service")),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.bad(
    "nobody yet", deploying(PASSED, document()), "rights no_service=1", "rights passes=1 | arn:aws:iam::111122223333:role/pde-*"
)
RIGHTS = "arn:aws:iam::111122223333:policy/rights"
worker = spec(kinds.ROLE, "worker", {"name": "worker", "arn": UNKNOWN, "assumeRolePolicy": SERVICE})
for title, attachment in {
    "one of two roles is a service's": spec(kinds.ROLE_ATTACHMENT, "more", {"role": "worker", "policyArn": RIGHTS}),
    "by an attachment to several": spec(kinds.ATTACHMENT, "more", {"roles": ["deployer", "worker"], "policyArn": RIGHTS}),
    "exclusively": spec(kinds.ROLE_ATTACHMENTS_EXCLUSIVE, "more", {"roleName": "worker", "policyArns": [RIGHTS]}),
    "to a user": spec(kinds.USER_ATTACHMENT, "more", {"user": "x", "policyArn": RIGHTS}),
    "to a user exclusively": spec(kinds.USER_ATTACHMENTS_EXCLUSIVE, "more", {"userName": "x", "policyArns": [RIGHTS]}),
    "to a group exclusively": spec(kinds.GROUP_ATTACHMENTS_EXCLUSIVE, "more", {"groupName": "x", "policyArns": [RIGHTS]}),
    "to a group": spec(kinds.GROUP_ATTACHMENT, "more", {"group": "x", "policyArn": RIGHTS}),
    "to users by an attachment to several": spec(
        kinds.ATTACHMENT, "more", {"roles": ["deployer"], "users": ["x"], "policyArn": RIGHTS}
    ),
    "to groups by an attachment to several": spec(kinds.ATTACHMENT, "more", {"groups": ["x"], "policyArn": RIGHTS}),
}.items():
    passed.bad(
        f"a pipeline's rights given to others: {title}",
        deploying(PASSED).add(worker, attachment),
        "rights no_service=1",
        "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
    )
passed.bad(
    "a pipeline's rights given to others: by the role itself",
    deploying(PASSED).add(worker).set("worker", {"managedPolicyArns": [RIGHTS]}),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
ALONE = deploying(PASSED).drop("attachment")
passed.bad("rights that nobody holds", ALONE, "rights no_service=1", "rights passes=1 | arn:aws:iam::111122223333:role/pde-*")
passed.look_alike("a pipeline that attaches by itself", ALONE.set("deployer", {"managedPolicyArns": ["x", RIGHTS]}))
passed.look_alike(
    "a pipeline by an attachment to several",
    ALONE.add(spec(kinds.ATTACHMENT, "more", {"roles": ["deployer"], "policyArn": RIGHTS})),
)
passed.look_alike(
    "a pipeline exclusively",
    ALONE.add(spec(kinds.ROLE_ATTACHMENTS_EXCLUSIVE, "more", {"roleName": "deployer", "policyArns": [RIGHTS, "x"]})),
)
passed.undecided(
    "rights of a role of another stack", deploying(PASSED).set("attachment", {"role": "elsewhere"}), "attachment: role"
)
passed.undecided(
    "a pipeline's rights, and those of a role of another stack",
    deploying(PASSED).add(spec(kinds.ROLE_ATTACHMENT, "more", {"role": "elsewhere", "policyArn": RIGHTS})),
    "more: role",
)
OTHER = spec("random:index/randomId:RandomId", "other")
passed.undecided(
    "rights of who is not known",
    deploying(PASSED).add(OTHER).set("attachment", {"policyArn": UNKNOWN}).edge("attachment", "policyArn", "other"),
    "attachment: policyArn",
)
passed.undecided(
    "rights of one of two",
    deploying(PASSED)
    .add(spec(kinds.MANAGED_POLICY, "none", {"name": "none", "policy": document()}))
    .set("attachment", {"policyArn": UNKNOWN})
    .edge("attachment", "policyArn", "rights", "none"),
    "attachment: policyArn",
)
passed.undecided(
    "rights of one of two roles",
    deploying(PASSED).add(worker).set("attachment", {"role": UNKNOWN}).edge("attachment", "role", "deployer", "worker"),
    "attachment: role",
)
passed.undecided(
    "a pipeline whose trust is unknown",
    deploying(PASSED, trusting()).set("deployer", {"assumeRolePolicy": UNKNOWN}),
    "deployer: assumeRolePolicy",
)
LIMITED = ALONE.add(worker).set("worker", {"permissionsBoundary": RIGHTS})
passed.look_alike("a boundary, which grants nothing", LIMITED)
passed.bad(
    "a boundary that is attached too",
    LIMITED.add(spec(kinds.ROLE_ATTACHMENT, "more", {"role": "worker", "policyArn": RIGHTS})),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.bad(
    "a boundary that a role holds too",
    LIMITED.set("worker", {"managedPolicyArns": [RIGHTS]}),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.bad(
    "a boundary that is a user's too",
    LIMITED.add(spec(kinds.USER_ATTACHMENT, "more", {"user": "x", "policyArn": RIGHTS})),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.undecided(
    "a boundary that may be attached too",
    LIMITED.add(OTHER, spec(kinds.ROLE_ATTACHMENT, "more", {"role": "worker", "policyArn": UNKNOWN}, policyArn="other")),
    "more: policyArn",
)
passed.undecided("what may be a boundary", LIMITED.set("worker", {"permissionsBoundary": UNKNOWN}), "worker: permissionsBoundary")
passed.bad(
    "what may be a boundary and is attached",
    LIMITED.set("worker", {"permissionsBoundary": UNKNOWN, "managedPolicyArns": [RIGHTS]}),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.look_alike(
    "a boundary beside another role whose boundary is unknown",
    LIMITED.add(spec(kinds.ROLE, "other", {"permissionsBoundary": UNKNOWN, "assumeRolePolicy": SERVICE})),
)
UNBORN = LIMITED.set("rights", {"arn": UNKNOWN})
passed.look_alike("a boundary that is being created", UNBORN)
passed.look_alike(
    "a boundary below a path",
    UNBORN.set("rights", {"path": "/team/"}).set("worker", {"permissionsBoundary": RIGHTS.replace("/rights", "/team/rights")}),
)
passed.bad(
    "what is called like a boundary below a path",
    UNBORN.set("rights", {"path": "/team/"}),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.bad(
    "what is being created, beside a boundary",
    UNBORN.set("rights", {"name": "more"}),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.look_alike("a boundary by its ARN alone", LIMITED.set("rights", {"name": UNKNOWN}))
for part in ("name", "path"):
    HIDDEN = UNBORN.set("rights", {part: UNKNOWN}).set("worker", {"permissionsBoundary": BOUNDARY})
    passed.undecided(f"what may be a boundary by its {part}", HIDDEN, f"rights: {part}")
    passed.bad(
        f"what has an unknown {part} and a known ARN",
        HIDDEN.set("rights", {"arn": RIGHTS}),
        "rights no_service=1",
        "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
    )
    passed.bad(
        f"what has an unknown {part} where there are no boundaries",
        HIDDEN.set("worker", {"permissionsBoundary": ""}),
        "rights no_service=1",
        "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
    )
DEMANDED = {"Condition": {"StringEquals": {"iam:PermissionsBoundary": RIGHTS}}}
passed.look_alike(
    "a boundary that a statement demands",
    ALONE.set("deployer", {"inlinePolicies": [{"policy": document(allow("iam:CreateRole", ROLE, **DEMANDED))}]}),
)
ANY_LIMIT = {"Condition": {"ArnLike": {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/*"}}}
passed.bad(
    "rights where any policy may be the boundary",
    ALONE.set("deployer", {"inlinePolicies": [{"policy": document(allow("iam:CreateRole", ROLE, **ANY_LIMIT))}]}),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.look_alike(
    "a policy of a pipeline's role itself",
    ALONE.drop("rights").add(
        spec(kinds.ROLE_POLICY, "policy", {"role": "deployer", "policy": document(allow("iam:PassRole", PASSED))})
    ),
)
passed.undecided(
    "a policy of a role that is not known",
    Plan(
        OTHER, spec(kinds.ROLE_POLICY, "policy", {"role": UNKNOWN, "policy": document(allow("iam:PassRole", PASSED))}, role="other")
    ),
    "policy: role",
)
passed.undecided(
    "rights that are unknown, of who is not known",
    deploying(PASSED)
    .add(OTHER)
    .set("attachment", {"policyArn": UNKNOWN})
    .edge("attachment", "policyArn", "other")
    .set("rights", {"policy": UNKNOWN}),
    "rights: policy",
)
LONE = passing("arn:aws:iam::111122223333:role/other").set("policy", {"name": "rights"})
passed.bad(
    "a role's own policy called like a boundary",
    LONE.add(worker).set("worker", {"permissionsBoundary": RIGHTS}),
    "policy passes=1 | arn:aws:iam::111122223333:role/other",
)
passed.bad(
    "a role's own policy beside a role whose boundary is unknown",
    LONE.add(worker).set("worker", {"permissionsBoundary": UNKNOWN}),
    "policy passes=1 | arn:aws:iam::111122223333:role/other",
)
passed.bad(
    "rights of a service beside a role whose attached policies AWS knows",
    deploying(PASSED, SERVICE).add(worker).set("worker", {"managedPolicyArns": UNKNOWN}),
    "rights no_service=1",
    "rights passes=1 | arn:aws:iam::111122223333:role/pde-*",
)
passed.undecided(
    "rights of a role of another stack, behind an attachment of who knows what",
    Plan(OTHER, spec(kinds.ROLE_ATTACHMENT, "more", {"role": "worker", "policyArn": UNKNOWN}, policyArn="other")).add(
        *deploying(PASSED).set("attachment", {"role": "elsewhere"}).specs.values()
    ),
    "attachment: role",
)
passed.undecided("policy unknown", passing().set("policy", {"policy": UNKNOWN}), "policy: policy")
passed.undecided("trust unknown", passing().set("role", {"assumeRolePolicy": UNKNOWN}), "role: assumeRolePolicy")
passed.undecided(
    "a name unknown",
    passing().set("role", {"name": UNKNOWN}),
    "policy: whether arn:aws:iam::111122223333:role/api-task is a role of the stack",
)

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
named.bad(
    "behind one that nobody declares",
    on(["arn:aws:bedrock:us-east-1::foundation-model/x", "arn:aws:s3:::other/*"]),
    "policy orphan=arn:aws:s3:::other/*",
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

TABLES = (passed, named)
