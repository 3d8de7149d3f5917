"""Cases of the rule iam-no-administrator: roles that can become one that may do everything."""

from collections.abc import Mapping

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, Spec, allow, document, spec
from tests.policy.tables import Table

ACCOUNT = "111122223333"
EVERYTHING = document(allow("*"))


def role(name: str, trusted: Mapping[str, object], **more: object) -> Spec:
    trust = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": trusted, **more})
    return spec(kinds.ROLE, name, {"name": name, "arn": arn(name), "assumeRolePolicy": trust})


def arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def rights(name: str, *statements: dict[str, object]) -> Spec:
    return spec(kinds.ROLE_POLICY, f"{name}-rights", {"role": name, "policy": document(*statements)})


LAMBDA: dict[str, object] = {"Service": "lambda.amazonaws.com"}
ADMIN = Plan(
    role("admin", LAMBDA),
    spec(kinds.ROLE_POLICY, "admin-rights", {"role": "admin", "policy": EVERYTHING}),
    role("worker", {"Service": "ecs-tasks.amazonaws.com"}),
)
EVERY_ACTION = "admin-rights: Statement number 1 of `policy` allows every action."
reached = Table("iam-no-administrator", leads="Statement number 1 leads to `admin`, which may do everything.")
reached.bad("a worker beside it", ADMIN, EVERY_ACTION)


def bad(title: str, plan: Plan, *found: str) -> None:
    reached.bad(title, plan, EVERY_ACTION, *found)


def trusting(trusted: Mapping[str, object], **more: object) -> Plan:
    """A worker that may assume an administrator, which trusts somebody."""
    return Plan(
        role("admin", trusted, **more), *ADMIN.drop("admin").specs.values(), rights("worker", allow("sts:AssumeRole", arn("admin")))
    )


LEADS = "worker-rights leads"
bad("assumed by its name", trusting({"AWS": arn("worker")}), LEADS)
bad("assumed by its whole account", trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}), LEADS)
bad("assumed by everyone", trusting({"AWS": "*"}), LEADS)
ONLY: dict[str, object] = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
bad("assumed by its account's workers", trusting(ONLY, Condition={"ArnLike": {"aws:PrincipalArn": arn("work*")}}), LEADS)
bad("assumed by others of its account", trusting(ONLY, Condition={"ArnLike": {"aws:PrincipalArn": arn("people-*")}}))
bad("assumed by people with a code", trusting(ONLY, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))
bad("assumed by another", trusting({"AWS": arn("other")}))
bad("a trust that is unknown", trusting({"AWS": arn("worker")}).set("admin", {"assumeRolePolicy": UNKNOWN}))
bad("assumed by another account's", trusting({"AWS": arn("worker").replace(ACCOUNT, "999988887777")}))
bad("assumed by everyone with a code", trusting({"AWS": "*"}, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))


def nameless(plan: Plan) -> Plan:
    """The same while no ARN is known."""
    return plan.set("admin", {"arn": UNKNOWN}).set("worker", {"arn": UNKNOWN})


bad("names alone", nameless(trusting({"AWS": arn("worker")})), LEADS)
bad("names alone, below a path", nameless(trusting({"AWS": arn("teams/pay/worker")})), LEADS)
bad("names alone, and everyone", nameless(trusting({"AWS": "*"})), LEADS)
bad("names alone, of another", nameless(trusting({"AWS": arn("other")})))
bad("names alone, of a user", nameless(trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:user/worker"})))
AWS = "arn:aws:iam::aws:policy/"
ATTACHED = (
    "all: `policyArn` is AWS's `AdministratorAccess`, for a role whose tag `AdministratorBecause` says no reason, that trusts "
    "others than people with a code or of Identity Center, whose use no alarm tells of."
)
TRUSTING = trusting({"AWS": arn("worker")}).drop("admin-rights")
for name, found in (("AdministratorAccess", (LEADS, ATTACHED)), ("SecurityAudit", ())):
    attached = spec(kinds.ROLE_ATTACHMENT, "all", {"role": "admin", "policyArn": AWS + name})
    reached.bad(f"by {name} of AWS's", TRUSTING.add(attached), *found)
for name, found in (
    ("AdministratorAccess", (LEADS, "admin: `managedPolicyArns` is AWS's `AdministratorAccess`.")),
    ("SecurityAudit", ()),
):
    reached.bad(f"by {name} in the role", TRUSTING.set("admin", {"managedPolicyArns": [AWS + name]}), *found)
bad(
    "over another role",
    trusting({"AWS": arn("between")})
    .add(role("between", {"AWS": arn("worker")}), rights("between", allow("sts:AssumeRole", arn("admin"))))
    .set("worker-rights", {"policy": document(allow("sts:AssumeRole", arn("between")))}),
    "worker-rights: Statement number 1 leads over `between` to `admin`, which may do everything.",
    "between-rights leads",
)
bad(
    "over two others",
    trusting({"AWS": arn("between")})
    .add(role("between", {"AWS": arn("first")}), rights("between", allow("sts:AssumeRole", arn("admin"))))
    .add(role("first", {"AWS": arn("worker")}), rights("first", allow("sts:AssumeRole", arn("between"))))
    .set("worker-rights", {"policy": document(allow("sts:AssumeRole", arn("first")))}),
    "worker-rights: Statement number 1 leads over `first` over `between` to `admin`, which may do everything.",
    "first-rights: Statement number 1 leads over `between` to `admin`, which may do everything.",
    "between-rights leads",
)
CIRCLE = ADMIN.drop("worker").add(
    *(role(name, {"AWS": arn(other)}) for name, other in (("worker", "other"), ("other", "worker"))),
    *(rights(name, allow("sts:AssumeRole", arn(other))) for name, other in (("worker", "other"), ("other", "worker"))),
)
bad("round in a circle", CIRCLE)

FUNCTION_ARN = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:jobs"
FUNCTION = ADMIN.add(
    spec(kinds.FUNCTION, "jobs", {"name": "jobs", "arn": FUNCTION_ARN, "role": arn("admin")}),
    rights("worker", allow("lambda:UpdateFunctionCode", FUNCTION_ARN)),
)
bad("by changing a function's code", FUNCTION, LEADS)
bad("by changing a function whose ARN is not known yet", FUNCTION.set("jobs", {"arn": UNKNOWN}), LEADS)
bad(
    "by changing another function",
    FUNCTION.set("worker-rights", {"policy": document(allow("lambda:UpdateFunctionCode", f"{FUNCTION_ARN}-2"))}),
)
for title, known, pattern, leads in (
    ("of another region", FUNCTION_ARN, FUNCTION_ARN.replace("east", "west"), []),
    ("of any region", FUNCTION_ARN, f"arn:aws:lambda:*:{ACCOUNT}:function:j*", [LEADS]),
    ("of any name", UNKNOWN, f"arn:aws:lambda:*:{ACCOUNT}:function:*", [LEADS]),
    ("of a beginning that is not its own", UNKNOWN, f"arn:aws:lambda:*:{ACCOUNT}:function:a*", []),
    ("by versions of another", UNKNOWN, f"{FUNCTION_ARN}-2:*", []),
):
    rights_to = {"policy": document(allow("lambda:UpdateFunctionCode", pattern))}
    bad(f"by changing a function {title}", FUNCTION.set("jobs", {"arn": known}).set("worker-rights", rights_to), *leads)
bad("by calling a function", FUNCTION.set("worker-rights", {"policy": document(allow("lambda:InvokeFunction", FUNCTION_ARN))}))
bad("by changing a function of a role of its own", FUNCTION.set("jobs", {"role": arn("worker")}))
PROJECT = f"arn:aws:codebuild:us-east-1:{ACCOUNT}:project/build"
bad(
    "by a build of other sources",
    ADMIN.add(
        spec(kinds.BUILD, "build", {"name": "build", "arn": PROJECT, "serviceRole": arn("admin")}),
        rights("worker", allow("codebuild:StartBuild", PROJECT)),
    ),
    LEADS,
)
HANDED: dict[str, object] = {"Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}
CREATES = allow("lambda:CreateFunction", FUNCTION_ARN)
bad("by a function of its own", ADMIN.add(rights("worker", allow("iam:PassRole", arn("admin"), **HANDED), CREATES)), LEADS)
bad("handed to a service that it may not use", ADMIN.add(rights("worker", allow("iam:PassRole", arn("admin"), **HANDED))))
bad(
    "handed to another service than it may use",
    ADMIN.add(
        rights("worker", allow("iam:PassRole", arn("admin"), **HANDED), allow("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*"))
    ),
)
