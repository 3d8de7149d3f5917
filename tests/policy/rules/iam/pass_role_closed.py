"""Cases of the rule pass-role-closed."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.rules.iam.pass_role_plans import BOUNDARY, ROLE, SERVICE, TASKS, deploying
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
