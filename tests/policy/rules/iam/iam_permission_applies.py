"""Cases: permissions that can never apply. Each fact is one of AWS's reference; the good ones are how programs write policies."""

from collections.abc import Mapping

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.tables import Table

A = "us-east-1:111122223333"
applies = Table("iam-permission-applies", vain="Statement number 1 of `policy` allows `{}` {}.")


def policy(action: object, resource: object, condition: Mapping[str, object] | None = None) -> Plan:
    more = {"Condition": condition} if condition else {}
    return Plan(spec(kinds.ROLE_POLICY, "policy", {"policy": document(allow(action, resource, **more))}))


NONE = "which AWS does not have"
OTHERS = "on resources that are not its own"
for title, action, resource, condition, why in (
    ("a misspelt action", "s3:ListBuckets", "*", None, NONE),
    ("an action of no service", "s4:GetObject", "*", None, NONE),
    ("a wildcard for nothing", "s3:Reed*", "*", None, NONE),
    ("objects, by their bucket", "s3:GetObject", "arn:aws:s3:::models", None, OTHERS),
    ("a bucket, by its objects", "s3:ListBucket", "arn:aws:s3:::models/*", None, OTHERS),
    ("a key, by its alias", "kms:Decrypt", f"arn:aws:kms:{A}:alias/data", None, OTHERS),
    ("what has no resource, on one", "ecr:GetAuthorizationToken", f"arn:aws:ecr:{A}:repository/api", None, OTHERS),
    ("an execution, by its machine", "states:StopExecution", f"arn:aws:states:{A}:stateMachine:x", None, OTHERS),
    ("a service's all, on another's", "dynamodb:*", "arn:aws:s3:::models/*", None, OTHERS),
    (
        "a key of other actions",
        "s3:GetObject",
        "*",
        {"StringLike": {"s3:prefix": "a/*"}},
        "under `s3:prefix`, which no request for it has",
    ),
    (
        "a tag on what has none",
        "s3:ListAllMyBuckets",
        "*",
        {"StringEquals": {"aws:ResourceTag/a": "b"}},
        "under `aws:resourcetag/a`, which no request for it has",
    ),
):
    applies.bad(title, policy(action, resource, condition), f"policy vain={action.lower()} | {why}")
for title, action, named, condition in (
    ("a bucket and its objects", "s3:*", ["arn:aws:s3:::models", "arn:aws:s3:::models/*"], None),
    ("a bucket by a part of its name", "s3:GetObject", "arn:aws:s3:::models*", None),
    ("a user's own objects", "s3:GetObject", "arn:aws:s3:::models/${aws:username}/*", None),
    ("an object by its tag", "s3:GetObject", "arn:aws:s3:::models/*", {"StringEquals": {"s3:ExistingObjectTag/a": "b"}}),
    ("a list of prefixes", "s3:ListBucket", "arn:aws:s3:::models", {"StringLike": {"s3:prefix": "a/*"}}),
    ("all buckets, in S3's own words", "s3:ListAllMyBuckets", "arn:aws:s3:::*", None),
    ("through an access point", "s3:GetObject", f"arn:aws:s3:{A}:accesspoint/x/object/*", None),
    ("a function's log streams", "logs:PutLogEvents", f"arn:aws:logs:{A}:log-group:/aws/lambda/x:*", None),
    ("all logs", "logs:CreateLogGroup", "arn:aws:logs:*:*:*", None),
    ("a table's indexes", "dynamodb:Query", f"arn:aws:dynamodb:{A}:table/x/index/*", None),
    ("a secret with its suffix", "secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{A}:secret:x-??????", None),
    ("a secret by its tag", "secretsmanager:GetSecretValue", "*", {"StringEquals": {"secretsmanager:ResourceTag/a": "b"}}),
    ("the newest revision", "ecs:RunTask", f"arn:aws:ecs:{A}:task-definition/x", {"ArnEquals": {"ecs:cluster": "x"}}),
    ("a connection under the old name", "codeconnections:UseConnection", f"arn:aws:codestar-connections:{A}:connection/x", None),
    ("a key that may be absent", "s3:GetObject", "*", {"StringLikeIfExists": {"s3:prefix": "a/*"}}),
    ("a key that has to be absent", "s3:GetObject", "*", {"Null": {"s3:prefix": "true"}}),
    ("a key of every request", "kms:Decrypt", "*", {"StringEquals": {"aws:PrincipalTag/a": "b"}}),
    ("a machine's own", "ec2:AttachVolume", f"arn:aws:ec2:{A}:volume/*", {"ArnEquals": {"ec2:SourceInstanceARN": "arn:aws:ec2:x"}}),
    ("a function's own", "lambda:InvokeFunction", "*", {"ArnEquals": {"lambda:SourceFunctionArn": "arn:aws:lambda:x"}}),
    ("an encryption context", "kms:Decrypt", f"arn:aws:kms:{A}:key/x", {"StringEquals": {"kms:EncryptionContext:aws:s3:arn": "x"}}),
    ("everything", "*", "*", None),
    ("what is denied", "s3:Reed", "*", None),
):
    plan = policy(action, named, condition)
    if title == "what is denied":
        plan = plan.set("policy", {"policy": document({**allow(action), "Effect": "Deny"})})
    applies.look_alike(title, plan)
applies.good("objects", policy("s3:GetObject", "arn:aws:s3:::models/*"))
applies.look_alike(
    "all but some actions",
    Plan(spec(kinds.ROLE_POLICY, "policy", {"policy": document({"Effect": "Allow", "NotAction": "s3:x", "Resource": "*"})})),
)
applies.bad(
    "in a role",
    Plan(spec(kinds.ROLE, "role", {"inlinePolicies": [{"policy": document(allow("s3:Reed"))}]})),
    "role: Statement number 1 of `inlinePolicies.0.policy` allows `s3:reed` which AWS does not have.",
)
applies.undecided("policy unknown", Plan(spec(kinds.ROLE_POLICY, "policy", {"policy": UNKNOWN})), "policy: policy")
