"""Cases of the rules github-trust-pinned and service-principals-conditioned."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.rules.iam.trust_plans import ACCOUNT, GITHUB, ROOT, UNREADABLE, trust
from tests.policy.tables import Table


def github(
    sub: object, operator: str = "StringEquals", aud: object = "sts.amazonaws.com", issuer: str = GITHUB, keys: str = ""
) -> Plan:
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"}
    conditions: dict[str, dict[str, object]] = {}
    if aud:
        conditions["StringEquals"] = {f"{keys or issuer}:aud": aud}
    if sub:
        conditions.setdefault(operator, {})[f"{keys or issuer}:sub"] = sub
    return trust(provider, "sts:AssumeRoleWithWebIdentity", **conditions)


pinned = Table(
    "github-trust-pinned",
    accepts="Statement number 1 of `assumeRolePolicy` accepts the subject `{}`.",
    audience="Statement number 1 of `assumeRolePolicy` does not limit `aud` to `sts.amazonaws.com`.",
    does="Statement number 1 of `assumeRolePolicy` does not limit `sub`.",
)
pinned.good("an environment", github("repo:example/platform:environment:production"))
pinned.good("a branch", github("repo:example/platform:ref:refs/heads/main"))
pinned.good("several", github(["repo:example/platform:ref:refs/heads/main", "repo:example/platform:environment:staging"]))
pinned.look_alike("a repository with its ids", github("repo:example@12345/platform@67890:ref:refs/heads/main"))
pinned.look_alike("release tags", github("repo:example/platform:ref:refs/tags/v*", "StringLike"))
ENTERPRISE = f"{GITHUB}/acme"
pinned.look_alike("an enterprise's own issuer", github("repo:example/platform:environment:production", issuer=ENTERPRISE))
pinned.bad("an enterprise's own issuer without a subject", github(None, issuer=ENTERPRISE), "role does")
pinned.bad(
    "an enterprise's own issuer without an audience", github("repo:a/b:environment:c", aud=None, issuer=ENTERPRISE), "role audience"
)
pinned.bad(
    "an enterprise's issuer by the keys of everyone's",
    github("repo:a/b:environment:c", issuer=ENTERPRISE, keys=GITHUB),
    "role audience",
    "role does",
)
pinned.bad(
    "everyone's issuer by an enterprise's keys", github("repo:a/b:environment:c", keys=ENTERPRISE), "role audience", "role does"
)
pinned.look_alike("another provider", trust({"Federated": "arn:aws:iam::1:oidc-provider/gitlab.com"}))
pinned.look_alike("a denial", trust({"Federated": GITHUB}, "sts:AssumeRole", "Deny"))
pinned.bad("no subject", github(None), "role does")
for audience in ("sts.amazonaws.com.cn", ["sts.amazonaws.com", "sts.amazonaws.com.cn"]):
    pinned.look_alike(f"in China: {audience}", github("repo:example/platform:environment:production", aud=audience))
pinned.bad(
    "an audience of China's and another",
    github("repo:example/platform:environment:production", aud=["sts.amazonaws.com.cn", "x"]),
    "role audience",
)
pinned.bad("no audience", github("repo:example/platform:environment:production", aud=None), "role audience")
pinned.bad(
    "another audience", github("repo:example/platform:environment:production", aud="https://github.com/example"), "role audience"
)
for subject in (
    "*",
    "repo:*",
    "repo:example/*",
    "repo:example/platform:*",
    "repo:example/plat*:environment:x",
    "repo:example/platform:pull_request",
    "repo:example/platform:ref:refs/heads/*",
    "repo:example/platform",
):
    pinned.bad(f"the subject {subject}", github(subject, "StringLike"), f"role accepts={subject}")
pinned.bad(
    "one of two open",
    github(["repo:example/platform:environment:x", "repo:example/*"], "StringLike"),
    "role accepts=repo:example/*",
)
pinned.bad("only when a subject is there", github("repo:example/platform:environment:x", "StringEqualsIfExists"), "role does")
pinned.look_alike("a service of that name", trust({"Service": GITHUB}))
pinned.bad(
    "beside another provider",
    trust({"Federated": ["arn:aws:iam::1:oidc-provider/gitlab.com", GITHUB]}),
    "role audience",
    "role does",
)
pinned.undecided("unknown", UNREADABLE, "role: assumeRolePolicy")

SOURCE = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
CONTEXT = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:*"}}


def service(name: object, token: str = kinds.TOPIC_POLICY, resource: object = "*", **more: object) -> Plan:
    statement = allow("sns:Publish", resource, Principal={"Service": name}, **more)
    return Plan(spec(token, "policy", {"policy": document(statement)}))


deputies = Table("service-principals-conditioned", lets="Statement number {} of `{}` lets `{}` come on anyone's behalf.")
deputies.good("a task's trust", trust({"Service": "ecs-tasks.amazonaws.com"}, **SOURCE))
deputies.good("an alarm's topic", service("cloudwatch.amazonaws.com", Condition=SOURCE))
deputies.good(
    "a source by ARN", service("s3.amazonaws.com", Condition={"ArnLike": {"aws:SourceArn": f"arn:aws:s3:::pde-{ACCOUNT}"}})
)
deputies.look_alike("machines, whose service says nothing", trust({"Service": "ec2.amazonaws.com"}))
deputies.look_alike("EventBridge at an encrypted topic's key", service("events.amazonaws.com", kinds.KEY))
for key_type in (kinds.KEY_EXTERNAL, kinds.KEY_REPLICA_EXTERNAL):
    deputies.look_alike(f"EventBridge at an encrypted topic's {key_type}", service("events.amazonaws.com", key_type))
    deputies.bad(
        f"logs at a {key_type} without a condition",
        service("logs.us-east-1.amazonaws.com", key_type),
        "policy lets=1 | policy | logs",
    )
deputies.look_alike("logs by their encryption context", service("logs.us-east-1.amazonaws.com", kinds.KEY, Condition=CONTEXT))
deputies.look_alike(
    "load balancer logs below one account's prefix",
    service("logdelivery.elasticloadbalancing.amazonaws.com", kinds.BUCKET_POLICY, f"arn:aws:s3:::logs/AWSLogs/{ACCOUNT}/*"),
)
deputies.look_alike("no service", Plan(spec(kinds.KEY, "key", {"policy": document(allow("kms:*", Principal=ROOT))})))
deputies.look_alike("a key with AWS's default policy", Plan(spec(kinds.KEY, "key", {})))
deputies.look_alike(
    "a denial",
    Plan(
        spec(
            kinds.TOPIC_POLICY,
            "policy",
            {"policy": document({"Effect": "Deny", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "*"})},
        )
    ),
)
deputies.look_alike(
    "a source whose name has colons",
    service("s3.amazonaws.com", Condition={"ArnLike": {"aws:SourceArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:*:*"}}),
)
for assuming in ("appstream", "datasync", "iot", "personalize", "pipes", "transcribe", "transfer"):
    deputies.look_alike(f"{assuming}'s trust", trust({"Service": f"{assuming}.amazonaws.com"}, **SOURCE))
    deputies.bad(
        f"{assuming}'s trust without a source",
        trust({"Service": f"{assuming}.amazonaws.com"}),
        f"role lets=1 | assumeRolePolicy | {assuming}",
    )
deputies.bad(
    "a task's trust without a source", trust({"Service": "ecs-tasks.amazonaws.com"}), "role lets=1 | assumeRolePolicy | ecs-tasks"
)
for name in ("sagemaker", "ssm"):
    deputies.good(f"the trust of {name}", trust({"Service": f"{name}.amazonaws.com"}, **SOURCE))
    deputies.bad(
        f"the trust of {name} without a source",
        trust({"Service": f"{name}.amazonaws.com"}),
        f"role lets=1 | assumeRolePolicy | {name}",
    )
deputies.bad(
    "in a list", trust({"Service": ["ec2.amazonaws.com", "states.amazonaws.com"]}), "role lets=1 | assumeRolePolicy | states"
)
deputies.bad("an alarm's topic without a source", service("cloudwatch.amazonaws.com"), "policy lets=1 | policy | cloudwatch")
deputies.bad("a topic's own policy", service("s3.amazonaws.com", kinds.TOPIC), "policy lets=1 | policy | s3")
deputies.bad("a queue", service("sns.amazonaws.com", kinds.QUEUE_POLICY), "policy lets=1 | policy | sns")
deputies.bad(
    "a bucket",
    service("cloudtrail.amazonaws.com", kinds.BUCKET_POLICY, "arn:aws:s3:::logs/*"),
    "policy lets=1 | policy | cloudtrail",
)
deputies.bad(
    "any source", service("s3.amazonaws.com", Condition={"ArnLike": {"aws:SourceArn": "*"}}), "policy lets=1 | policy | s3"
)
deputies.bad(
    "a source of any account",
    service("sns.amazonaws.com", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:alerts"}}),
    "policy lets=1 | policy | sns",
)
deputies.bad(
    "only when a source is there",
    service("s3.amazonaws.com", Condition={"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}),
    "policy lets=1 | policy | s3",
)
deputies.bad(
    "a condition about something else",
    service("s3.amazonaws.com", Condition={"Bool": {"aws:SecureTransport": "true"}}),
    "policy lets=1 | policy | s3",
)
deputies.bad(
    "logs of any account at a key",
    service("logs.us-east-1.amazonaws.com", kinds.KEY, Condition={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "*"}}),
    "policy lets=1 | policy | logs",
)
deputies.bad(
    "logs at a key without a condition", service("logs.us-east-1.amazonaws.com", kinds.KEY), "policy lets=1 | policy | logs"
)
deputies.undecided("unknown", UNREADABLE, "role: assumeRolePolicy")


def permission(principal: object, **props: object) -> Plan:
    return Plan(spec(kinds.FUNCTION_PERMISSION, "permission", {"function": "x", "principal": principal, **props}))


BUCKET_ARN = "arn:aws:s3:::pde-models"
deputies.good("a topic that calls", permission("sns.amazonaws.com", sourceArn=f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts"))
deputies.good(
    "an API that calls", permission("apigateway.amazonaws.com", sourceArn=f"arn:aws:execute-api:us-east-1:{ACCOUNT}:a1/*")
)
deputies.good("an account's secrets", permission("secretsmanager.amazonaws.com", sourceAccount=ACCOUNT))
deputies.good("a source that is being created", permission("events.amazonaws.com", sourceArn=UNKNOWN))
deputies.good("a bucket of the account's", permission("s3.amazonaws.com", sourceArn=BUCKET_ARN, sourceAccount=ACCOUNT))
deputies.good("Alexa with a token", permission("alexa-appkit.amazon.com", eventSourceToken="amzn1.ask.skill.1"))
deputies.look_alike("a role that calls", permission(f"arn:aws:iam::{ACCOUNT}:role/x"))
deputies.look_alike("an account that calls", permission(ACCOUNT))
deputies.look_alike("anyone, whom another rule is about", permission("*"))
for name in ("sns", "events", "apigateway", "s3", "secretsmanager", "elasticloadbalancing", "lambda.alarms.cloudwatch"):
    deputies.bad(
        f"{name} calls for anyone",
        permission(f"{name}.amazonaws.com"),
        f"permission: It lets `{name}` call the function on anyone's behalf.",
    )
ANYONES = "permission: It lets `{}` call the function on anyone's behalf."
deputies.bad("Alexa calls for any skill", permission("alexa-appkit.amazon.com"), ANYONES.format("alexa-appkit"))
deputies.bad("a service with its region", permission("logs.us-east-1.amazonaws.com"), ANYONES.format("logs"))
deputies.bad(
    "any source that calls", permission("sns.amazonaws.com", sourceArn="arn:aws:sns:us-east-1:*:alerts"), ANYONES.format("sns")
)
deputies.bad("a bucket's name, whoever has it", permission("s3.amazonaws.com", sourceArn=BUCKET_ARN), ANYONES.format("s3"))
deputies.undecided("who calls unknown", permission(UNKNOWN), "permission: principal")
deputies.good("a function's whole policy", service("sns.amazonaws.com", kinds.FUNCTION_POLICY, Condition=SOURCE))
deputies.bad(
    "a function's whole policy without a source",
    service("sns.amazonaws.com", kinds.FUNCTION_POLICY),
    "policy lets=1 | policy | sns",
)
TOKEN = {"StringEquals": {"lambda:EventSourceToken": "amzn1.ask.skill.1"}}
deputies.look_alike(
    "a skill's token in a function's whole policy",
    service("alexa-appkit.amazon.com", kinds.FUNCTION_POLICY, Condition=TOKEN),
)
