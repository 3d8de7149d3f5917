"""Cases of the rule iam-no-escalation."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.rules.iam.escalation_plans import AWS, OWN, policy, under
from tests.policy.tables import Table

ROLE = "arn:aws:iam::111122223333:role/pde-production-api-task"


BOUNDARY = under("StringEquals", "iam:PermissionsBoundary", "arn:aws:iam::111122223333:policy/boundary")
DENY_ALL: dict[str, object] = {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}

escalation = Table("iam-no-escalation", allows="Statement number 1 of `policy` allows `{}` without a limit.")
escalation.good("a named role to pass", policy(allow("iam:PassRole", ROLE)))
escalation.good("no policy of its own", Plan(spec(kinds.ROLE, "policy", {})))
escalation.look_alike("reading about identities", policy(allow(["iam:GetRole", "iam:ListRolePolicies"])))
escalation.look_alike("writing policies under a boundary", policy(allow("iam:PutRolePolicy", ROLE, Condition=BOUNDARY)))
escalation.look_alike(
    "attaching one policy of AWS's",
    policy(
        allow("iam:AttachRolePolicy", ROLE, Condition=under("ArnEquals", "iam:PolicyARN", "arn:aws:iam::aws:policy/ReadOnlyAccess"))
    ),
)
escalation.look_alike("denied in the same document", policy(allow("iam:PutRolePolicy", ROLE), DENY_ALL))
escalation.look_alike("denied for the same role", policy(allow("iam:PutRolePolicy", ROLE), {**DENY_ALL, "Resource": ROLE}))
escalation.look_alike("a denial itself", policy({"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}))
escalation.look_alike("the code of one function", policy(allow("lambda:UpdateFunctionCode", "arn:aws:lambda:r:1:function:hook")))
OWN_USER = "arn:aws:iam::*:user/${aws:username}"
CREDENTIALS = ("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateServiceSpecificCredential", "iam:UpdateLoginProfile")
for action in CREDENTIALS:
    for resource in (OWN_USER, "arn:aws-cn:iam::111122223333:user/people/${aws:UserName}", "arn:aws:iam::*:user/*/${aws:username}"):
        escalation.look_alike(f"{action} for oneself, as {resource}", policy(allow(action, resource)))
    for resource in (
        *("arn:aws:iam::*:user/${aws:username}*", "arn:aws:iam::*:user/*${aws:username}", "arn:aws:iam::*:user/${aws:userid}"),
        *("arn:aws:iam::*:user/${aws:PrincipalTag/name}", "arn:aws:iam::*:user/*", "*"),
    ):
        escalation.bad(f"{action} for {resource}", policy(allow(action, resource)), f"policy allows={action.lower()}")
    escalation.bad(
        f"{action} for oneself and another",
        policy(allow(action, [OWN_USER, "arn:aws:iam::111122223333:user/b"])),
        f"policy allows={action.lower()}",
    )
escalation.look_alike(
    "one's own password and device",
    policy(allow(["iam:ChangePassword", "iam:CreateVirtualMFADevice", "iam:EnableMFADevice"], OWN_USER), token=kinds.GROUP_POLICY),
)
escalation.bad("one's own policy", policy(allow("iam:PutUserPolicy", OWN_USER)), "policy allows=iam:putuserpolicy")
escalation.look_alike("an administrator, whom another rule finds", policy(allow("*")))
escalation.look_alike(
    "everything but identities", policy({"Effect": "Allow", "NotAction": ["IAM:*", "STS:*", "Lambda:*"], "Resource": "*"})
)
escalation.bad(
    "a policy's name does not limit what is written",
    policy(
        allow("iam:PutRolePolicy", ROLE, Condition=under("ArnEquals", "iam:PolicyARN", "arn:aws:iam::aws:policy/ReadOnlyAccess"))
    ),
    "policy allows=iam:putrolepolicy",
)
escalation.bad("any role to pass", policy(allow("iam:PassRole")), "policy allows=iam:passrole")
escalation.bad("in other letters", policy(allow("IAM:passrole")), "policy allows=iam:passrole")
escalation.bad("by a wildcard", policy(allow("iam:Pass*")), "policy allows=iam:passrole")
escalation.bad("by a question mark", policy(allow("iam:PassRol?")), "policy allows=iam:passrole")
escalation.bad(
    "every role by its type", policy(allow("iam:PassRole", "arn:aws:iam::111122223333:role/*")), "policy allows=iam:passrole"
)
escalation.bad("among other actions", policy(allow(["ecs:RunTask", "iam:PassRole"])), "policy allows=iam:passrole")
escalation.bad(
    "allowing everything but",
    policy({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}),
    "policy: Statement number 1 of `policy` allows `iam:addclientidtoopenidconnectprovider`, `iam:addusertogroup`, "
    "`iam:attachgrouppolicy`, `iam:attachrolepolicy`, `iam:attachuserpolicy`, `iam:createaccesskey`, `iam:createloginprofile`, "
    "`iam:createopenidconnectprovider`, `iam:createpolicyversion`, `iam:createsamlprovider`, "
    "`iam:createservicespecificcredential`, `iam:createuser`, `iam:deleterolepermissionsboundary`, "
    "`iam:deleteuserpermissionsboundary`, `iam:passrole`, `iam:putgrouppolicy`, `iam:putrolepermissionsboundary`, "
    "`iam:putrolepolicy`, `iam:putuserpermissionsboundary`, `iam:putuserpolicy`, `iam:setdefaultpolicyversion`, "
    "`iam:updateassumerolepolicy`, `iam:updateloginprofile`, `iam:updateopenidconnectproviderthumbprint`, "
    "`iam:updatesamlprovider`, `lambda:updatefunctioncode`, `lambda:updatefunctionconfiguration`, `sts:assumerole` without a "
    "limit.",
)
escalation.bad(
    "everywhere but", policy({"Effect": "Allow", "Action": "iam:PassRole", "NotResource": ROLE}), "policy allows=iam:passrole"
)
escalation.bad(
    "denied for something else", policy(allow("iam:PassRole"), {**DENY_ALL, "Resource": ROLE}), "policy allows=iam:passrole"
)
escalation.bad(
    "denied only sometimes",
    policy(allow("iam:PassRole"), {**DENY_ALL, "Condition": under("Bool", "aws:SecureTransport", "false")}),
    "policy allows=iam:passrole",
)
for action in ("PutRolePolicy", "AttachUserPolicy", "CreateAccessKey", "CreatePolicyVersion", "AddUserToGroup"):
    escalation.bad(f"{action} on a named identity", policy(allow(f"iam:{action}", ROLE)), f"policy allows=iam:{action.lower()}")
escalation.bad("anyone's trust", policy(allow("iam:UpdateAssumeRolePolicy")), "policy allows=iam:updateassumerolepolicy")
escalation.bad("any role to become", policy(allow("sts:AssumeRole")), "policy allows=sts:assumerole")
escalation.bad(
    "under any boundary",
    policy(allow("iam:PutRolePolicy", ROLE, Condition=under("StringLike", "iam:PermissionsBoundary", "*"))),
    "policy allows=iam:putrolepolicy",
)
escalation.bad(
    "under no boundary of one kind",
    policy(allow("iam:PutRolePolicy", ROLE, Condition=under("StringNotEquals", "iam:PermissionsBoundary", "x"))),
    "policy allows=iam:putrolepolicy",
)
escalation.bad(
    "a boundary does not limit keys",
    policy(allow("iam:CreateAccessKey", ROLE, Condition=BOUNDARY)),
    "policy allows=iam:createaccesskey",
)
escalation.bad("in a managed policy", policy(allow("iam:PassRole"), token=kinds.MANAGED_POLICY), "policy allows=iam:passrole")
escalation.bad(
    "in a role",
    Plan(spec(kinds.ROLE, "role", {"inlinePolicies": [{"policy": document(allow("iam:PassRole"))}]})),
    "role: Statement number 1 of `inlinePolicies.0.policy` allows `iam:passrole` without a limit.",
)
for title, arn in {
    "every policy of AWS's": AWS + "*",
    "AWS's by a beginning": AWS + "AWSLambda*",
    "AWS's administrator": AWS + "AdministratorAccess",
    "AWS's administrator of one job": AWS + "job-function/SystemAdministrator",
    "all of a service": AWS + "AmazonS3FullAccess",
    "nearly all of a service": AWS + "AWSKeyManagementServicePowerUser",
    "any account's policies": "arn:aws:iam::*:policy/limits",
    "every policy of the account": OWN + "*",
    "no ARN": "limits",
}.items():
    for action, key in (
        ("iam:AttachRolePolicy", "iam:PolicyARN"),
        ("iam:PutRolePolicy", "iam:PermissionsBoundary"),
        ("iam:UpdateAssumeRolePolicy", "iam:PermissionsBoundary"),
    ):
        limited = allow(action, ROLE, Condition=under("ArnLike", key, arn))
        escalation.bad(f"{action} under {title}", policy(limited), f"policy allows={action.lower()}")
escalation.bad(
    "one of two that may be attached is an administrator",
    policy(
        allow(
            "iam:AttachRolePolicy",
            ROLE,
            Condition=under("ArnEquals", "iam:PolicyARN", [AWS + "ReadOnlyAccess", AWS + "AdministratorAccess"]),
        )
    ),
    "policy allows=iam:attachrolepolicy",
)
escalation.bad(
    "attaching one policy of AWS's, if one is named",
    policy(allow("iam:AttachRolePolicy", ROLE, Condition=under("ArnEqualsIfExists", "iam:PolicyARN", AWS + "ReadOnlyAccess"))),
    "policy allows=iam:attachrolepolicy",
)
escalation.look_alike(
    "attaching the account's policies of one beginning",
    policy(allow("iam:AttachRolePolicy", ROLE, Condition=under("ArnLike", "iam:PolicyARN", OWN + "app-*"))),
)
for action in ("AttachGroupPolicy", "AttachUserPolicy"):
    escalation.look_alike(
        f"{action} with one policy",
        policy(allow(f"iam:{action}", ROLE, Condition=under("ArnEquals", "iam:PolicyARN", AWS + "SecurityAudit"))),
    )
for action in (
    *("AttachRolePolicy", "AttachUserPolicy", "CreateUser", "PutRolePermissionsBoundary", "PutRolePolicy"),
    *("PutUserPermissionsBoundary", "PutUserPolicy", "UpdateAssumeRolePolicy"),
):
    escalation.look_alike(f"{action} under a boundary", policy(allow(f"iam:{action}", ROLE, Condition=BOUNDARY)))
    escalation.bad(f"{action} of one identity", policy(allow(f"iam:{action}", ROLE)), f"policy allows=iam:{action.lower()}")
for action, kind in (
    ("AddClientIDToOpenIDConnectProvider", "oidc-provider/gitlab.com"),
    ("CreateOpenIDConnectProvider", "oidc-provider/gitlab.com"),
    ("UpdateOpenIDConnectProviderThumbprint", "oidc-provider/gitlab.com"),
    ("CreateSAMLProvider", "saml-provider/okta"),
    ("UpdateSAMLProvider", "saml-provider/okta"),
):
    provider = f"arn:aws:iam::111122223333:{kind}"
    escalation.bad(f"{action} of one provider", policy(allow(f"iam:{action}", provider)), f"policy allows=iam:{action.lower()}")
escalation.bad(
    "a role to pass, and every one",
    policy(allow("iam:PassRole", [ROLE, "arn:aws:iam::111122223333:role/*"])),
    "policy allows=iam:passrole",
)
escalation.bad(
    "attaching on behalf of a policy",
    policy(allow("iam:AttachRolePolicy", ROLE, Condition=under("ArnEquals", "aws:SourceArn", OWN + "app"))),
    "policy allows=iam:attachrolepolicy",
)
escalation.bad(
    "beside a denial of other actions",
    policy(allow("iam:PassRole"), {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}),
    "policy allows=iam:passrole",
)
escalation.bad(
    "denied everywhere but",
    policy(allow("iam:PassRole"), {"Effect": "Deny", "Action": "iam:*", "NotResource": ROLE}),
    "policy allows=iam:passrole",
)
escalation.look_alike(
    "denied by one of two patterns", policy(allow("iam:PutRolePolicy", ROLE), {**DENY_ALL, "Resource": ["arn:aws:s3:::x", "*"]})
)
ANY_ACCOUNT = "arn:aws:iam::*:role/OrganizationAccountAccessRole"
escalation.look_alike("one role of another account", policy(allow("sts:AssumeRole", "arn:aws:iam::999988887777:role/reader")))
escalation.look_alike("its own roles' tags, in any account", policy(allow("iam:GetRole", ANY_ACCOUNT)))
escalation.look_alike("a role to pass, which is always the account's own", policy(allow("iam:PassRole", "arn:aws:iam::*:role/api")))
escalation.look_alike(
    "one role in every account of the organization",
    policy(allow("sts:AssumeRole", ANY_ACCOUNT, Condition=under("StringEquals", "aws:ResourceOrgID", "o-abc123"))),
)
escalation.look_alike(
    "one role in every account of a unit",
    policy(
        allow("sts:AssumeRole", ANY_ACCOUNT, Condition=under("ForAnyValue:StringLike", "aws:ResourceOrgPaths", "o-abc123/r-1/*"))
    ),
)
escalation.look_alike(
    "one role in two accounts",
    policy(
        allow(
            "sts:AssumeRole", ANY_ACCOUNT, Condition=under("StringEquals", "aws:ResourceAccount", ["111122223333", "999988887777"])
        )
    ),
)
escalation.bad("one role in any account", policy(allow("sts:AssumeRole", ANY_ACCOUNT)), "policy allows=sts:assumerole")
escalation.bad(
    "a role, and one in any account", policy(allow("sts:AssumeRole", [ROLE, ANY_ACCOUNT])), "policy allows=sts:assumerole"
)
escalation.bad(
    "one role in any organization's accounts",
    policy(allow("sts:AssumeRole", ANY_ACCOUNT, Condition=under("StringLike", "aws:ResourceOrgID", "o-*"))),
    "policy allows=sts:assumerole",
)
escalation.bad(
    "every role of one account",
    policy(allow("sts:AssumeRole", Condition=under("StringEquals", "aws:ResourceAccount", "111122223333"))),
    "policy allows=sts:assumerole",
)
for pattern in ("?*", "*-*", "????"):
    escalation.bad(
        f"every role written {pattern}",
        policy(allow("sts:AssumeRole", f"arn:aws:iam::111122223333:role/{pattern}")),
        "policy allows=sts:assumerole",
    )
escalation.bad(
    "denied for roles of one letter",
    policy(
        allow("iam:PassRole", "arn:aws:iam::111122223333:role/*"),
        {"Effect": "Deny", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/?"},
    ),
    "policy allows=iam:passrole",
)
escalation.undecided("unknown", policy().set("policy", {"policy": UNKNOWN}), "policy: policy")
