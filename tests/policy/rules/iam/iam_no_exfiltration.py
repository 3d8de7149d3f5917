"""Cases of the rule iam-no-exfiltration."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, spec
from tests.policy.rules.iam.escalation_plans import AWS, OWN, policy, under
from tests.policy.tables import Table

SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/database-AbCdEf"

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
exfiltration.look_alike(
    "objects with the caller's team",
    policy(allow("s3:GetObject", Condition=under("StringEquals", "s3:ExistingObjectTag/team", "${aws:PrincipalTag/team}"))),
)
for operator in ("StringEqualsIfExists", "StringNotEquals"):
    exfiltration.bad(
        f"objects with a tag by {operator}",
        policy(allow("s3:GetObject", Condition=under(operator, "s3:ExistingObjectTag/team", "pde"))),
        "policy allows=s3:getobject",
    )
exfiltration.bad(
    "objects with any value of a tag",
    policy(allow("s3:GetObject", Condition=under("StringLike", "s3:ExistingObjectTag/team", "*"))),
    "policy allows=s3:getobject",
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
    *("AmazonKeyspacesReadOnlyAccess", "AmazonKeyspacesReadOnlyAccess_v2", "AmazonElasticFileSystemClientReadWriteAccess"),
    *("AmazonElasticFileSystemClientReadOnlyAccess", "AmazonElasticFileSystemClientFullAccess"),
    *("AmazonKinesisReadOnlyAccess", "AmazonTimestreamReadOnlyAccess"),
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
exfiltration.look_alike("AWS's that lists file systems and reads no file", attached(AWS + "AmazonElasticFileSystemReadOnlyAccess"))
