"""More cases of the rule workloads-in-private-subnets: the network's main route table."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.network.vpcs_plans import TIERS, joined
from tests.policy.rules.network.workloads_in_private_subnets import private

MAIN = TIERS.drop("private-association", "private-route").add(
    spec(kinds.VPC, "vpc", {"id": "vpc-1", "mainRouteTableId": "rtb-main", "defaultRouteTableId": "rtb-first"}),
    spec(kinds.VPC, "other", {"id": "vpc-2", "mainRouteTableId": "rtb-other"}),
)
IN_VPC = MAIN.set("private", {"vpcId": "vpc-1"})
INTERNET = {"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}
OUT = {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]}


def main_route(table: str, plan: Plan = IN_VPC) -> Plan:
    return plan.add(spec(kinds.ROUTE, "main-route", {"routeTableId": table, **INTERNET}))


private.look_alike("the main table, with no route", IN_VPC)
private.bad(
    "a route in the main table",
    main_route("rtb-main"),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "a route in the main table by its first name",
    main_route("rtb-first"),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "a route in a main table, in a network that is not known",
    main_route("rtb-main", MAIN),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.look_alike("a route in another network's main table", main_route("rtb-other"))
private.look_alike("a route in another stack's table", main_route("rtb-9"))
private.bad(
    "a route in the main table by edge",
    main_route("rtb-main").set("main-route", {"routeTableId": UNKNOWN}).edge("main-route", "routeTableId", "vpc"),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.look_alike(
    "a route in another network's main table by edge",
    main_route("rtb-main").set("main-route", {"routeTableId": UNKNOWN}).edge("main-route", "routeTableId", "other"),
)
private.undecided(
    "a route in a table that is not known",
    main_route("rtb-main").set("main-route", {"routeTableId": UNKNOWN}),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)
private.bad(
    "a subnet that names its network's main table",
    main_route("rtb-main", MAIN).add(
        spec(kinds.ROUTE_ASSOCIATION, "private-main", {"subnetId": "subnet-private", "routeTableId": "rtb-main"})
    ),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.undecided(
    "a subnet with another stack's table",
    MAIN.add(spec(kinds.ROUTE_ASSOCIATION, "private-foreign", {"subnetId": "subnet-private", "routeTableId": "rtb-9"})),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)
DEFAULT = spec(kinds.DEFAULT_ROUTE_TABLE, "main", {"id": "rtb-main", "defaultRouteTableId": "rtb-main", **OUT})
private.bad(
    "the default table's",
    IN_VPC.add(DEFAULT),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "the default table's by its network's first name",
    IN_VPC.add(DEFAULT).set("main", {"defaultRouteTableId": "rtb-first"}),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.look_alike("another network's default table", IN_VPC.add(DEFAULT).set("main", {"defaultRouteTableId": "rtb-other"}))
private.undecided(
    "a default table of a network that is not known",
    IN_VPC.add(DEFAULT).set("main", {"defaultRouteTableId": UNKNOWN}),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)
BY_NETWORK = IN_VPC.add(DEFAULT).set("main", {"defaultRouteTableId": UNKNOWN})
private.bad(
    "the default table's by edge",
    BY_NETWORK.edge("main", "defaultRouteTableId", "vpc"),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.look_alike("another network's default table by edge", BY_NETWORK.edge("main", "defaultRouteTableId", "other"))
private.bad(
    "a route beside the default table",
    main_route("rtb-main").add(DEFAULT).set("main", {"routes": []}),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.undecided(
    "a subnet of another stack's network, a default table of one as well",
    MAIN.add(DEFAULT).set("private", {"vpcId": "vpc-9"}).set("main", {"defaultRouteTableId": "rtb-9"}),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)
REPLACED = IN_VPC.add(spec(kinds.MAIN_ROUTE_ASSOCIATION, "swap", {"vpcId": "vpc-1", "routeTableId": "rtb-public"}))
private.bad(
    "a table made the main one",
    REPLACED,
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "a table made the main one, in a network that is not known",
    REPLACED.set("private", {"vpcId": DROP}),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "a table made another stack's network's main one",
    REPLACED.set("private", {"vpcId": "vpc-9"}).set("swap", {"vpcId": "vpc-9"}),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "a table made the main one of a network of another stack, in a network that is not known",
    REPLACED.set("private", {"vpcId": DROP}).set("swap", {"vpcId": "vpc-9"}),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.undecided(
    "a table made the main one of a network that is not known",
    REPLACED.set("swap", {"vpcId": UNKNOWN}),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)
private.look_alike("a table made another network's main one", REPLACED.set("swap", {"vpcId": "vpc-2"}))
private.look_alike(
    "a route in what was the main table", main_route("rtb-main", REPLACED.set("swap", {"routeTableId": "rtb-private"}))
)
private.undecided(
    "a table that is not known made the main one",
    REPLACED.set("swap", {"routeTableId": UNKNOWN}),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)

private.undecided(
    "a route in the main table of a network that may be the subnet's",
    main_route("rtb-main").set("private", {"vpcId": UNKNOWN}),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)
private.undecided(
    "a route in a main table that may have been replaced",
    main_route("rtb-main").add(spec(kinds.MAIN_ROUTE_ASSOCIATION, "swap", {"vpcId": UNKNOWN, "routeTableId": "rtb-private"})),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)
private.bad(
    "a default table that does not say whose it is",
    IN_VPC.add(DEFAULT).set("main", {"defaultRouteTableId": DROP}),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "the default table's by one of its edges",
    BY_NETWORK.edge("main", "defaultRouteTableId", "gateway", "vpc"),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
LOST = spec(kinds.ROUTE, "lost", {"routeTableId": UNKNOWN, **INTERNET})
private.undecided(
    "a route that is not known where, before others",
    joined(Plan(LOST), TIERS),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)
private.undecided(
    "an association that is not known whose, and a table made another network's main one",
    REPLACED.set("swap", {"vpcId": "vpc-2"}).add(
        spec(kinds.ROUTE_ASSOCIATION, "lost", {"subnetId": UNKNOWN, "routeTableId": "rtb-public"})
    ),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)
for title, (token, path) in {
    "a set of tasks": (kinds.TASK_SET, "networkConfiguration.subnets"),
    "a scheduled task": (kinds.EVENT_TARGET, "ecsTarget.networkConfiguration.subnets"),
    "a scheduler's task": (kinds.SCHEDULE, "target.ecsParameters.networkConfiguration.subnets"),
}.items():
    starting = TIERS.add(spec(token, "starter")).set("starter", {path: ["subnet-public"]})
    private.bad(title, starting, f"starter routed={path} | public")
RUN = spec(kinds.STATE_MACHINE, "run", {"definition": '{"States": [{"X": {"Subnets": ["subnet-private", "subnet-public"]}}]}'})
private.bad("a job", TIERS.add(RUN), "run routed=definition | public")
JOB = TIERS.add(spec(kinds.STATE_MACHINE, "job", {"definition": UNKNOWN}))
private.good("a job in the private tier", JOB.set("job", {"definition": '{"Subnets": "subnet-private"}'}))
private.look_alike("a job that may run no tasks", JOB.edge("job", "definition", "service"))
private.good("a job made of private subnets", JOB.edge("job", "definition", "private"))
private.undecided("a job made of public subnets", JOB.edge("job", "definition", "public"), "job: definition")
private.undecided(
    "a job in a subnet of another stack", JOB.set("job", {"definition": '{"Subnets": ["subnet-9"]}'}), "job: definition"
)
