"""Cases of the rules about trust."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, Table, allow, document, spec

ACCOUNT = "111122223333"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
GITHUB = "token.actions.githubusercontent.com"
PROVIDER = {"Federated": "arn:aws:iam::1:oidc-provider/x"}


def trusting(principal: object, action: str = "sts:AssumeRole", effect: str = "Allow", /, **condition: object) -> dict[str, object]:
    return {"Effect": effect, "Principal": principal, "Action": action, **({"Condition": condition} if condition else {})}


def role(*statements: dict[str, object]) -> Plan:
    return Plan(spec(kinds.ROLE, "role", {"name": "x", "assumeRolePolicy": document(*statements)}))


def trust(principal: object, action: str = "sts:AssumeRole", effect: str = "Allow", /, **condition: object) -> Plan:
    return role(trusting(principal, action, effect, **condition))


UNREADABLE = trust("*").set("role", {"assumeRolePolicy": UNKNOWN})

closed = Table(
    "iam-trust-closed",
    unpinned="Statement number {} of `assumeRolePolicy` trusts `{}` without saying whose tokens (`{}`).",
    whole_account="Statement number {} of `assumeRolePolicy` trusts a whole account with no condition.",
    anyone="Statement number {} of `assumeRolePolicy` lets anyone assume the role.",
    trusts="Statement number 1 of `assumeRolePolicy` trusts everyone of an account or network.",
)
closed.good("a service", trust({"Service": "ecs-tasks.amazonaws.com"}))
closed.good("a role", trust({"AWS": f"arn:aws:iam::{ACCOUNT}:role/deployer"}))
closed.look_alike("an account's tagged identities", trust(ROOT, StringEquals={"aws:PrincipalTag/Team": "platform"}))
closed.look_alike("an account's identities by a tag of one letter", trust(ROOT, StringEquals={"aws:PrincipalTag/Tier": "X"}))
closed.look_alike("another account with an external id", trust(ROOT, StringEquals={"sts:ExternalId": "b7d1"}))
closed.look_alike("an account's people with a second factor", trust(ROOT, Bool={"aws:MultiFactorAuthPresent": "true"}))
closed.look_alike("everyone of one organization", trust("*", StringEquals={"aws:PrincipalOrgID": "o-abc123"}))
closed.look_alike("nobody", trust("*", "sts:AssumeRole", "Deny"))
closed.look_alike("a provider's one audience", trust(PROVIDER, StringEquals={"x:aud": "sts.amazonaws.com"}))
closed.bad("anyone", trust("*"), "role anyone=1")
closed.bad("any AWS account", trust({"AWS": "*"}), "role anyone=1")
closed.bad("in a list", trust({"AWS": [f"arn:aws:iam::{ACCOUNT}:role/x", "*"]}), "role anyone=1")
closed.bad(
    "all but one",
    Plan(
        spec(
            kinds.ROLE,
            "role",
            {"assumeRolePolicy": document({"Effect": "Allow", "NotPrincipal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"})},
        )
    ),
    "role anyone=1",
)
closed.bad("anyone over TLS", trust("*", Bool={"aws:SecureTransport": "true"}), "role anyone=1")
closed.bad("anyone with the external id", trust("*", StringEquals={"sts:ExternalId": "b7d1"}), "role anyone=1")
closed.bad("a whole account", trust(ROOT), "role whole_account=1")
closed.bad("a whole account by its number", trust({"AWS": ACCOUNT}), "role whole_account=1")
closed.bad("a whole account in one word", trust(ACCOUNT), "role whole_account=1")
closed.bad("a whole account at any tag", trust(ROOT, StringLike={"aws:PrincipalArn": "*"}), "role whole_account=1")
closed.bad(
    "a whole account without a second factor", trust(ROOT, Bool={"aws:MultiFactorAuthPresent": "false"}), "role whole_account=1"
)
closed.bad("a whole account in one region", trust(ROOT, StringEquals={"aws:RequestedRegion": "us-east-1"}), "role whole_account=1")
closed.bad(
    "a whole account but one team", trust(ROOT, StringNotEquals={"aws:PrincipalTag/Team": "interns"}), "role whole_account=1"
)
closed.bad("a whole account with no name to match", trust(ROOT, StringEquals={"aws:PrincipalArn": []}), "role whole_account=1")
closed.bad(
    "in the second statement, behind a denial", role(trusting("*", "sts:TagSession", "Deny"), trusting("*")), "role anyone=2"
)
closed.bad(
    "in the second statement, behind an organization",
    role(trusting("*", StringEquals={"aws:PrincipalOrgID": "o-abc123"}), trusting(ROOT)),
    "role whole_account=2",
)
closed.bad(
    "a provider's subject of any audience",
    trust(PROVIDER, StringEquals={"x:sub": "app"}),
    "role unpinned=1 | arn:aws:iam::1:oidc-provider/x | x:aud",
)
closed.bad(
    "a provider's audience that is any",
    trust(PROVIDER, StringLike={"x:aud": "*"}),
    "role unpinned=1 | arn:aws:iam::1:oidc-provider/x | x:aud",
)
closed.bad(
    "a provider's audience but one",
    trust(PROVIDER, StringNotEquals={"x:aud": "y"}),
    "role unpinned=1 | arn:aws:iam::1:oidc-provider/x | x:aud",
)
closed.bad(
    "a provider's any audience",
    trust({"Federated": "arn:aws:iam::1:saml-provider/x"}),
    "role unpinned=1 | arn:aws:iam::1:saml-provider/x | SAML:aud",
)

FOREIGN = "999988887777"
IDENTITIES: dict[str, dict[str, object]] = {
    "one role of an account": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/deploy-*"}},
    "an account's root user": {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:root"}},
    "one role's sessions": {"StringLike": {"aws:userid": "AROAEXAMPLEID:*"}},
    "who was named at sign-in": {"StringEquals": {"sts:SourceIdentity": "x", "aws:SourceIdentity": "alice"}},
}
for title, condition in IDENTITIES.items():
    closed.look_alike(title, trust(ROOT, **condition))
WHOLE: dict[str, dict[str, object]] = {
    "every ARN of it": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:*"}},
    "every role of it": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/?*"}},
    "every ARN without its beginning": {"StringLike": {"aws:PrincipalArn": "*:role/*"}},
    "every session": {"StringLike": {"aws:userid": "*:*"}},
    "every role's session": {"StringLike": {"aws:userid": "AROA*"}},
    "any external id": {"StringLike": {"sts:ExternalId": "?*"}},
    "one of two ARNs open": {"ArnLike": {"aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:role/x", f"arn:aws:iam::{ACCOUNT}:role/*"]}},
    "a userid if there is one": {"StringLikeIfExists": {"aws:userid": "AROAEXAMPLEID:*"}},
}
for title, condition in WHOLE.items():
    closed.bad(f"a whole account: {title}", trust(ROOT, **condition), "role whole_account=1")
closed.bad(
    "a whole account: with a second factor if that is said",
    trust(ROOT, BoolIfExists={"aws:MultiFactorAuthPresent": "true"}),
    "role whole_account=1",
)
closed.look_alike("everyone below an organization's unit", trust("*", StringLike={"aws:PrincipalOrgPaths": "o-abc123/r-1/*"}))
closed.look_alike(
    "an organization's offices",
    trust("*", StringEquals={"aws:PrincipalOrgID": "o-abc123"}, IpAddress={"aws:SourceIp": "198.51.100.0/24"}),
)
closed.look_alike("one role, by a condition alone", trust("*", ArnEquals={"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/x"}))
closed.look_alike(
    "an account by a condition, with an external id",
    trust("*", StringEquals={"aws:PrincipalAccount": FOREIGN, "sts:ExternalId": "b7d1"}),
)
closed.bad("an account by a condition alone", trust("*", StringEquals={"aws:PrincipalAccount": FOREIGN}), "role trusts")
closed.bad("a network's every caller", trust("*", StringEquals={"aws:SourceVpc": "vpc-1a2b"}), "role trusts")
closed.bad("any organization", trust("*", StringLike={"aws:PrincipalOrgID": "o-*"}), "role anyone=1")
closed.bad("any account's role of a name", trust("*", StringLike={"aws:PrincipalArn": "*:role/deployer"}), "role anyone=1")
closed.bad(
    "of two who come, one whole account", trust({"AWS": [f"arn:aws:iam::{ACCOUNT}:role/x", FOREIGN]}), "role whole_account=1"
)


def token(source: str, operator: str = "StringEquals", **claims: object) -> Plan:
    """A role for tokens of an OIDC provider with the given claims."""
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{source}"}
    return trust(provider, "sts:AssumeRoleWithWebIdentity", **{operator: {f"{source}:{name}": one for name, one in claims.items()}})


CLUSTER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
for source, claim, value in (
    ("agent.buildkite.com", "sub", "organization:acme:pipeline:app:*"),
    ("api.pulumi.com/oidc", "aud", "aws:acme"),
    ("api.pulumi.com/oidc", "aud", "acme"),
    ("app.terraform.io", "sub", "organization:acme:project:*:workspace:*:run_phase:*"),
    ("gitlab.com", "sub", "project_path:acme/*:ref_type:branch:ref:main"),
    ("oidc-configuration.audit-log.githubusercontent.com", "sub", "https://github.com/acme"),
    ("oidc.codefresh.io", "sub", "account:64f8:pipeline:*"),
    ("oidc.vercel.com", "aud", "https://vercel.com/acme"),
    ("proidc.upbound.io", "sub", "mcp:acme/cp:provider:aws"),
    ("sandboxes.cloud", "aud", "acme"),
    ("scalr.io", "sub", "account:acme:environment:*"),
    ("studio.datachain.ai/api", "sub", "credentials:acme/*"),
    ("tokens.cloud.shisho.dev", "sub", "job:acme:*"),
    (CLUSTER, "sub", "system:serviceaccount:kube-system:ebs-csi-*"),
    (CLUSTER.replace(".com/", ".com.cn/").replace("us-east-1", "cn-north-1"), "sub", "system:serviceaccount:api:api"),
):
    other = {"sub": "aud", "aud": "sub"}[claim]
    closed.look_alike(f"the {claim} `{value}` of {source}", token(source, "StringLike", **{claim: value}))
    closed.bad(
        f"only the {other} of {source}, not `{value}`",
        token(source, **{other: value}),
        f"role unpinned=1 | arn:aws:iam::111122223333:oidc-provider/{source} | {source}:{claim}",
    )
    owner = next(word for word in ("acme", "64f8", "kube-system", "api") if word in value)
    closed.bad(
        f"anyone's {claim} like `{value}` of {source}",
        token(source, "StringLike", **{claim: value.replace(owner, "*")}),
        f"role unpinned=1 | arn:aws:iam::111122223333:oidc-provider/{source} | {source}:{claim}",
    )
for subject in ("*", "project_path:*", "project_path:acme*", "project_path:?cme/x", "", "project_path:"):
    closed.bad(
        f"GitLab's subject `{subject}`",
        token("gitlab.com", "StringLike", sub=subject),
        "role unpinned=1 | arn:aws:iam::111122223333:oidc-provider/gitlab.com | gitlab.com:sub",
    )
closed.bad(
    "GitLab's subject if there is one",
    token("gitlab.com", "StringLikeIfExists", sub="project_path:acme/x"),
    "role unpinned=1 | arn:aws:iam::111122223333:oidc-provider/gitlab.com | gitlab.com:sub",
)
closed.bad(
    "one of GitLab's subjects open",
    token("gitlab.com", "StringLike", sub=["project_path:acme/x", "*"]),
    "role unpinned=1 | arn:aws:iam::111122223333:oidc-provider/gitlab.com | gitlab.com:sub",
)
closed.look_alike("GitLab of one's own", token("gitlab.example.com", aud="https://gitlab.example.com"))
closed.bad(
    "a shared issuer's audience that is anyone's of a beginning",
    token("sandboxes.cloud", "StringLike", aud="acme*"),
    "role unpinned=1 | arn:aws:iam::111122223333:oidc-provider/sandboxes.cloud | sandboxes.cloud:aud",
)
closed.look_alike("a cluster's workload and audience", token(CLUSTER, aud="sts.amazonaws.com", sub="system:serviceaccount:api:api"))
closed.bad(
    "a cluster's any audience",
    token(CLUSTER, "StringLike", aud="*"),
    "role unpinned=1 | "
    "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE | "
    "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub",
)
closed.bad(
    "one of two providers open",
    trust(
        {"Federated": [f"arn:aws:iam::{ACCOUNT}:oidc-provider/x", f"arn:aws:iam::{ACCOUNT}:oidc-provider/gitlab.com"]},
        StringEquals={"x:aud": "x"},
    ),
    "role unpinned=1 | arn:aws:iam::111122223333:oidc-provider/gitlab.com | gitlab.com:sub",
)
closed.look_alike("GitHub, which another rule judges", token(GITHUB, aud="*"))
SAML = {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/okta"}
closed.look_alike("people who sign in to AWS", trust(SAML, StringEquals={"SAML:aud": "https://signin.aws.amazon.com/saml"}))
closed.bad(
    "SAML for any audience",
    trust(SAML, StringLike={"SAML:aud": "*"}),
    "role unpinned=1 | arn:aws:iam::111122223333:saml-provider/okta | SAML:aud",
)
closed.look_alike("an application at Amazon", trust({"Federated": "www.amazon.com"}, StringEquals={"www.amazon.com:app_id": "x"}))
closed.look_alike(
    "one application at Google for another",
    trust({"Federated": "accounts.google.com"}, StringEquals={"accounts.google.com:oaud": "x"}),
)
POOL = {"Federated": "cognito-identity.amazonaws.com"}
CLIENT = {"cognito-identity.amazonaws.com:aud": "us-east-1:12345678-dead-beef-cafe-123456790ab"}


def pool(who: object, operator: str = "ForAnyValue:StringLike") -> Plan:
    return trust(POOL, StringEquals=CLIENT, **{operator: {"cognito-identity.amazonaws.com:amr": who}})


closed.look_alike("who signed in to an application", pool("authenticated"))
closed.look_alike("who signed in to it by one provider", pool("graph.facebook.com"))
closed.bad(
    "an application's guests",
    pool("unauthenticated"),
    "role unpinned=1 | cognito-identity.amazonaws.com | cognito-identity.amazonaws.com:amr",
)
closed.bad(
    "an application's guests among others",
    pool(["authenticated", "unauthenticated"]),
    "role unpinned=1 | cognito-identity.amazonaws.com | cognito-identity.amazonaws.com:amr",
)
closed.bad(
    "an application's guests by a pattern",
    pool("*authenticated"),
    "role unpinned=1 | cognito-identity.amazonaws.com | cognito-identity.amazonaws.com:amr",
)
closed.bad(
    "an application's every user",
    trust(POOL, StringEquals=CLIENT),
    "role unpinned=1 | cognito-identity.amazonaws.com | cognito-identity.amazonaws.com:amr",
)
closed.bad(
    "who signed in, if that is said",
    pool("authenticated", "ForAllValues:StringLike"),
    "role unpinned=1 | cognito-identity.amazonaws.com | cognito-identity.amazonaws.com:amr",
)
closed.bad(
    "who signed in to any application",
    trust(POOL, **{"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}),
    "role unpinned=1 | cognito-identity.amazonaws.com | cognito-identity.amazonaws.com:aud",
)
closed.undecided("unknown", UNREADABLE, "role: assumeRolePolicy")
closed.bad(
    "no JSON", UNREADABLE.set("role", {"assumeRolePolicy": "no"}), "role: `assumeRolePolicy` is no readable policy document."
)


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

TABLES = (closed, pinned, deputies)
