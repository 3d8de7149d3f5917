"""Cases of the rule iam-trust-closed."""

from policy.model import kinds
from tests.policy.plans import Plan, document, spec
from tests.policy.rules.iam.trust_plans import ACCOUNT, GITHUB, ROOT, UNREADABLE, role, token, trust, trusting
from tests.policy.tables import Table

PROVIDER = {"Federated": "arn:aws:iam::1:oidc-provider/x"}

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


for name in ("cognito-identity-us-gov.amazonaws.com", "cognito-identity.cn-north-1.amazonaws.com.cn"):
    ELSEWHERE = trust(
        {"Federated": name}, StringEquals={f"{name}:aud": "x"}, **{"ForAnyValue:StringLike": {f"{name}:amr": "authenticated"}}
    )
    closed.look_alike(f"who signed in to an application at {name}", ELSEWHERE)
    closed.bad(
        f"every user of an application at {name}",
        trust({"Federated": name}, StringEquals={f"{name}:aud": "x"}),
        f"role unpinned=1 | {name} | {name}:amr",
    )
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
