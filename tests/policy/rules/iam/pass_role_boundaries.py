"""More cases of the rule pass-role-closed: attached policies and permissions boundaries."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.rules.iam.pass_role_closed import PASSED, passed, passing, trusting
from tests.policy.rules.iam.pass_role_plans import BOUNDARY, ROLE, SERVICE, deploying

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
