"""Cases of the rule task-secrets-match-execution-role."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.tables import Table

DATABASE = "arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/database-AbCdEf"
OTHER = "arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/other-GhIjKl"
PARAMETER = "arn:aws:ssm:us-east-1:111122223333:parameter/pde/production/flag"
VIA = {"StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}}
READ = allow("secretsmanager:GetSecretValue", DATABASE, Sid="Secrets")
DECRYPT = allow("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/1", Sid="Decrypt", Condition=VIA)


def containers(*references: str) -> str:
    return json.dumps([{"name": "api", "secrets": [{"name": "X", "valueFrom": reference} for reference in references]}])


STACK = Plan(
    spec(
        kinds.TASK_DEFINITION,
        "task",
        {"executionRoleArn": UNKNOWN, "containerDefinitions": containers(f"{DATABASE}:url::version")},
        executionRoleArn="role",
    ),
    spec(kinds.ROLE, "role", {"name": "api-execution", "inlinePolicies": UNKNOWN, "managedPolicyArns": UNKNOWN}),
    spec(kinds.ROLE_POLICY, "policy", {"role": UNKNOWN, "policy": document(READ, DECRYPT)}, role="role"),
    spec(
        kinds.ROLE_ATTACHMENT,
        "attachment",
        {"role": "api-execution", "policyArn": "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"},
    ),
)
SPLIT = STACK.set("policy", {"policy": document(READ)}).add(
    spec(kinds.ROLE_POLICY, "decrypt", {"role": "api-execution", "policy": document(DECRYPT)})
)
NO_ROLE = STACK.set("task", {"executionRoleArn": DROP}).unlinked("task")


def grants(*statements: dict[str, object]) -> Plan:
    return STACK.set("policy", {"policy": document(*statements)})


match = Table(
    "task-secrets-match-execution-role",
    fetches="It fetches `{}`, which its execution role `role` may not read.",
    reads="Statement {} lets `role` read `{}`, which no task names.",
    decrypts="Statement number {} lets `role` decrypt without `kms:ViaService`.",
)
match.good("one of each", STACK)
match.good("split over policies", SPLIT)
match.good("nothing on either side", grants().set("task", {"containerDefinitions": "[]"}))
match.good("AWS's six random characters open", grants(allow("secretsmanager:GetSecretValue", DATABASE[:-6] + "??????")))
match.good(
    "a reference without them",
    STACK.set("task", {"containerDefinitions": containers(DATABASE[:-7])}).set(
        "policy",
        {
            "policy": document(
                allow("secretsmanager:GetSecretValue", DATABASE[:-6] + "*"), allow("secretsmanager:GetSecretValue", DATABASE[:-7])
            )
        },
    ),
)
match.good(
    "a parameter by ARN", grants(allow("ssm:GetParameters", PARAMETER)).set("task", {"containerDefinitions": containers(PARAMETER)})
)
match.good(
    "a parameter by name",
    grants(allow("ssm:GetParameters", PARAMETER)).set("task", {"containerDefinitions": containers("/pde/production/flag")}),
)
match.good(
    "in a policy that is attached",
    STACK.drop("policy").add(
        spec(kinds.MANAGED_POLICY, "managed", {"policy": document(READ)}),
        spec(kinds.ROLE_ATTACHMENT, "second", {"role": UNKNOWN, "policyArn": UNKNOWN}, role="role", policyArn="managed"),
    ),
)
match.good(
    "in a policy that is attached to several",
    STACK.drop("policy").add(
        spec(kinds.MANAGED_POLICY, "managed", {"policy": document(READ)}),
        spec(kinds.ROLE, "other", {"name": "other"}),
        spec(kinds.ATTACHMENT, "second", {"roles": ["api-execution", "other"], "policyArn": UNKNOWN}, policyArn="managed"),
    ),
)
match.good("in the role", STACK.drop("policy").set("role", {"inlinePolicies": [{"name": "x", "policy": document(READ)}]}))
match.good(
    "by the role's ARN", STACK.set("task", {"executionRoleArn": "arn:aws:iam::111122223333:role/api-execution"}).unlinked("task")
)
match.look_alike("other permissions are other rules'", grants(READ, allow("logs:PutLogEvents", "arn:aws:logs:r:1:log-group:x:*")))
match.look_alike(
    "another role may read more",
    STACK.add(
        spec(kinds.ROLE, "reader", {"name": "reader"}),
        spec(
            kinds.ROLE_POLICY,
            "more",
            {"role": UNKNOWN, "policy": document(allow("secretsmanager:GetSecretValue", OTHER))},
            role="reader",
        ),
    ),
)
match.look_alike("no role and nothing to fetch", NO_ROLE.set("task", {"containerDefinitions": "[]"}))
match.look_alike(
    "two tasks under one role",
    grants(READ, allow("secretsmanager:GetSecretValue", OTHER)).add(
        spec(
            kinds.TASK_DEFINITION,
            "second",
            {"executionRoleArn": UNKNOWN, "containerDefinitions": containers(OTHER)},
            executionRoleArn="role",
        )
    ),
)
match.bad(
    "no permission", grants(), "task fetches=arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/database-AbCdEf"
)
match.bad(
    "permission for another",
    grants(allow("secretsmanager:GetSecretValue", OTHER)),
    "task fetches=arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/database-AbCdEf",
    "policy reads=number 1 | arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/other-GhIjKl",
)
match.bad(
    "permission for one more",
    grants(READ, allow("secretsmanager:GetSecretValue", [DATABASE, OTHER])),
    "policy reads=number 2 | arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/other-GhIjKl",
)
match.bad(
    "permission for a prefix",
    grants(allow("secretsmanager:GetSecretValue", DATABASE[:70] + "*")),
    "policy reads=number 1 | arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/da*",
)
match.bad("permission for everything", grants(allow("secretsmanager:GetSecretValue")), "policy reads=number 1 | *")
match.bad(
    "permission nobody needs",
    STACK.set("task", {"containerDefinitions": "[]"}),
    "policy reads=`Secrets` | arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/database-AbCdEf",
)
match.bad(
    "the wrong store's action",
    grants(allow("ssm:GetParameters", DATABASE)),
    "task fetches=arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/database-AbCdEf",
)
match.bad(
    "parameters nobody names",
    grants(READ, allow("ssm:GetParametersByPath", PARAMETER)),
    "policy reads=number 2 | arn:aws:ssm:us-east-1:111122223333:parameter/pde/production/flag",
)
match.bad(
    "the policy belongs to another role",
    STACK.add(spec(kinds.ROLE, "other", {"name": "other"})).edge("policy", "role", "other"),
    "task fetches=arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/database-AbCdEf",
)
match.bad(
    "a secret of the log driver",
    STACK.set(
        "task", {"containerDefinitions": json.dumps([{"logConfiguration": {"secretOptions": [{"name": "x", "valueFrom": OTHER}]}}])}
    ),
    "task fetches=arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/other-GhIjKl",
    "policy reads=`Secrets` | arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/database-AbCdEf",
)
match.bad(
    "registry credentials",
    STACK.set("task", {"containerDefinitions": json.dumps([{"repositoryCredentials": {"credentialsParameter": OTHER}}])}),
    "task fetches=arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/other-GhIjKl",
    "policy reads=`Secrets` | arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/database-AbCdEf",
)
match.bad(
    "beside a task that fetches nothing",
    Plan(spec(kinds.TASK_DEFINITION, "plain", {"containerDefinitions": "[]"}), *grants().specs.values()),
    "task fetches=arn:aws:secretsmanager:us-east-1:111122223333:secret:pde/production/database-AbCdEf",
)
match.bad("no role to fetch with", NO_ROLE, "task: It names secrets but has no `executionRoleArn` to fetch them.")
match.bad("decrypt without a service", grants(READ, allow("kms:Decrypt", "arn:aws:kms:r:1:key/1")), "policy decrypts=2")
match.bad(
    "decrypt through another service",
    grants(READ, allow("kms:Decrypt", "k", Condition={"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}})),
    "policy decrypts=2",
)
match.bad(
    "decrypt through any service",
    grants(READ, allow("kms:*", "k", Condition={"StringLike": {"kms:ViaService": "*"}})),
    "policy decrypts=2",
)
match.bad(
    "decrypt in the second policy", SPLIT.set("decrypt", {"policy": document(allow("kms:Decrypt", "k"))}), "decrypt decrypts=1"
)
match.bad(
    "every parameter below a path",
    grants(allow("ssm:GetParameters", "arn:aws:ssm:*:*:parameter/pde/*")).set(
        "task", {"containerDefinitions": containers("/pde/flag")}
    ),
    "policy reads=number 1 | arn:aws:ssm:*:*:parameter/pde/*",
)
match.bad(
    "every parameter below a path, in another partition",
    grants(allow("ssm:GetParameters", "arn:aws-cn:ssm:*:*:parameter/pde/*")).set(
        "task", {"containerDefinitions": containers("/pde/flag")}
    ),
    "policy reads=number 1 | arn:aws-cn:ssm:*:*:parameter/pde/*",
)
match.bad(
    "a parameter of any region",
    grants(allow("ssm:GetParameters", "arn:aws:ssm:*:111122223333:parameter/pde/flag")).set(
        "task", {"containerDefinitions": containers("/pde/flag")}
    ),
    "policy reads=number 1 | arn:aws:ssm:*:111122223333:parameter/pde/flag",
)
match.bad(
    "another parameter",
    grants(allow("ssm:GetParameters", PARAMETER)).set("task", {"containerDefinitions": containers("/pde/flag")}),
    "task fetches=:parameter/pde/flag",
    "policy reads=number 1 | arn:aws:ssm:us-east-1:111122223333:parameter/pde/production/flag",
)
PLAIN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:database-AbCdEf"
match.bad(
    "another secret, whose name is one word",
    STACK.set("task", {"containerDefinitions": containers(PLAIN)}),
    f"task: It fetches `{PLAIN}`, which its execution role `role` may not read.",
    f"policy reads=`Secrets` | {DATABASE}",
)
match.undecided("an attached policy of no known resource", STACK.set("attachment", {"policyArn": UNKNOWN}), "attachment: policyArn")
match.undecided("definitions unknown", STACK.set("task", {"containerDefinitions": UNKNOWN}), "task: containerDefinitions")
match.undecided("policy unknown", STACK.set("policy", {"policy": UNKNOWN}), "policy: policy")
match.undecided("one of two policies unknown", SPLIT.set("policy", {"policy": UNKNOWN}), "policy: policy")
match.undecided("a role of no known resource", STACK.unlinked("task"), "task: executionRoleArn")
match.undecided("a policy of no known role", STACK.unlinked("policy"), "policy: role")
match.undecided(
    "AWS's policy with more in it",
    STACK.set("attachment", {"policyArn": "arn:aws:iam::aws:policy/SecretsManagerReadWrite"}),
    "attachment: policyArn",
)
match.bad(
    "a secret in place of its ARN",
    STACK.set("task", {"containerDefinitions": containers("hunter2")}),
    "task: It fetches what is no ARN, which its execution role `role` may not read.",
    f"policy reads=`Secrets` | {DATABASE}",
)
