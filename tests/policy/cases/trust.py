"""Cases of the rules about trust."""

from policy import kinds
from policy.values import UNKNOWN
from tests.policy.plans import Plan, Table, allow, document, spec

ACCOUNT = "111122223333"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
GITHUB = "token.actions.githubusercontent.com"


def trust(principal: object, action: str = "sts:AssumeRole", effect: str = "Allow", /, **condition: object) -> Plan:
    statement = {"Effect": effect, "Principal": principal, "Action": action, **({"Condition": condition} if condition else {})}
    return Plan(spec(kinds.ROLE, "role", {"name": "x", "assumeRolePolicy": document(statement)}))


UNREADABLE = trust("*").set("role", {"assumeRolePolicy": UNKNOWN})

closed = Table("iam-trust-closed")
closed.good("a service", trust({"Service": "ecs-tasks.amazonaws.com"}))
closed.good("a role", trust({"AWS": f"arn:aws:iam::{ACCOUNT}:role/deployer"}))
closed.look_alike("an account's tagged identities", trust(ROOT, StringEquals={"aws:PrincipalTag/Team": "platform"}))
closed.look_alike("another account with an external id", trust(ROOT, StringEquals={"sts:ExternalId": "b7d1"}))
closed.look_alike("an account's people with a second factor", trust(ROOT, Bool={"aws:MultiFactorAuthPresent": "true"}))
closed.look_alike("everyone of one organization", trust("*", StringEquals={"aws:PrincipalOrgID": "o-abc123"}))
closed.look_alike("nobody", trust("*", "sts:AssumeRole", "Deny"))
closed.look_alike(
    "a provider's one audience", trust({"Federated": "arn:aws:iam::1:oidc-provider/x"}, StringEquals={"x:aud": "sts.amazonaws.com"})
)
closed.bad("anyone", trust("*"), "role")
closed.bad("any AWS account", trust({"AWS": "*"}), "role")
closed.bad("in a list", trust({"AWS": [f"arn:aws:iam::{ACCOUNT}:role/x", "*"]}), "role")
closed.bad(
    "all but one",
    Plan(
        spec(
            kinds.ROLE,
            "role",
            {"assumeRolePolicy": document({"Effect": "Allow", "NotPrincipal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"})},
        )
    ),
    "role",
)
closed.bad("anyone over TLS", trust("*", Bool={"aws:SecureTransport": "true"}), "role")
closed.bad("anyone with the external id", trust("*", StringEquals={"sts:ExternalId": "b7d1"}), "role")
closed.bad("a whole account", trust(ROOT), "role")
closed.bad("a whole account by its number", trust({"AWS": ACCOUNT}), "role")
closed.bad("a whole account in one word", trust(ACCOUNT), "role")
closed.bad("a whole account at any tag", trust(ROOT, StringLike={"aws:PrincipalArn": "*"}), "role")
closed.bad("a whole account without a second factor", trust(ROOT, Bool={"aws:MultiFactorAuthPresent": "false"}), "role")
closed.bad("a provider's any audience", trust({"Federated": "arn:aws:iam::1:saml-provider/x"}), "role")
closed.unsure("unknown", UNREADABLE, "role")
closed.bad("no JSON", UNREADABLE.set("role", {"assumeRolePolicy": "no"}), "role")


def github(sub: object, operator: str = "StringEquals", aud: object = "sts.amazonaws.com") -> Plan:
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"}
    conditions: dict[str, dict[str, object]] = {}
    if aud:
        conditions["StringEquals"] = {f"{GITHUB}:aud": aud}
    if sub:
        conditions.setdefault(operator, {})[f"{GITHUB}:sub"] = sub
    return trust(provider, "sts:AssumeRoleWithWebIdentity", **conditions)


pinned = Table("github-trust-pinned")
pinned.good("an environment", github("repo:example/platform:environment:production"))
pinned.good("a branch", github("repo:example/platform:ref:refs/heads/main"))
pinned.good("several", github(["repo:example/platform:ref:refs/heads/main", "repo:example/platform:environment:staging"]))
pinned.look_alike("a repository with its ids", github("repo:example@12345/platform@67890:ref:refs/heads/main"))
pinned.look_alike("release tags", github("repo:example/platform:ref:refs/tags/v*", "StringLike"))
pinned.look_alike("another provider", trust({"Federated": "arn:aws:iam::1:oidc-provider/gitlab.com"}))
pinned.look_alike("a denial", trust({"Federated": GITHUB}, "sts:AssumeRole", "Deny"))
pinned.bad("no subject", github(None), "role")
pinned.bad("no audience", github("repo:example/platform:environment:production", aud=None), "role")
pinned.bad("another audience", github("repo:example/platform:environment:production", aud="https://github.com/example"), "role")
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
    pinned.bad(f"the subject {subject}", github(subject, "StringLike"), "role")
pinned.bad("one of two open", github(["repo:example/platform:environment:x", "repo:example/*"], "StringLike"), "role")
pinned.bad("only when a subject is there", github("repo:example/platform:environment:x", "StringEqualsIfExists"), "role")
pinned.unsure("unknown", UNREADABLE, "role")

SOURCE = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
CONTEXT = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:*"}}


def service(name: object, token: str = kinds.TOPIC_POLICY, resource: object = "*", **more: object) -> Plan:
    statement = allow("sns:Publish", resource, Principal={"Service": name}, **more)
    return Plan(spec(token, "policy", {"policy": document(statement)}))


deputies = Table("service-principals-conditioned")
deputies.good("a task's trust", trust({"Service": "ecs-tasks.amazonaws.com"}, **SOURCE))
deputies.good("an alarm's topic", service("cloudwatch.amazonaws.com", Condition=SOURCE))
deputies.good(
    "a source by ARN", service("s3.amazonaws.com", Condition={"ArnLike": {"aws:SourceArn": f"arn:aws:s3:::pde-{ACCOUNT}"}})
)
deputies.look_alike("machines, whose service says nothing", trust({"Service": "ec2.amazonaws.com"}))
deputies.look_alike("EventBridge at an encrypted topic's key", service("events.amazonaws.com", kinds.KEY))
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
deputies.bad("a task's trust without a source", trust({"Service": "ecs-tasks.amazonaws.com"}), "role")
deputies.bad("in a list", trust({"Service": ["ec2.amazonaws.com", "states.amazonaws.com"]}), "role")
deputies.bad("an alarm's topic without a source", service("cloudwatch.amazonaws.com"), "policy")
deputies.bad("a topic's own policy", service("s3.amazonaws.com", kinds.TOPIC), "policy")
deputies.bad("a queue", service("sns.amazonaws.com", kinds.QUEUE_POLICY), "policy")
deputies.bad("a bucket", service("cloudtrail.amazonaws.com", kinds.BUCKET_POLICY, "arn:aws:s3:::logs/*"), "policy")
deputies.bad("any source", service("s3.amazonaws.com", Condition={"ArnLike": {"aws:SourceArn": "*"}}), "policy")
deputies.bad(
    "a source of any account",
    service("sns.amazonaws.com", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:alerts"}}),
    "policy",
)
deputies.bad(
    "only when a source is there",
    service("s3.amazonaws.com", Condition={"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}),
    "policy",
)
deputies.bad(
    "a condition about something else", service("s3.amazonaws.com", Condition={"Bool": {"aws:SecureTransport": "true"}}), "policy"
)
deputies.bad(
    "logs of any account at a key",
    service("logs.us-east-1.amazonaws.com", kinds.KEY, Condition={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "*"}}),
    "policy",
)
deputies.bad("logs at a key without a condition", service("logs.us-east-1.amazonaws.com", kinds.KEY), "policy")
deputies.unsure("unknown", UNREADABLE, "role")

TABLES = (closed, pinned, deputies)
