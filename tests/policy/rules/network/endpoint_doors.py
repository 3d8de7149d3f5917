"""Cases of the rule endpoints-complete about endpoints that are there and admit no task."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.network.endpoints_complete import CLOSED, PLACED, SERVICE, endpoints
from tests.policy.rules.network.endpoints_of_use import JOBS
from tests.policy.rules.network.vpcs_plans import joined
from tests.policy.tables import Table

NAMES = ("ecr.api", "ecr.dkr", "logs", "secretsmanager")
DOOR = spec(kinds.SECURITY_GROUP, "door", {"id": "sg-door"})
TASKS = spec(kinds.SECURITY_GROUP, "tasks", {"id": "sg-tasks"})
OTHERS = spec(kinds.SECURITY_GROUP, "others", {"id": "sg-others"})
FROM_TASKS = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "securityGroups": ["sg-tasks"]}
SHUT = "Its endpoint for {} has security groups that admit none of its tasks on port 443."
ALL_SHUT = "service shut=`ecr.api`, `ecr.dkr`, `logs`, `secretsmanager`"


def guarded() -> Plan:
    """A service in a closed subnet, and every endpoint it needs behind a group that admits nobody."""
    plan = joined(SERVICE, CLOSED, endpoints(*NAMES, "s3"), Plan(DOOR, TASKS, OTHERS))
    plan = plan.set("service", {"networkConfiguration.securityGroups": ["sg-tasks"]})
    for name in NAMES:
        plan = plan.set(name, {"vpcEndpointType": "Interface", "securityGroupIds": ["sg-door"]})
    return plan


def door(*rules: object) -> Plan:
    return guarded().set("door", {"ingress": list(rules)})


def rule(**props: object) -> Plan:
    """The same with a rule beside the group."""
    given = {"securityGroupId": "sg-door", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, **props}
    return guarded().add(spec(kinds.INGRESS_RULE, "rule", given))


doors = Table("endpoints-complete", shut=SHUT)
doors.bad("shut to everyone", guarded(), ALL_SHUT)
doors.good("open to the tasks' group", door(FROM_TASKS))
doors.good("open to the tasks' group by a rule beside", rule(referencedSecurityGroupId="sg-tasks"))
doors.look_alike("open to the network", door({**FROM_TASKS, "securityGroups": [], "cidrBlocks": ["10.0.0.0/16"]}))
doors.look_alike("open to a prefix list", door({**FROM_TASKS, "securityGroups": [], "prefixListIds": ["pl-1"]}))
doors.look_alike("open on all ports", door({**FROM_TASKS, "protocol": "-1", "fromPort": 0, "toPort": 0}))
doors.look_alike("open to a group of another stack", door({**FROM_TASKS, "securityGroups": ["sg-elsewhere"]}))
doors.look_alike("behind a group of another stack", guarded().set("ecr.api", {"securityGroupIds": ["sg-else"]}).drop("door"))
doors.look_alike(
    "the tasks run under the endpoints' own group",
    door({**FROM_TASKS, "securityGroups": [], "self": True}).set("service", {"networkConfiguration.securityGroups": ["sg-door"]}),
)
DEFAULT = guarded()
for name in NAMES:
    DEFAULT = DEFAULT.set(name, {"securityGroupIds": DROP})
doors.look_alike("behind the network's default group", DEFAULT)
doors.bad("open to another group", door({**FROM_TASKS, "securityGroups": ["sg-others"]}), ALL_SHUT)
doors.bad("open on another port", door({**FROM_TASKS, "fromPort": 80, "toPort": 80}), ALL_SHUT)
doors.bad("open over UDP", door({**FROM_TASKS, "protocol": "udp"}), ALL_SHUT)
doors.bad(
    "the endpoints' own group alone",
    door({**FROM_TASKS, "securityGroups": [], "self": True}),
    ALL_SHUT,
)
doors.bad("shut, and in no subnet", guarded().set("ecr.api", {"subnetIds": DROP}), ALL_SHUT)
doors.bad(
    "one behind a group of another stack as well",
    guarded().set("ecr.api", {"securityGroupIds": ["sg-door", "sg-elsewhere"]}),
    "service shut=`ecr.dkr`, `logs`, `secretsmanager`",
)
doors.bad(
    "one that names an empty list of groups",
    guarded().set("ecr.api", {"securityGroupIds": []}),
    "service shut=`ecr.dkr`, `logs`, `secretsmanager`",
)
ELSEWHERE = spec("pulumi:pulumi:StackReference", "elsewhere")
doors.bad(
    "a second one under a group that is not known",
    guarded()
    .add(spec(kinds.ENDPOINT, "second", guarded().set("logs", {"securityGroupIds": [UNKNOWN]}).specs["logs"].props), ELSEWHERE)
    .edge("second", "securityGroupIds", "elsewhere"),
    "service shut=`ecr.api`, `ecr.dkr`, `secretsmanager`",
    undecided=["second: securityGroupIds"],
)
doors.undecided(
    "beside one for a service that is not known",
    guarded().add(spec(kinds.ENDPOINT, "nameless", {**PLACED, "serviceName": UNKNOWN})),
    "nameless: serviceName",
)
TASKS_OF_JOB = JOBS.set("nightly", {"definition": str(JOBS.specs["nightly"].props["definition"]).replace("sg-1", "sg-tasks")})
doors.look_alike("open to a job's group", joined(TASKS_OF_JOB, door(FROM_TASKS)))
OPEN_BESIDE = spec(
    kinds.ENDPOINT,
    "second",
    {"serviceName": "com.amazonaws.us-east-1.logs", **PLACED},
)
doors.bad(
    "a second one makes up for it",
    guarded().add(OPEN_BESIDE),
    "service shut=`ecr.api`, `ecr.dkr`, `secretsmanager`",
)
doors.look_alike(
    "an endpoint that its tasks do not need",
    joined(
        door(FROM_TASKS),
        Plan(
            spec(
                kinds.ENDPOINT,
                "unneeded",
                {
                    "serviceName": "com.amazonaws.us-east-1.sagemaker.api",
                    **PLACED,
                    "securityGroupIds": ["sg-others"],
                },
            )
        ),
    ),
)
doors.undecided(
    "shut, and a subnet of another stack",
    guarded().set("service", {"networkConfiguration.subnets": ["subnet-private", "subnet-9"]}),
    "service: networkConfiguration.subnets",
)
HIDDEN = tuple(f"{name}: securityGroupIds" for name in NAMES)
doors.undecided("the group's rules unknown", guarded().set("door", {"ingress": UNKNOWN}).edge("door", "ingress", "tasks"), *HIDDEN)
doors.undecided("a rule of an unknown group", rule(securityGroupId=UNKNOWN, referencedSecurityGroupId="sg-tasks"), *HIDDEN)
doors.undecided("an unknown source", rule(referencedSecurityGroupId=UNKNOWN), *HIDDEN)
doors.undecided("an unknown port", rule(referencedSecurityGroupId="sg-tasks", fromPort=UNKNOWN), *HIDDEN)
doors.undecided(
    "the tasks' groups unknown",
    door(FROM_TASKS).set("service", {"networkConfiguration.securityGroups": DROP}),
    *HIDDEN,
)
