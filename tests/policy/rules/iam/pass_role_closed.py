"""Cases of the rule pass-role-closed."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.rules.iam.pass_role_plans import ROLE, SERVICE, TASKS, deploying
from tests.policy.tables import Table


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
