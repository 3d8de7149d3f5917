"""Cases of the rules about endpoints."""

import json

from policy import kinds
from policy.values import UNKNOWN
from tests.policy.cases.vpc import joined, tier
from tests.policy.plans import DROP, Plan, Table, allow, document, spec

OURS = {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}
ENDPOINT = Plan(
    spec(
        kinds.ENDPOINT,
        "endpoint",
        {
            "vpcEndpointType": "Interface",
            "privateDnsEnabled": True,
            "policy": document(allow("*", Principal="*", Condition=OURS)),
        },
    )
)
names = Table("endpoint-private-dns")
names.good("on", ENDPOINT)
names.look_alike("a gateway", ENDPOINT.set("endpoint", {"vpcEndpointType": "Gateway", "privateDnsEnabled": DROP}))
names.look_alike("nothing said, which is a gateway", ENDPOINT.set("endpoint", {"vpcEndpointType": DROP, "privateDnsEnabled": DROP}))
names.switch(ENDPOINT, "endpoint", "privateDnsEnabled")
names.unsure("kind unknown", ENDPOINT.set("endpoint", {"vpcEndpointType": UNKNOWN, "privateDnsEnabled": DROP}), "endpoint")


def policy(*statements: dict[str, object]) -> Plan:
    return ENDPOINT.set("endpoint", {"policy": document(*statements)})


narrow = Table("endpoint-policy-narrow")
narrow.good("our identities", ENDPOINT)
narrow.good("our resources", policy(allow("s3:GetObject", "arn:aws:s3:::pde-*/*", Principal="*")))
narrow.look_alike(
    "our account's resources",
    policy(allow("*", Principal="*", Condition={"StringEquals": {"aws:ResourceAccount": "111122223333"}})),
)
narrow.look_alike(
    "the registry's layers", policy(allow("s3:GetObject", "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*", Principal="*"))
)
narrow.look_alike(
    "a firewall's endpoint has no policy", ENDPOINT.set("endpoint", {"vpcEndpointType": "GatewayLoadBalancer", "policy": DROP})
)
narrow.bad("absent", ENDPOINT.set("endpoint", {"policy": DROP}), "endpoint")
narrow.bad("everyone and everything", policy(allow("*", Principal="*")), "endpoint")
narrow.bad("everything of one service", policy(allow("s3:*", Principal={"AWS": "*"})), "endpoint")
narrow.bad(
    "one of two", policy(allow("s3:GetObject", "arn:aws:s3:::x/*", Principal="*"), allow("s3:PutObject", Principal="*")), "endpoint"
)
narrow.bad("over TLS", policy(allow("*", Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}})), "endpoint")
narrow.unsure("unknown", ENDPOINT.set("endpoint", {"policy": UNKNOWN}), "endpoint")
narrow.unsure("kind unknown", ENDPOINT.set("endpoint", {"vpcEndpointType": UNKNOWN, "policy": DROP}), "endpoint")

TASK = json.dumps([{"name": "api", "secrets": [{"name": "X", "valueFrom": "arn:aws:secretsmanager:us-east-1:1:secret:x"}]}])
NEEDED = ("ecr.api", "ecr.dkr", "logs", "s3", "secretsmanager")


def endpoints(*wanted: str) -> Plan:
    return Plan(*(spec(kinds.ENDPOINT, name, {"serviceName": f"com.amazonaws.us-east-1.{name}"}) for name in wanted))


SERVICE = Plan(
    spec(
        kinds.SERVICE,
        "service",
        {"networkConfiguration": {"subnets": ["subnet-private"]}, "taskDefinition": UNKNOWN},
        taskDefinition="task",
    ),
    spec(kinds.TASK_DEFINITION, "task", {"containerDefinitions": TASK}),
)
CLOSED = tier("private").drop("private-route")
complete = Table("endpoints-complete")
complete.good("all of them", joined(SERVICE, CLOSED, endpoints(*NEEDED)))
complete.look_alike("a NAT gateway instead", joined(SERVICE, tier("private", natGatewayId="nat-1")))
complete.look_alike(
    "no secrets, no endpoint for them", joined(SERVICE, CLOSED, endpoints(*NEEDED[:4])).set("task", {"containerDefinitions": "[]"})
)
complete.bad("none", joined(SERVICE, CLOSED), "service")
for missing in NEEDED:
    complete.bad(f"no {missing}", joined(SERVICE, CLOSED, endpoints(*(name for name in NEEDED if name != missing))), "service")
complete.bad(
    "parameters over the wrong one",
    joined(SERVICE, CLOSED, endpoints(*NEEDED)).set("task", {"containerDefinitions": TASK.replace("secretsmanager", "ssm")}),
    "service",
)
ROLE = document({"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"})


def calling(*statements: dict[str, object]) -> Plan:
    """A service in a closed subnet whose task's role may do something."""
    roles = Plan(
        spec(kinds.ROLE, "role", {"name": "api", "arn": "arn:aws:iam::1:role/api", "assumeRolePolicy": ROLE}),
        spec(kinds.ROLE_POLICY, "rights", {"role": "api", "policy": document(*statements)}),
    )
    return joined(SERVICE, CLOSED, endpoints(*NEEDED), roles).set("task", {"taskRoleArn": "arn:aws:iam::1:role/api"})


for action, endpoint in {
    "bedrock:InvokeModel": "bedrock-runtime",
    "cloudwatch:PutMetricData": "monitoring",
    "sqs:SendMessage": "sqs",
    "sns:Publish": "sns",
    "ssm:GetParameter": "ssm",
    "states:StartExecution": "states",
    "xray:PutTraceSegments": "xray",
}.items():
    complete.bad(f"{action} in vain", calling(allow(action)), "service")
    complete.good(f"{action} through its endpoint", joined(calling(allow(action)), endpoints(endpoint)))
complete.look_alike("a role that only reads buckets", calling(allow("s3:GetObject")))
complete.look_alike("a role that is refused", calling({**allow("bedrock:InvokeModel"), "Effect": "Deny"}))
complete.look_alike("a secret by the role, with its endpoint", calling(allow("secretsmanager:GetSecretValue")))
complete.unsure("rights unknown", calling().set("rights", {"policy": UNKNOWN}), "service")
complete.unsure(
    "rights unknown in a subnet of another stack",
    calling().set("rights", {"policy": UNKNOWN}).set("service", {"networkConfiguration.subnets": ["subnet-x"]}),
    "service",
)
complete.bad(
    "rights unknown, and an endpoint that is missing in any case",
    calling().set("rights", {"policy": UNKNOWN}).drop("ecr.dkr"),
    "service",
)
complete.unsure(
    "an endpoint's name unknown", joined(SERVICE, CLOSED, endpoints("s3")).set("s3", {"serviceName": UNKNOWN}), "service"
)
complete.unsure(
    "a subnet of another stack", joined(SERVICE, CLOSED).set("service", {"networkConfiguration.subnets": ["subnet-x"]}), "service"
)
complete.unsure("subnets unknown", joined(SERVICE, CLOSED).set("service", {"networkConfiguration.subnets": UNKNOWN}), "service")

TABLES = (names, narrow, complete)
