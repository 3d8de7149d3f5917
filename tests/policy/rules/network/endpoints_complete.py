"""Cases of the rule endpoints-complete."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.rules.network.vpcs_plans import joined, tier
from tests.policy.tables import Table

TASK = json.dumps([{"name": "api", "secrets": [{"name": "X", "valueFrom": "arn:aws:secretsmanager:us-east-1:1:secret:x"}]}])
NEEDED = ("ecr.api", "ecr.dkr", "logs", "s3", "secretsmanager")

PLACED = {"vpcEndpointType": "Interface", "subnetIds": ["subnet-private"]}
GATEWAY = {"vpcEndpointType": "Gateway", "routeTableIds": ["rtb-private"]}


def endpoints(*wanted: str) -> Plan:
    return Plan(
        *(
            spec(kinds.ENDPOINT, name, {"serviceName": f"com.amazonaws.us-east-1.{name}", **(GATEWAY if name == "s3" else PLACED)})
            for name in wanted
        )
    )


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
complete = Table("endpoints-complete", missing="Its subnets have no way out and no endpoint for {}.")
complete.good("all of them", joined(SERVICE, CLOSED, endpoints(*NEEDED)))
complete.look_alike("a NAT gateway instead", joined(SERVICE, tier("private", natGatewayId="nat-1")))
complete.look_alike(
    "no secrets, no endpoint for them", joined(SERVICE, CLOSED, endpoints(*NEEDED[:4])).set("task", {"containerDefinitions": "[]"})
)
complete.look_alike(
    "a NAT gateway, beside a table whose subnet is unknown",
    joined(
        SERVICE,
        tier("private", natGatewayId="nat-1"),
        Plan(spec(kinds.ROUTE_ASSOCIATION, "stray", {"subnetId": UNKNOWN, "routeTableId": "rtb-private"})),
    ),
)
MAIN = Plan(
    spec(kinds.SUBNET, "private", {"id": "subnet-private"}),
    spec(kinds.DEFAULT_ROUTE_TABLE, "main", {"routes": [{"cidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"}]}),
)
complete.look_alike("a NAT gateway in the main table", joined(SERVICE, MAIN))
BY_EDGE = (
    SERVICE.add(spec(kinds.SECURITY_GROUP, "group"))
    .set("service", {"networkConfiguration.subnets": UNKNOWN})
    .edge("service", "networkConfiguration", "private", "group")
)
complete.look_alike(
    "a NAT gateway, and only the edge to the subnet",
    Plan(*tier("private", natGatewayId="nat-1").specs.values(), *BY_EDGE.specs.values()),
)
complete.bad("none", joined(SERVICE, CLOSED), "service missing=`ecr.api`, `ecr.dkr`, `logs`, `s3`, `secretsmanager`")
complete.bad(
    "none, and only the edge to the subnet",
    joined(CLOSED, BY_EDGE),
    "service missing=`ecr.api`, `ecr.dkr`, `logs`, `s3`, `secretsmanager`",
)
complete.bad(
    "the second of two services",
    joined(
        tier("open", natGatewayId="nat-1"),
        Plan(spec(kinds.SERVICE, "first", {"networkConfiguration": {"subnets": ["subnet-open"]}})),
        SERVICE,
        CLOSED,
    ),
    "service missing=`ecr.api`, `ecr.dkr`, `logs`, `s3`, `secretsmanager`",
)
TASK_ARN = "arn:aws:ecs:us-east-1:111122223333:task-definition/api:3"
complete.bad(
    "no endpoint for the secrets of a task that is named by its ARN",
    joined(SERVICE, CLOSED, endpoints(*NEEDED[:4]))
    .set("task", {"arn": TASK_ARN})
    .set("service", {"taskDefinition": TASK_ARN})
    .unlinked("service"),
    "service missing=`secretsmanager`",
)
for missing in NEEDED:
    complete.bad(
        f"no {missing}",
        joined(SERVICE, CLOSED, endpoints(*(name for name in NEEDED if name != missing))),
        f"service missing=`{missing}`",
    )
complete.bad(
    "parameters over the wrong one",
    joined(SERVICE, CLOSED, endpoints(*NEEDED)).set("task", {"containerDefinitions": TASK.replace("secretsmanager", "ssm")}),
    "service missing=`ssm`",
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
    complete.bad(f"{action} in vain", calling(allow(action)), f"service missing=`{endpoint}`")
    complete.good(f"{action} through its endpoint", joined(calling(allow(action)), endpoints(endpoint)))
POLICY_ARN = "arn:aws:iam::111122223333:policy/sends"
SENDS = Plan(spec(kinds.MANAGED_POLICY, "sends", {"arn": POLICY_ARN, "policy": document(allow("sqs:SendMessage"))}))
complete.bad(
    "in vain by a managed policy",
    joined(calling(), SENDS).set("role", {"managedPolicyArns": [POLICY_ARN]}),
    "service missing=`sqs`",
)
complete.look_alike("a role whose managed policies stand beside it", calling().set("role", {"managedPolicyArns": UNKNOWN}))
complete.undecided(
    "one of two roles",
    calling()
    .add(spec(kinds.ROLE, "other", {"name": "other", "assumeRolePolicy": ROLE}))
    .set("task", {"taskRoleArn": UNKNOWN})
    .edge("task", "taskRoleArn", "role", "other"),
    "service: what its task's role may call",
)
ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")
complete.undecided(
    "a role that is not known",
    calling().add(ELSEWHERE).set("task", {"taskRoleArn": UNKNOWN}).edge("task", "taskRoleArn", "elsewhere"),
    "service: what its task's role may call",
)
complete.undecided(
    "a task that is not known",
    joined(SERVICE, CLOSED, endpoints(*NEEDED)).add(ELSEWHERE).edge("service", "taskDefinition", "elsewhere"),
    "service: taskDefinition",
)
complete.look_alike(
    "a task that is not known, with a way out",
    joined(SERVICE, tier("private", natGatewayId="nat-1")).add(ELSEWHERE).edge("service", "taskDefinition", "elsewhere"),
)
UNREAD = joined(SERVICE, CLOSED, endpoints(*NEEDED, "ssm")).set("task", {"containerDefinitions": UNKNOWN})
complete.good("containers unknown, with the endpoints of all that they may fetch", UNREAD)
for missing in ("secretsmanager", "ssm"):
    complete.undecided(f"containers unknown, and no {missing}", UNREAD.drop(missing), "service: what secrets its task starts with")
complete.bad("containers unknown, and an endpoint that is missing in any case", UNREAD.drop("logs"), "service missing=`logs`")
complete.look_alike("a role that only reads buckets", calling(allow("s3:GetObject")))
complete.look_alike("a role that is refused", calling({**allow("bedrock:InvokeModel"), "Effect": "Deny"}))
complete.look_alike("a secret by the role, with its endpoint", calling(allow("secretsmanager:GetSecretValue")))
complete.undecided("rights unknown", calling().set("rights", {"policy": UNKNOWN}), "service: what its task's role may call")
complete.undecided(
    "rights unknown in a subnet of another stack",
    calling().set("rights", {"policy": UNKNOWN}).set("service", {"networkConfiguration.subnets": ["subnet-x"]}),
    "service: networkConfiguration.subnets",
)
complete.bad(
    "rights unknown, and an endpoint that is missing in any case",
    calling().set("rights", {"policy": UNKNOWN}).drop("ecr.dkr"),
    "service missing=`ecr.dkr`",
)
complete.undecided(
    "an endpoint's name unknown",
    joined(SERVICE, CLOSED, endpoints("s3")).set("s3", {"serviceName": UNKNOWN}),
    "service: networkConfiguration.subnets",
)
complete.undecided(
    "a subnet of another stack",
    joined(SERVICE, CLOSED).set("service", {"networkConfiguration.subnets": ["subnet-x"]}),
    "service: networkConfiguration.subnets",
)
complete.undecided(
    "a table of another stack",
    joined(SERVICE, CLOSED).set("private-association", {"routeTableId": "rtb-elsewhere"}),
    "service: networkConfiguration.subnets",
)
complete.undecided(
    "subnets unknown",
    joined(SERVICE, CLOSED).set("service", {"networkConfiguration.subnets": UNKNOWN}),
    "service: networkConfiguration.subnets",
)

STARTERS: dict[str, dict[str, object]] = {
    kinds.PIPE: {
        "targetParameters": {
            "ecsTaskParameters": {
                "networkConfiguration": {"awsVpcConfiguration": {"subnets": ["subnet-private"]}},
                "taskDefinitionArn": "task-1",
            }
        }
    },
    kinds.TASK_SET: {"networkConfiguration": {"subnets": ["subnet-private"]}, "taskDefinition": "task-1"},
    kinds.EVENT_TARGET: {"ecsTarget": {"networkConfiguration": {"subnets": ["subnet-private"]}, "taskDefinitionArn": "task-1"}},
    kinds.SCHEDULE: {
        "target": {"ecsParameters": {"networkConfiguration": {"subnets": ["subnet-private"]}, "taskDefinitionArn": "task-1"}}
    },
}
for token, props in STARTERS.items():
    started = joined(SERVICE.drop("service"), CLOSED, Plan(spec(token, "starter", props))).set("task", {"id": "task-1"})
    complete.good(f"{token} with all endpoints", joined(started, endpoints(*NEEDED)))
    complete.bad(
        f"{token} with no endpoint for its secrets", joined(started, endpoints(*NEEDED[:4])), "starter missing=`secretsmanager`"
    )
complete.look_alike(
    "a target that starts no task", joined(SERVICE, CLOSED, endpoints(*NEEDED)).add(spec(kinds.EVENT_TARGET, "queue", {"arn": "x"}))
)


def inside(network: object, **changes: object) -> Plan:
    """All endpoints in a network, the service in the first."""
    plan = (
        joined(SERVICE, CLOSED, endpoints(*NEEDED)).add(spec(kinds.VPC, "vpc", {"id": "vpc-1"})).set("private", {"vpcId": "vpc-1"})
    )
    for name in NEEDED:
        plan = plan.set(name, {"vpcId": network})
    return plan.set("service", changes)


complete.good("in the same network", inside("vpc-1"))
complete.good("in a network that is not known", inside(UNKNOWN))
complete.good("of a subnet in a network that is not known", inside("vpc-2").set("private", {"vpcId": UNKNOWN}))
complete.bad("in another network", inside("vpc-2"), "service missing=`ecr.api`, `ecr.dkr`, `logs`, `s3`, `secretsmanager`")
complete.bad("one in another network", inside("vpc-1").set("logs", {"vpcId": "vpc-2"}), "service missing=`logs`")
complete.bad(
    "one unknown in another network",
    inside("vpc-1").set("logs", {"vpcId": "vpc-2", "serviceName": UNKNOWN}),
    "service missing=`logs`",
)
complete.look_alike(
    "a NAT gateway of the main table",
    joined(SERVICE, CLOSED.drop("private-association")).add(
        spec(kinds.DEFAULT_ROUTE_TABLE, "main", {"routes": [{"cidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"}]})
    ),
)
complete.look_alike(
    "a NAT gateway in two halves",
    joined(SERVICE, CLOSED).set(
        "private-table", {"routes": [{"cidrBlock": f"{first}.0.0.0/1", "natGatewayId": "nat-1"} for first in (0, 128)]}
    ),
)
complete.bad(
    "a gateway for some blocks",
    joined(SERVICE, CLOSED).set(
        "private-table", {"routes": [{"cidrBlock": f"{first}.0.0.0/8", "natGatewayId": "nat-1"} for first in range(1, 99, 2)]}
    ),
    "service missing=`ecr.api`, `ecr.dkr`, `logs`, `s3`, `secretsmanager`",
)

TIERS = joined(SERVICE, CLOSED, tier("open", natGatewayId="nat-1")).set("service", {"networkConfiguration.subnets": UNKNOWN})
complete.undecided(
    "unknown subnets of both tiers",
    TIERS.edge("service", "networkConfiguration", "private", "open"),
    "service: networkConfiguration.subnets",
)
complete.bad(
    "unknown subnets of the closed tier",
    TIERS.edge("service", "networkConfiguration", "private"),
    "service missing=`ecr.api`, `ecr.dkr`, `logs`, `s3`, `secretsmanager`",
)
complete.good("unknown subnets of the open tier", TIERS.edge("service", "networkConfiguration", "open"))
complete.good(
    "unknown subnets with all endpoints",
    joined(TIERS, endpoints(*NEEDED)).edge("service", "networkConfiguration", "private", "open"),
)
