"""Cases of the rule iam-no-wildcards."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.rules.iam.permission_plans import MANAGED, READ, TABLE, attached, policy
from tests.policy.tables import Table

wildcards = Table(
    "iam-no-wildcards",
    everywhere="Statement number {} of `policy` allows on every resource what AWS can limit to some: {}.",
    wildcard="Statement number {} of `policy` allows actions by wildcard: {}.",
    policyArn="`policyArn` is AWS's `{}`, which allows all of a service's actions or nearly so.",
)
wildcards.good("one action on one prefix", policy(READ))
BUILD_INTERFACE = {
    "ec2:Subnet": ["arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1"],
    "ec2:AuthorizedService": "codebuild.amazonaws.com",
}
INTERFACES = "arn:aws:ec2:us-east-1:111122223333:network-interface/*"
wildcards.look_alike(
    "a build's network interfaces in one subnet",
    policy(allow("ec2:CreateNetworkInterfacePermission", INTERFACES, Condition={"StringEquals": BUILD_INTERFACE})),
)
wildcards.bad(
    "a build's network interfaces anywhere",
    policy(allow("ec2:CreateNetworkInterfacePermission", INTERFACES, Condition={"StringLike": {"ec2:Subnet": "*"}})),
    "policy everywhere=1 | `ec2:createnetworkinterfacepermission`",
)
wildcards.look_alike("a wildcard that only reads", policy(allow(["s3:Get*", "s3:List*"], TABLE)))
wildcards.look_alike("actions AWS cannot limit", policy(allow(["ecr:GetAuthorizationToken", "cloudwatch:PutMetricData"])))
for action in (
    *("cognito-idp:ListUserPools", "comprehend:DetectPiiEntities", "dynamodb:DescribeLimits", "ec2messages:GetMessages"),
    *("iam:ListAccountAliases", "logs:StopQuery", "organizations:DescribeOrganization", "pricing:GetProducts"),
    *("ssm:DescribeInstanceInformation", "sts:DecodeAuthorizationMessage", "textract:DetectDocumentText"),
):
    wildcards.look_alike(f"{action}, which AWS cannot limit", policy(allow(action)))
for action in ("ec2messages:*", "ssmmessages:*", "ssmmessages:Create*", "xray:Put*"):
    wildcards.look_alike(f"{action}, none of which AWS can limit", policy(allow(action)))
for action in ("ssm*:*", "ec2:*", "xray:*", "logs:Put*"):
    wildcards.bad(f"{action}, some of which AWS can limit", policy(allow(action, TABLE)), f"policy wildcard=1 | `{action.lower()}`")
wildcards.look_alike("the same in other letters", policy(allow("ECR:getAuthorizationTOKEN")))
wildcards.look_alike("a reading wildcard AWS cannot limit", policy(allow(["ec2:Describe*", "xray:Put*", "logs:DescribeLogGroups"])))
wildcards.look_alike(
    "AWS's families of cryptographic operations", policy(allow(["kms:GenerateDataKey*", "kms:ReEncrypt*"], "arn:aws:kms:r:1:key/1"))
)
wildcards.look_alike("everything denied but one", policy({"Effect": "Deny", "NotAction": "s3:GetObject", "NotResource": TABLE}))
wildcards.look_alike(
    "every resource with a tag", policy(allow("ecs:StopTask", Condition={"StringEquals": {"aws:ResourceTag/System": "pde"}}))
)
wildcards.look_alike(
    "every resource of a family by its tag",
    policy(allow("ecs:StopTask", Condition={"StringLike": {"aws:ResourceTag/System": "pde-*"}})),
)
CLUSTER = "arn:aws:ecs:us-east-1:111122223333:cluster/"
for action, key in (
    ("ssm:StartSession", "ssm:resourceTag/team"),
    ("ec2:StopInstances", "ec2:ResourceTag/team"),
    ("elasticloadbalancing:DeleteRule", "elasticloadbalancing:ResourceTag/team"),
    ("ecr-public:DeleteRepository", "ecr-public:ResourceTag/team"),
):
    wildcards.look_alike(f"what has {key}", policy(allow(action, Condition={"StringEquals": {key: "platform"}})))
    found = f"policy everywhere=1 | `{action.lower()}`"
    wildcards.look_alike(f"any value of {key}, which has to be there", policy(allow(action, Condition={"StringLike": {key: "*"}})))
    wildcards.bad(f"{key} if there is one", policy(allow(action, Condition={"StringEqualsIfExists": {key: "x"}})), found)
for title, cluster in {"one cluster": "pde", "clusters of one beginning": "pde-*"}.items():
    wildcards.look_alike(
        f"tasks of {title}",
        policy(allow(["ecs:StopTask", "ecs:DescribeTasks"], Condition={"ArnLike": {"ecs:cluster": CLUSTER + cluster}})),
    )
for title, values in {"any cluster": "*", "every cluster": CLUSTER + "*", "a cluster and every one": [CLUSTER + "a", "*"]}.items():
    wildcards.bad(
        f"tasks of {title}",
        policy(allow("ecs:StopTask", Condition={"ArnLike": {"ecs:cluster": values}})),
        "policy everywhere=1 | `ecs:stoptask`",
    )
wildcards.bad(
    "tasks of a cluster, if there is one",
    policy(allow("ecs:StopTask", Condition={"ArnEqualsIfExists": {"ecs:cluster": CLUSTER + "pde"}})),
    "policy everywhere=1 | `ecs:stoptask`",
)
wildcards.bad(
    "a key that holds a tag's",
    policy(allow("ecs:StopTask", Condition={"StringEquals": {"aws:PrincipalTag/a:ResourceTag/b": "c"}})),
    "policy everywhere=1 | `ecs:stoptask`",
)
wildcards.look_alike("AWS's policy for starting tasks", attached(MANAGED + "service-role/AmazonECSTaskExecutionRolePolicy"))
wildcards.look_alike("an administrator, whom another rule finds", attached(MANAGED + "IAMFullAccess"))
wildcards.look_alike(
    "a wildcard within one log group", policy(allow("logs:PutLogEvents", "arn:aws:logs:us-east-1:1:log-group:/pde/*:*"))
)
wildcards.look_alike(
    "a key policy's `*` is the key", Plan(spec(kinds.KEY, "key", {"policy": document(allow("kms:*", Principal={"AWS": "1"}))}))
)
wildcards.bad("a service's every action", policy(allow("s3:*", TABLE)), "policy wildcard=1 | `s3:*`")
wildcards.bad("a writing wildcard", policy(allow("s3:Put*", TABLE)), "policy wildcard=1 | `s3:put*`")
wildcards.bad(
    "two writing wildcards", policy(allow(["s3:Put*", "s3:Delete*"], TABLE)), "policy wildcard=1 | `s3:put*`, `s3:delete*`"
)
wildcards.bad("in capitals", policy(allow("S3:PUT*", TABLE)), "policy wildcard=1 | `s3:put*`")
wildcards.bad("a wildcard before the object", policy(allow("s3:*Object", TABLE)), "policy wildcard=1 | `s3:*object`")
wildcards.bad("a question mark", policy(allow("s3:PutObjec?", TABLE)), "policy wildcard=1 | `s3:putobjec?`")
wildcards.bad("half a reading word", policy(allow("s3:G*", TABLE)), "policy wildcard=1 | `s3:g*`")
wildcards.bad("any service's reading", policy(allow("*:Get*", TABLE)), "policy wildcard=1 | `*:get*`")
wildcards.bad("every resource", policy(allow("s3:PutObject")), "policy everywhere=1 | `s3:putobject`")
wildcards.bad("every resource in a list", policy(allow("s3:PutObject", [TABLE, "*"])), "policy everywhere=1 | `s3:putobject`")
wildcards.bad("every bucket", policy(allow("s3:PutObject", "arn:aws:s3:::*")), "policy everywhere=1 | `s3:putobject`")
wildcards.bad(
    "everything of one service here",
    policy(allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:*")),
    "policy everywhere=1 | `sqs:sendmessage`",
)
wildcards.bad("every ARN", policy(allow("s3:PutObject", "arn:aws:*")), "policy everywhere=1 | `s3:putobject`")
wildcards.bad(
    "everything of a type",
    policy(allow("ecs:StopTask", "arn:aws:ecs:us-east-1:111122223333:task/*")),
    "policy everywhere=1 | `ecs:stoptask`",
)
wildcards.look_alike("everything in one bucket", policy(allow("s3:PutObject", "arn:aws:s3:::models/*")))
wildcards.bad(
    "one action of two can be limited",
    policy(allow(["ecr:GetAuthorizationToken", "ecr:BatchGetImage"])),
    "policy everywhere=1 | `ecr:batchgetimage`",
)
wildcards.bad(
    "a wildcard wider than what AWS cannot limit", policy(allow("logs:Describe*")), "policy everywhere=1 | `logs:describe*`"
)
wildcards.bad(
    "a condition on the caller limits no resource",
    policy(allow("ecs:StopTask", Condition={"StringEquals": {"aws:PrincipalTag/a": "b"}})),
    "policy everywhere=1 | `ecs:stoptask`",
)
wildcards.bad(
    "a tag excluded",
    policy(allow("ecs:StopTask", Condition={"StringNotEquals": {"aws:ResourceTag/a": "b"}})),
    "policy everywhere=1 | `ecs:stoptask`",
)
wildcards.bad(
    "NotAction",
    policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": TABLE}),
    "policy: Statement number 1 of `policy` allows everything except `NotAction`.",
)
wildcards.bad(
    "NotResource",
    policy({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": TABLE}),
    "policy: Statement number 1 of `policy` allows everywhere except `NotResource`.",
)
wildcards.bad("in a managed policy", policy(allow("s3:*", TABLE), token=kinds.MANAGED_POLICY), "policy wildcard=1 | `s3:*`")
wildcards.bad("AWS's own for a whole service", attached(MANAGED + "AmazonS3FullAccess"), "policy policyArn=AmazonS3FullAccess")
wildcards.bad(
    "among exclusive attachments",
    Plan(spec(kinds.ROLE_ATTACHMENTS_EXCLUSIVE, "all", {"policyArns": [MANAGED + "AmazonECS_FullAccess"]})),
    "all: `policyArns` is AWS's `AmazonECS_FullAccess`, which allows all of a service's actions or nearly so.",
)
for name in (
    *("SecretsManagerReadWrite", "AWSKeyManagementServicePowerUser", "AmazonEC2ContainerRegistryPowerUser"),
    *("AmazonDynamoDBFullAccesswithDataPipeline", "AmazonElasticFileSystemFullAccess"),
):
    wildcards.bad(f"AWS's {name}", attached(MANAGED + name), f"policy policyArn={name}")
for name in ("AmazonElasticFileSystemClientReadWriteAccess", "AmazonElasticFileSystemClientFullAccess"):
    wildcards.look_alike(f"AWS's {name}, which has few actions", attached(MANAGED + name))
wildcards.look_alike("AWS's for reading, which another rule finds", attached(MANAGED + "AmazonS3ReadOnlyAccess"))
for title, condition in {
    "what carries any value of a tag": {"StringLike": {"aws:ResourceTag/System": "*"}},
    "what carries some value of a tag": {"StringLike": {"ec2:ResourceTag/CSIVolumeName": "?*"}},
    "what is made with any value of a tag": {"StringLike": {"aws:RequestTag/System": "*"}},
    "one of two values being any": {"StringLike": {"aws:ResourceTag/System": ["pde", "*"]}},
    "what has a tag": {"Null": {"aws:ResourceTag/elbv2.k8s.aws/cluster": "false"}},
    "what is made with a tag": {"Null": {"aws:RequestTag/elbv2.k8s.aws/cluster": False}},
    "objects that have a tag": {"Null": {"s3:ExistingObjectTag/team": "False"}},
}.items():
    wildcards.look_alike(title, policy(allow("kms:Encrypt", Condition=condition)))
for title, condition in {
    "a tag if there is one": {"StringEqualsIfExists": {"aws:ResourceTag/System": "pde"}},
    "any tag if there is one": {"StringLikeIfExists": {"aws:ResourceTag/System": "*"}},
    "what has no tag": {"Null": {"aws:ResourceTag/System": "true"}},
    "what has a tag or not": {"Null": {"aws:ResourceTag/System": ["true", "false"]}},
    "what may have a tag": {"Null": {"aws:ResourceTag/System": []}},
    "a tag of the caller's": {"Null": {"aws:PrincipalTag/System": "false"}},
    "any caller": {"StringLike": {"aws:PrincipalArn": "*"}},
    "a caller that is there": {"Null": {"aws:PrincipalArn": "false"}},
    "all tags, which may be none": {"ForAllValues:StringLike": {"aws:ResourceTag/System": "*"}},
    "through any service": {"StringLike": {"kms:ViaService": "*"}},
    "a key by any alias": {"StringLike": {"kms:ResourceAliases": "*"}},
}.items():
    wildcards.bad(title, policy(allow("kms:Encrypt", Condition=condition)), "policy everywhere=1 | `kms:encrypt`")
for key in ("aws:RequestTag/System", "aws:RequestTag/pde:system", "kms:ResourceAliases", "kms:ViaService"):
    wildcards.look_alike(f"one value of {key}", policy(allow("kms:Encrypt", Condition={"StringEquals": {key: "pde"}})))
wildcards.bad(
    "every task by a pattern of its type",
    policy(allow("ecs:StopTask", "arn:aws:ecs:us-east-1:111122223333:task/?*")),
    "policy everywhere=1 | `ecs:stoptask`",
)
wildcards.undecided("policy unknown", policy().set("policy", {"policy": UNKNOWN}), "policy: policy")

EC2 = "arn:aws:ec2:eu-west-1:111122223333:"
MAPPING = "arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:*"
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:"
# What AWS gives an id in the same call: action, what is made, what else it is checked on.
for action, made, others in (
    ("ec2:RunInstances", "instance volume network-interface", "subnet/subnet-1 security-group/sg-1 image/ami-1"),
    ("ec2:CreateSecurityGroup", "security-group", "vpc/vpc-1"),
    ("ec2:CreateSnapshot", "snapshot", "volume/vol-1"),
    ("ec2:CreateSnapshots", "snapshot", "instance/i-1"),
    ("ec2:CreateImage", "image snapshot", "instance/i-1"),
    ("ec2:CreateFlowLogs", "vpc-flow-log", "vpc/vpc-1"),
    ("ec2:AuthorizeSecurityGroupIngress", "security-group-rule", "security-group/sg-1"),
    ("ec2:CreateSubnet", "subnet", "vpc/vpc-1"),
    ("ec2:AllocateAddress", "elastic-ip", "ipam-pool/ipam-pool-1"),
):
    new = [f"{EC2}{kind}/*" for kind in made.split()]
    named = [EC2 + other for other in others.split()]
    every = [f"{EC2}{other.partition('/')[0]}/*" for other in others.split()]
    found = f"policy everywhere=1 | `{action.lower()}`"
    wildcards.look_alike(f"{action} of the named", policy(allow(action, [*new, *named])))
    wildcards.look_alike(f"{action}: what is made", policy(allow(action, new)))
    wildcards.bad(f"{action} of every one", policy(allow(action, [*new, *every])), found)
    wildcards.bad(f"{action} of anything", policy(allow(action)), found)
    wildcards.bad(f"{action} of all that the account has", policy(allow(action, EC2 + "*")), found)
wildcards.bad(
    "what one action makes, another ends",
    policy(allow(["ec2:RunInstances", "ec2:TerminateInstances"], EC2 + "instance/*")),
    "policy everywhere=1 | `ec2:terminateinstances`",
)
JOBS = "arn:aws:comprehend:eu-west-1:111122223333:pii-entities-detection-job/*"
for resource in (JOBS, "*"):
    wildcards.look_alike(f"a job on {resource}", policy(allow("comprehend:StartPiiEntitiesDetectionJob", resource)))
wildcards.bad(
    "every job stopped",
    policy(allow("comprehend:StopPiiEntitiesDetectionJob", JOBS)),
    "policy everywhere=1 | `comprehend:stoppiientitiesdetectionjob`",
)
for action, resource in {
    "ec2:CreateKeyPair": EC2 + "key-pair/*",
    "ecs:CreateCluster": "arn:aws:ecs:eu-west-1:111122223333:cluster/*",
    "secretsmanager:CreateSecret": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*",
}.items():
    wildcards.bad(f"{action}, of a name", policy(allow(action, resource)), f"policy everywhere=1 | `{action.lower()}`")
for action, resource, operator, key, well, ill in (
    ("ec2:CreateTags", EC2 + "volume/*", "StringEquals", "ec2:CreateAction", ["CreateVolume", "RunInstances"], "*"),
    ("ec2:CreateTags", "*", "StringEquals", "ec2:CreateAction", "CreateVolume", "*"),
    ("iam:CreateServiceLinkedRole", "*", "StringEquals", "iam:AWSServiceName", "ecs.amazonaws.com", "*.amazonaws.com"),
    ("ecs:TagResource", "*", "StringEquals", "ecs:CreateAction", "RunTask", "*"),
    ("lambda:UpdateEventSourceMapping", MAPPING, "ArnLike", "lambda:FunctionArn", FUNCTION + "scorer", FUNCTION + "*"),
    ("lambda:DeleteEventSourceMapping", "*", "StringEquals", "lambda:FunctionArn", FUNCTION + "scorer", "*"),
    ("ec2:AttachVolume", EC2 + "volume/*", "ArnEquals", "ec2:SourceInstanceARN", EC2 + "instance/i-1", EC2 + "instance/*"),
):
    found = f"policy everywhere=1 | `{action.lower()}`"
    on = f"{action} on {resource} by {key}"
    wildcards.look_alike(on, policy(allow(action, resource, Condition={operator: {key: well}})))
    wildcards.bad(f"{on}, any", policy(allow(action, resource, Condition={operator.replace("Equals", "Like"): {key: ill}})), found)
    wildcards.bad(f"{on}, if there is one", policy(allow(action, resource, Condition={f"{operator}IfExists": {key: well}})), found)
    wildcards.bad(f"{on}, not", policy(allow(action, resource)), found)
wildcards.bad(
    "a role linked to whatever service",
    policy(allow("iam:CreateServiceLinkedRole", Condition={"StringLike": {"iam:AWSServiceName": "*"}})),
    "policy everywhere=1 | `iam:createservicelinkedrole`",
)
wildcards.bad(
    "a key of another service's requests",
    policy(allow("s3:PutObject", Condition={"ArnEquals": {"ec2:SourceInstanceARN": EC2 + "instance/i-1"}})),
    "policy everywhere=1 | `s3:putobject`",
)
for action in (
    *("route53:GetChange", "ssm:UpdateInstanceInformation", "polly:SynthesizeSpeech", "translate:TranslateText"),
    *("translate:TranslateDocument", "comprehend:DetectEntities", "rekognition:DetectModerationLabels"),
    *("ce:GetCostForecast", "cloudformation:GetTemplateSummary"),
):
    wildcards.look_alike(f"{action}, which hardly ever has a resource", policy(allow(action)))
for action in ("polly:PutLexicon", "translate:DeleteTerminology", "comprehend:ClassifyDocument", "ssm:SendCommand"):
    wildcards.bad(f"{action}, which has one", policy(allow(action)), f"policy everywhere=1 | `{action.lower()}`")
wildcards.look_alike(
    "what a function in a network does to its interfaces",
    policy(
        allow(
            [
                "ec2:CreateNetworkInterface",
                "ec2:DeleteNetworkInterface",
                "ec2:AssignPrivateIpAddresses",
                "ec2:UnassignPrivateIpAddresses",
            ]
        )
    ),
)
wildcards.bad(
    "an interface at any machine", policy(allow("ec2:AttachNetworkInterface")), "policy everywhere=1 | `ec2:attachnetworkinterface`"
)
wildcards.look_alike(
    "devices, which users name as they like", policy(allow("iam:CreateVirtualMFADevice", "arn:aws:iam::111122223333:mfa/*"))
)
wildcards.bad(
    "everyone's devices ended",
    policy(allow("iam:DeleteVirtualMFADevice", "arn:aws:iam::111122223333:mfa/*")),
    "policy everywhere=1 | `iam:deletevirtualmfadevice`",
)
MESSAGES = allow("sns:Publish")
for title, denied in {
    "every topic": "arn:aws:sns:*:*:*",
    "every topic of any partition": "arn:*:sns:*:*:*",
    "whatever has an ARN": "arn:aws:*:*:*:*",
    "everything": "*",
}.items():
    wildcards.look_alike(
        f"text messages, with {title} denied", policy(MESSAGES, {"Effect": "Deny", "Action": "sns:Publish", "Resource": denied})
    )
TOPICS: dict[str, object] = {"Effect": "Deny", "Action": "sns:Publish", "Resource": "arn:aws:sns:*:*:*"}
INCOMPLETE: dict[str, dict[str, object]] = {
    "the topics of one region": {"Resource": "arn:aws:sns:us-east-1:*:*"},
    "the topics of one account": {"Resource": "arn:aws:sns:*:111122223333:*"},
    "the topics of one name": {"Resource": "arn:aws:sns:*:*:pde-*"},
    "the queues": {"Resource": "arn:aws:sqs:*:*:*"},
    "subscribing": {"Action": "sns:Subscribe"},
    "who has no code": {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}},
    "what is no topic": {"Resource": "arn:aws:sns"},
}
for title, other in INCOMPLETE.items():
    wildcards.bad(
        f"text messages and topics, denied: {title}", policy(MESSAGES, {**TOPICS, **other}), "policy everywhere=1 | `sns:publish`"
    )
wildcards.bad("text messages and every topic", policy(MESSAGES), "policy everywhere=1 | `sns:publish`")
PEOPLE = Plan(
    spec(
        kinds.PERMISSION_SET_POLICY,
        "people",
        {"permissionSetArn": UNKNOWN, "instanceArn": UNKNOWN, "inlinePolicy": document(allow("s3:PutObject", TABLE))},
    )
)
wildcards.good("people who may write to one bucket", PEOPLE)
wildcards.bad(
    "people who may write to every bucket",
    PEOPLE.set("people", {"inlinePolicy": document(allow("s3:PutObject"))}),
    "people: Statement number 1 of `inlinePolicy` allows on every resource what AWS can limit to some: `s3:putobject`.",
)
wildcards.undecided("people by a policy that is unknown", PEOPLE.set("people", {"inlinePolicy": UNKNOWN}), "people: inlinePolicy")
wildcards.bad(
    "people with all of a service",
    attached(MANAGED + "AmazonS3FullAccess").add(
        spec(kinds.PERMISSION_SET_ATTACHMENT, "people", {"managedPolicyArn": MANAGED + "AmazonSQSFullAccess"})
    ),
    "policy policyArn=AmazonS3FullAccess",
    "people: `managedPolicyArn` is AWS's `AmazonSQSFullAccess`, which allows all of a service's actions or nearly so.",
)
OWN_TOPIC = "arn:aws:iot:us-east-1:111122223333:topic/${iot:Connection.Thing.ThingName}/state"
DEVICE = Plan(spec(kinds.DEVICE_POLICY, "device", {"policy": document(allow("iot:Publish", OWN_TOPIC))}))
wildcards.good("a device that writes to its own topic", DEVICE)
wildcards.bad(
    "a device that may do everything",
    DEVICE.set("device", {"policy": document(allow("iot:*"))}),
    "device: Statement number 1 of `policy` allows actions by wildcard: `iot:*`.",
    "device: Statement number 1 of `policy` allows on every resource what AWS can limit to some: `iot:*`.",
)
wildcards.bad(
    "a device that writes to every topic",
    DEVICE.set("device", {"policy": document(allow("iot:Publish"))}),
    "device: Statement number 1 of `policy` allows on every resource what AWS can limit to some: `iot:publish`.",
)
wildcards.undecided("a device by a policy that is unknown", DEVICE.set("device", {"policy": UNKNOWN}), "device: policy")
