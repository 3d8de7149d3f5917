"""Cases of the rules about permissions that are worth more than they look."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, Table, allow, document, spec

ROLE = "arn:aws:iam::111122223333:role/pde-production-api-task"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/database-AbCdEf"


def policy(*statements: dict[str, object], token: str = kinds.ROLE_POLICY) -> Plan:
    return Plan(spec(token, "policy", {"role": UNKNOWN, "policy": document(*statements)}))


def under(operator: str, key: str, value: object) -> dict[str, object]:
    return {operator: {key: value}}


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
escalation.look_alike("a denial itself", policy({"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}))
escalation.look_alike("the code of one function", policy(allow("lambda:UpdateFunctionCode", "arn:aws:lambda:r:1:function:hook")))
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

AWS = "arn:aws:iam::aws:policy/"
OWN = "arn:aws:iam::111122223333:policy/"
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

exfiltration = Table(
    "iam-no-exfiltration",
    reads="`{}` is AWS's `{}`, which reads all data of a kind.",
    allows="Statement number 1 of `policy` allows `{}` everywhere.",
    second="Statement number 2 of `policy` allows `{}` everywhere.",
)
exfiltration.good("one secret", policy(allow("secretsmanager:GetSecretValue", SECRET)))
exfiltration.look_alike(
    "one system's secrets", policy(allow("secretsmanager:GetSecretValue", SECRET.replace("database-AbCdEf", "*")))
)
exfiltration.look_alike("everything in one bucket", policy(allow("s3:GetObject", "arn:aws:s3:::models/*")))
exfiltration.look_alike("listing, which gives no data", policy(allow(["secretsmanager:ListSecrets", "s3:ListAllMyBuckets"])))
exfiltration.look_alike(
    "decrypting through one service",
    policy(allow("kms:Decrypt", Condition=under("StringEquals", "kms:ViaService", "s3.us-east-1.amazonaws.com"))),
)
exfiltration.look_alike(
    "secrets with a tag",
    policy(allow("secretsmanager:GetSecretValue", Condition=under("StringEquals", "aws:ResourceTag/System", "pde"))),
)
for key in ("secretsmanager:ResourceTag/team", "SecretsManager:ResourceTag/team"):
    exfiltration.look_alike(
        f"secrets with {key}", policy(allow("secretsmanager:GetSecretValue", Condition=under("StringEquals", key, "platform")))
    )
exfiltration.bad(
    "secrets with any value of a tag",
    policy(allow("secretsmanager:GetSecretValue", Condition=under("StringLike", "secretsmanager:ResourceTag/team", "*"))),
    "policy allows=secretsmanager:getsecretvalue",
)
exfiltration.look_alike(
    "grants for AWS's own use", policy(allow("kms:CreateGrant", Condition=under("Bool", "kms:GrantIsForAWSResource", "true")))
)
exfiltration.look_alike(
    "denied in the same document", policy(allow("kms:Decrypt"), {"Effect": "Deny", "Action": "kms:*", "Resource": "*"})
)
exfiltration.look_alike("a denial itself", policy({"Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*"}))
exfiltration.look_alike("an administrator, whom another rule finds", policy(allow("*")))
exfiltration.look_alike(
    "keys by their alias", policy(allow("kms:Decrypt", Condition=under("StringLike", "kms:ResourceAliases", "alias/pde-*")))
)
exfiltration.look_alike(
    "what was encrypted for one thing",
    policy(allow("kms:Decrypt", Condition=under("StringEquals", "kms:EncryptionContext:app", "pde"))),
)
exfiltration.bad(
    "over TLS", policy(allow("kms:Decrypt", Condition=under("Bool", "aws:SecureTransport", "true"))), "policy allows=kms:decrypt"
)
exfiltration.bad("every secret", policy(allow("secretsmanager:GetSecretValue")), "policy allows=secretsmanager:getsecretvalue")
exfiltration.bad(
    "every secret by its type",
    policy(allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111122223333:secret:*")),
    "policy allows=secretsmanager:getsecretvalue",
)
exfiltration.bad("every object", policy(allow("s3:GetObject", "arn:aws:s3:::*")), "policy allows=s3:getobject")
exfiltration.bad("every object in every bucket", policy(allow("s3:GetObject", "arn:aws:s3:::*/*")), "policy allows=s3:getobject")
exfiltration.bad(
    "by a reading wildcard",
    policy(allow("ssm:Get*", "arn:aws:ssm:us-east-1:111122223333:parameter/*")),
    "policy: Statement number 1 of `policy` allows `ssm:getparameter`, `ssm:getparameterhistory`, `ssm:getparameters`, "
    "`ssm:getparametersbypath` everywhere.",
)
exfiltration.bad(
    "decrypting with every key",
    policy(allow("kms:Decrypt", ["arn:aws:kms:us-east-1:111122223333:key/*"])),
    "policy allows=kms:decrypt",
)
exfiltration.bad(
    "through any service",
    policy(allow("kms:Decrypt", Condition=under("StringLike", "kms:ViaService", "*"))),
    "policy allows=kms:decrypt",
)
exfiltration.bad(
    "not through one service",
    policy(allow("kms:Decrypt", Condition=under("StringNotEquals", "kms:ViaService", "x"))),
    "policy allows=kms:decrypt",
)
exfiltration.bad(
    "sharing snapshots",
    policy(allow(["rds:DescribeDBSnapshots", "RDS:ModifyDBSnapshotAttribute"])),
    "policy allows=rds:modifydbsnapshotattribute",
)
exfiltration.bad(
    "everywhere but",
    policy({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::x/*"}),
    "policy allows=s3:getobject",
)
exfiltration.bad(
    "everything but",
    policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
    "policy: Statement number 1 of `policy` allows `dynamodb:exporttabletopointintime`, `dynamodb:query`, `dynamodb:scan`, "
    "`ec2:modifyimageattribute`, `ec2:modifysnapshotattribute`, `kms:creategrant`, `kms:decrypt`, `kms:putkeypolicy`, "
    "`lambda:addpermission`, `rds:copydbclustersnapshot`, `rds:copydbsnapshot`, `rds:modifydbclustersnapshotattribute`, "
    "`rds:modifydbsnapshotattribute`, `rds:startexporttask`, `s3:getobject`, `s3:getobjectversion`, `s3:putbucketacl`, "
    "`s3:putbucketpolicy`, `s3:putobjectacl`, `s3:putreplicationconfiguration`, `secretsmanager:batchgetsecretvalue`, "
    "`secretsmanager:getsecretvalue`, `secretsmanager:putresourcepolicy`, `secretsmanager:replicatesecrettoregions`, "
    "`ssm:getparameter`, `ssm:getparameterhistory`, `ssm:getparameters`, `ssm:getparametersbypath` everywhere.",
)
exfiltration.bad(
    "every secret by the hyphen before its suffix",
    policy(allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*-??????")),
    "policy allows=secretsmanager:getsecretvalue",
)
for operator, value in (("Bool", "false"), ("BoolIfExists", "true")):
    exfiltration.bad(
        f"grants for AWS's own use: {operator} {value}",
        policy(allow("kms:CreateGrant", Condition=under(operator, "kms:GrantIsForAWSResource", value))),
        "policy allows=kms:creategrant",
    )
exfiltration.bad(
    "by whom one team employs",
    policy(allow("kms:Decrypt", Condition=under("StringEquals", "aws:PrincipalTag/Team", "platform"))),
    "policy allows=kms:decrypt",
)
exfiltration.bad(
    "one object, and every one", policy(allow("s3:GetObject", ["arn:aws:s3:::x/*", "arn:aws:s3:::*"])), "policy allows=s3:getobject"
)
exfiltration.bad("every key by its hyphens", policy(allow("kms:Decrypt", "arn:aws:kms:*:*:key/*-*")), "policy allows=kms:decrypt")
for key in ("aws:ResourceTag/System", "kms:ResourceAliases", "kms:ViaService", "kms:EncryptionContext:app"):
    exfiltration.bad(
        f"any value of {key}", policy(allow("kms:Decrypt", Condition=under("StringLike", key, "?*"))), "policy allows=kms:decrypt"
    )
    exfiltration.bad(
        f"{key} if there is one",
        policy(allow("kms:Decrypt", Condition=under("StringEqualsIfExists", key, "x"))),
        "policy allows=kms:decrypt",
    )
exfiltration.look_alike(
    "through one service anywhere",
    policy(allow("kms:Decrypt", Condition=under("StringLike", "kms:ViaService", "s3.*.amazonaws.com"))),
)


def making(key: str, value: str = "pde", action: str = "kms:CreateKey") -> dict[str, object]:
    return allow(action, Condition=under("StringEquals", key, value))


def first(key: str, value: str = "true", operator: str = "Null") -> dict[str, object]:
    return allow("kms:PutKeyPolicy", Condition=under(operator, key, value))


exfiltration.look_alike(
    "policies of keys that are being made", policy(making("aws:RequestTag/System"), first("aws:ResourceTag/System"))
)
exfiltration.bad("policies of keys without a tag", policy(first("aws:ResourceTag/System")), "policy allows=kms:putkeypolicy")
for title, *statements in (
    ("of keys without another tag", making("aws:RequestTag/System"), first("aws:ResourceTag/Team")),
    ("of keys with a tag", making("aws:RequestTag/System"), first("aws:ResourceTag/System", "false")),
    ("of keys with one tag", making("aws:RequestTag/System"), first("aws:ResourceTag/System", "true", "StringEqualsIfExists")),
    ("where any tag will do", making("aws:RequestTag/System", "*"), first("aws:ResourceTag/System")),
    ("of people with a tag", making("aws:RequestTag/System"), first("aws:PrincipalTag/System")),
    ("where people have the tag", making("aws:PrincipalTag/System"), first("aws:ResourceTag/System")),
    ("where neither is about keys", making("aws:PrincipalTag/System"), first("aws:PrincipalTag/System")),
    ("where aliases are made", making("aws:RequestTag/System", "pde", "kms:CreateAlias"), first("aws:ResourceTag/System")),
):
    exfiltration.bad(title, policy(*statements), "policy second=kms:putkeypolicy")
UNTAGGED = allow("kms:Decrypt", Condition=under("Null", "aws:ResourceTag/System", "true"))
exfiltration.bad("of data", policy(making("aws:RequestTag/System"), UNTAGGED), "policy second=kms:decrypt")


def attached(arn: object, token: str = kinds.ROLE_ATTACHMENT, path: str = "policyArn") -> Plan:
    return Plan(spec(token, "policy", {"role": UNKNOWN, path: arn}))


for name in (
    *("AWSLambdaExecute", "AWSSecretsManagerClientReadOnlyAccess", "AmazonDynamoDBReadOnlyAccess"),
    *("AmazonS3ReadOnlyAccess", "AmazonSSMReadOnlyAccess", "ReadOnlyAccess", "job-function/DataScientist"),
    *("service-role/AmazonEC2RoleforSSM", "service-role/AmazonElasticMapReduceforEC2Role"),
):
    exfiltration.bad(f"AWS's {name}", attached(AWS + name), f"policy reads=policyArn | {name.rpartition('/')[2]}")
for token in (kinds.USER_ATTACHMENT, kinds.GROUP_ATTACHMENT, kinds.ATTACHMENT):
    exfiltration.bad(f"AWS's by {token}", attached(AWS + "ReadOnlyAccess", token), "policy reads=policyArn | ReadOnlyAccess")
exfiltration.bad(
    "AWS's in a role",
    attached([AWS + "SecurityAudit", AWS + "ReadOnlyAccess"], kinds.ROLE, "managedPolicyArns"),
    "policy reads=managedPolicyArns | ReadOnlyAccess",
)
exfiltration.bad(
    "AWS's among exclusive attachments",
    attached([AWS + "ReadOnlyAccess"], kinds.ROLE_ATTACHMENTS_EXCLUSIVE, "policyArns"),
    "policy reads=policyArns | ReadOnlyAccess",
)
for arn in (
    *(AWS + "SecurityAudit", AWS + "job-function/ViewOnlyAccess", AWS + "service-role/AmazonECSTaskExecutionRolePolicy"),
    *(AWS + "AmazonSSMManagedInstanceCore", OWN + "ReadOnlyAccess"),
):
    exfiltration.look_alike(f"attaching {arn}", attached(arn))
exfiltration.look_alike("attaching what is being created", attached(UNKNOWN))
exfiltration.look_alike("all of a service, which another rule finds", attached(AWS + "SecretsManagerReadWrite"))
exfiltration.undecided("unknown", policy().set("policy", {"policy": UNKNOWN}), "policy: policy")

users = Table("iam-no-users")
users.good("a role", Plan(spec(kinds.ROLE, "role", {"name": "x"})))
users.look_alike("a database's user", Plan(spec("aws:elasticache/user:User", "reader", {"userName": "reader"})))
users.look_alike("a group's policies", Plan(spec(kinds.GROUP_ATTACHMENTS_EXCLUSIVE, "all", {"groupName": "people"})))
users.look_alike("a key pair of machines", Plan(spec("aws:ec2/keyPair:KeyPair", "key", {"publicKey": "ssh-ed25519 x"})))
for token in (
    *(kinds.USER, kinds.ACCESS_KEY, kinds.LOGIN, kinds.USER_POLICY, kinds.USER_ATTACHMENT, kinds.USER_ATTACHMENTS_EXCLUSIVE),
    *(kinds.SERVICE_CREDENTIAL, kinds.SSH_KEY, kinds.GROUP_MEMBERSHIP),
):
    users.bad(
        token, Plan(spec(token, "ci", {"user": "ci"})), "ci: It belongs to a user, who signs in with something that never expires."
    )

TABLES = (escalation, exfiltration, users)
