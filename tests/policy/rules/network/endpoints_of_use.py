"""Cases of the rule endpoints-complete: endpoints that are there and of no use, and what else runs tasks than services."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.rules.network.endpoints_complete import CLOSED, NEEDED, SERVICE, TASK, calling, endpoints
from tests.policy.rules.network.vpcs_plans import joined, tier
from tests.policy.tables import Table

COMPLETE = joined(SERVICE, CLOSED, endpoints(*NEEDED))
ELSEWHERE = spec("pulumi:pulumi:StackReference", "elsewhere")
use = Table(
    "endpoints-complete",
    missing="Its subnets have no way out and no endpoint for {}.",
    unrouted="Its endpoint for {} is in no route table of its subnets.",
    nowhere="Its endpoint for {} is in no subnet.",
    denied="Its endpoint for {} has a policy that does not let through what starts a task (images, logs, secrets).",
)
ALL = "`ecr.api`, `ecr.dkr`, `logs`, `s3`, `secretsmanager`"

WITHOUT_TABLE = COMPLETE.set("s3", {"routeTableIds": DROP})
use.bad("a gateway in no table", WITHOUT_TABLE, "service unrouted=`s3`")
use.bad(
    "a gateway whose type is AWS's default, in no table",
    WITHOUT_TABLE.set("s3", {"vpcEndpointType": DROP}),
    "service unrouted=`s3`",
)
use.bad(
    "a gateway in another's table",
    joined(COMPLETE, tier("open")).set("s3", {"routeTableIds": ["rtb-open"]}),
    "service unrouted=`s3`",
)
BESIDE = spec(kinds.ENDPOINT_TABLE, "route-to-s3", {"vpcEndpointId": UNKNOWN, "routeTableId": "rtb-private"}, vpcEndpointId="s3")
use.look_alike("a gateway whose table is declared beside", WITHOUT_TABLE.add(BESIDE))
use.look_alike("a second gateway", WITHOUT_TABLE.add(spec(kinds.ENDPOINT, "more", COMPLETE.specs["s3"].props)))
use.bad("a gateway whose tables AWS would choose", WITHOUT_TABLE.set("s3", {"routeTableIds": UNKNOWN}), "service unrouted=`s3`")
use.undecided(
    "a gateway beside a table for one that is not known",
    WITHOUT_TABLE.add(spec(kinds.ENDPOINT_TABLE, "route-to-s3", BESIDE.props)),
    "s3: routeTableIds",
)
for title, name, changes in (
    ("a gateway's type unknown", "s3", {"vpcEndpointType": UNKNOWN, "routeTableIds": DROP}),
    ("an interface of AWS's default type", "logs", {"vpcEndpointType": DROP}),
):
    use.look_alike(title, COMPLETE.set(name, changes).add(ELSEWHERE).edge(name, "vpcEndpointType", "elsewhere"))
use.undecided("a gateway in tables of another stack", COMPLETE.set("s3", {"routeTableIds": ["rtb-elsewhere"]}), "s3: routeTableIds")
use.undecided(
    "a gateway's tables unknown",
    COMPLETE.set("s3", {"routeTableIds": [UNKNOWN]}).add(ELSEWHERE).edge("s3", "routeTableIds", "elsewhere"),
    "s3: routeTableIds",
)
use.undecided(
    "a subnet whose table is another stack's",
    WITHOUT_TABLE.drop("private-table", "private-association"),
    "s3: routeTableIds",
)
use.look_alike(
    "tables by their edges", COMPLETE.set("s3", {"routeTableIds": [UNKNOWN]}).edge("s3", "routeTableIds", "private-table")
)

WITHOUT_SUBNET = COMPLETE.set("logs", {"subnetIds": DROP})
use.bad("an interface in no subnet", WITHOUT_SUBNET, "service nowhere=`logs`")
use.bad("two of them", WITHOUT_SUBNET.set("ecr.api", {"subnetIds": None}), "service nowhere=`ecr.api`, `logs`")
use.look_alike(
    "subnets with their addresses", WITHOUT_SUBNET.set("logs", {"subnetConfigurations": [{"subnetId": "subnet-private"}]})
)
IN_SUBNET = {"vpcEndpointId": UNKNOWN, "subnetId": "subnet-private"}
use.look_alike("a subnet beside", WITHOUT_SUBNET.add(spec(kinds.ENDPOINT_SUBNET, "place", IN_SUBNET, vpcEndpointId="logs")))
use.undecided(
    "a subnet beside one that is not known",
    WITHOUT_SUBNET.add(spec(kinds.ENDPOINT_SUBNET, "place", {**IN_SUBNET, "vpcEndpointId": UNKNOWN})),
    "logs: subnetIds",
)

LAYERS = "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"
EVERYONE = {"Principal": "*"}


def policy(name: str, *statements: dict[str, object]) -> Plan:
    return COMPLETE.set(name, {"policy": document(*statements)})


use.look_alike("a policy for AWS's layers", policy("s3", allow("s3:GetObject", LAYERS, **EVERYONE)))
for layers in (LAYERS.replace(":aws:", ":aws-cn:").replace("us-east-1", "cn-north-1"), "arn:aws-us-gov:s3:::*"):
    use.look_alike(f"a policy for {layers}", policy("s3", allow("s3:GetObject", layers, **EVERYONE)))
use.look_alike(
    "a policy for all buckets", policy("s3", allow("s3:*", **EVERYONE, Condition={"Bool": {"aws:SecureTransport": "true"}}))
)
OWN = allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::pde-models/*", **EVERYONE)
use.bad("a policy for own buckets alone", policy("s3", OWN), "service denied=`s3`")
use.look_alike(
    "a policy for all buckets but one",
    policy("s3", {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::pde-models/*", **EVERYONE}),
)
use.look_alike(
    "a policy for own images", policy("ecr.dkr", allow("ecr:*", "arn:aws:ecr:us-east-1:111122223333:repository/api", **EVERYONE))
)
use.bad("a policy that only reads tables", policy("logs", allow("dynamodb:Query", **EVERYONE)), "service denied=`logs`")
DENIAL: dict[str, object] = {"Effect": "Deny", "Principal": "*", "Action": "logs:*", "Resource": "*"}
use.bad("a policy that denies everything", policy("logs", allow("logs:*", **EVERYONE), DENIAL), "service denied=`logs`")
for title, denied in (("of one group", {"Resource": "arn:aws:logs:*:*:log-group:x"}), ("by one", {"Principal": {"AWS": "1"}})):
    use.look_alike(f"a policy that denies what is {title}", policy("logs", allow("logs:*", **EVERYONE), {**DENIAL, **denied}))
use.look_alike(
    "a policy that another one may replace",
    policy("s3", OWN).add(spec(kinds.ENDPOINT_POLICY, "beside", {"vpcEndpointId": UNKNOWN, "policy": document(allow("*"))})),
)
use.look_alike(
    "a policy that denies others",
    policy("logs", allow("logs:*", **EVERYONE), {**DENIAL, "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "1"}}}),
)
use.bad(
    "a policy beside",
    COMPLETE.add(spec(kinds.ENDPOINT_POLICY, "beside", {"vpcEndpointId": UNKNOWN, "policy": document(OWN)}, vpcEndpointId="s3")),
    "service denied=`s3`",
)
use.look_alike("a policy that is unknown", COMPLETE.set("s3", {"policy": UNKNOWN}).add(ELSEWHERE).edge("s3", "policy", "elsewhere"))

JOB = {
    "TaskDefinition": "arn:aws:ecs:us-east-1:111122223333:task-definition/job:1",
    "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-private"], "SecurityGroups": ["sg-1"]}},
}
STATES = {"States": {"Run": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": JOB}}}
JOBS = joined(
    CLOSED,
    Plan(
        spec(kinds.STATE_MACHINE, "nightly", {"definition": json.dumps(STATES)}),
        spec(kinds.TASK_DEFINITION, "job", {"arn": JOB["TaskDefinition"], "containerDefinitions": TASK}),
    ),
)
use.bad("a job without endpoints", JOBS, f"nightly missing={ALL}")
use.good("a job with endpoints", joined(JOBS, endpoints(*NEEDED)))
use.look_alike("a job beside a NAT gateway", joined(JOBS.drop("private-association"), tier("private", natGatewayId="nat-1")))
use.look_alike("a machine that runs no tasks", JOBS.set("nightly", {"definition": json.dumps({"States": {"X": {"Type": "Pass"}}})}))
ARGUMENTS = json.dumps({"States": {"Run": {"Type": "Task", "Arguments": JOB}}})
use.bad("a job whose arguments are JSONata's", JOBS.set("nightly", {"definition": ARGUMENTS}), f"nightly missing={ALL}")
HIDDEN = JOBS.set("nightly", {"definition": UNKNOWN})
use.bad("a job, by edges", HIDDEN.edge("nightly", "definition", "private", "job"), f"nightly missing={ALL}")
use.look_alike("an unknown definition of no task", HIDDEN.edge("nightly", "definition", "private"))
use.undecided(
    "a job in one of two subnets, by edges",
    joined(HIDDEN, tier("open", natGatewayId="nat-1")).edge("nightly", "definition", "private", "open", "job"),
    "nightly: definition",
)
use.bad(
    "a job in two subnets, one of which has a way out",
    joined(JOBS, tier("open", natGatewayId="nat-1")).set(
        "nightly", {"definition": json.dumps(STATES).replace('"subnet-private"', '"subnet-private", "subnet-open"')}
    ),
    f"nightly missing={ALL}",
)
use.undecided(
    "a job in subnets of another stack",
    JOBS.set("nightly", {"definition": json.dumps(STATES).replace("subnet-private", "subnet-elsewhere")}),
    "nightly: definition",
)
use.undecided(
    "a job whose task is not known",
    joined(JOBS, endpoints(*NEEDED))
    .set("nightly", {"definition": {"Arguments": {**JOB, "TaskDefinition": UNKNOWN}}})
    .unlinked("nightly"),
    "nightly: definition",
)
ROLE = "arn:aws:iam::1:role/api"
use.bad(
    "a job that calls what has no endpoint",
    joined(JOBS.drop("private", "private-table", "private-association"), calling(allow("bedrock:InvokeModel")))
    .set("job", {"taskRoleArn": ROLE})
    .drop("service"),
    "nightly missing=`bedrock-runtime`",
)

EXPRESS = joined(
    CLOSED,
    Plan(
        spec(
            kinds.EXPRESS_SERVICE,
            "express",
            {
                "networkConfigurations": [{"subnets": ["subnet-private"], "securityGroups": ["sg-1"]}],
                "primaryContainer": {
                    "image": "x",
                    "secrets": [{"name": "X", "valueFrom": "arn:aws:secretsmanager:us-east-1:1:secret:x"}],
                },
            },
        )
    ),
)
use.bad("an Express service without endpoints", EXPRESS, f"express missing={ALL}")
use.good("an Express service with endpoints", joined(EXPRESS, endpoints(*NEEDED)))
