"""Cases of the rules about networks."""

from policy import kinds
from policy.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, spec

VPC = Plan(
    spec(kinds.VPC, "vpc", {"id": UNKNOWN}),
    spec(kinds.FLOW_LOG, "log", {"vpcId": UNKNOWN, "trafficType": "ALL"}, vpcId="vpc"),
    spec(kinds.DEFAULT_SECURITY_GROUP, "default", {"vpcId": UNKNOWN, "ingress": UNKNOWN, "egress": UNKNOWN}, vpcId="vpc"),
)
OTHER = spec(kinds.VPC, "other", {"id": UNKNOWN})

logged = Table("vpc-flow-logged")
logged.good("all traffic", VPC)
logged.good("by id", VPC.set("vpc", {"id": "vpc-1"}).set("log", {"vpcId": "vpc-1"}).unlinked("log"))
logged.look_alike(
    "two logs, one of them of everything", VPC.add(spec(kinds.FLOW_LOG, "more", {"trafficType": "REJECT"}, vpcId="vpc"))
)
logged.bad("no log", VPC.drop("log"), "vpc")
logged.bad("another network's", VPC.add(OTHER), "other")
logged.bad("half of the traffic", VPC.set("log", {"trafficType": "REJECT"}), "log")
logged.bad("nothing said", VPC.set("log", {"trafficType": DROP}), "log")
logged.bad("a subnet's log", VPC.set("log", {"vpcId": DROP, "subnetId": UNKNOWN}).unlinked("log"), "vpc")
logged.unsure("which traffic unknown", VPC.set("log", {"trafficType": UNKNOWN}), "vpc")
logged.unsure("which network unknown", VPC.unlinked("log"), "vpc")

emptied = Table("default-group-emptied")
emptied.good("adopted", VPC)
emptied.good("adopted with empty lists", VPC.set("default", {"ingress": [], "egress": []}))
emptied.bad("not adopted", VPC.drop("default"), "vpc")
emptied.bad("another network's", VPC.add(OTHER), "other")
emptied.bad("admits itself", VPC.set("default", {"ingress": [{"self": True}]}), "default")
emptied.bad("reaches everything", VPC.set("default", {"egress": [{"protocol": "-1", "cidrBlocks": ["0.0.0.0/0"]}]}), "default")
emptied.unsure("rules unknown", VPC.edge("default", "ingress", "log").edge("default", "vpcId", "vpc"), "default")
emptied.unsure("which network unknown", VPC.unlinked("default"), "vpc")


def tier(name: str, **route: object) -> Plan:
    """A subnet with a table of its own and one route."""
    return Plan(
        spec(kinds.SUBNET, name, {"id": f"subnet-{name}"}),
        spec(kinds.ROUTE_TABLE, f"{name}-table", {"id": f"rtb-{name}", "routes": UNKNOWN}),
        spec(kinds.ROUTE_ASSOCIATION, f"{name}-association", {"subnetId": f"subnet-{name}", "routeTableId": f"rtb-{name}"}),
        spec(kinds.ROUTE, f"{name}-route", {"routeTableId": f"rtb-{name}", "destinationCidrBlock": "0.0.0.0/0", **route}),
    )


def joined(*plans: Plan) -> Plan:
    return Plan(*(one for plan in plans for one in plan.specs.values()))


PUBLIC = tier("public", gatewayId="igw-1").set("public", {"mapPublicIpOnLaunch": True})
TIERS = joined(
    PUBLIC,
    tier("private", natGatewayId="nat-1"),
    Plan(
        spec(kinds.SERVICE, "service", {"networkConfiguration": {"subnets": ["subnet-private"]}}),
        spec(kinds.DB_SUBNETS, "data", {"subnetIds": ["subnet-private"]}),
        spec(kinds.INTERNET_GATEWAY, "gateway", {"id": UNKNOWN}),
    ),
)
BY_EDGE = TIERS.set("public-route", {"gatewayId": UNKNOWN}).edge("public-route", "gatewayId", "gateway")

addresses = Table("public-addresses-in-public-subnets")
addresses.good("in the public tier", TIERS)
addresses.good("by edge", BY_EDGE)
addresses.look_alike("off", TIERS.set("private", {"mapPublicIpOnLaunch": False}))
addresses.look_alike(
    "an inline route",
    PUBLIC.drop("public-route").set("public-table", {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]}),
)
addresses.bad("behind a NAT gateway", TIERS.set("private", {"mapPublicIpOnLaunch": True}), "private")
addresses.bad("with no route", TIERS.drop("private-route").set("private", {"mapPublicIpOnLaunch": True}), "private")
addresses.bad("in no table", TIERS.drop("public-association"), "public")
addresses.bad("a route to one block", TIERS.set("public-route", {"destinationCidrBlock": "10.0.0.0/8"}), "public")
addresses.unsure("unknown", TIERS.set("private", {"mapPublicIpOnLaunch": UNKNOWN}), "private")
addresses.unsure(
    "an unknown gateway", TIERS.set("public-route", {"gatewayId": UNKNOWN}).edge("public-route", "gatewayId", "service"), "public"
)
addresses.unsure("an association of something unknown", TIERS.set("public-association", {"subnetId": UNKNOWN}), "public")

private = Table("workloads-in-private-subnets")
private.good("in the private tier", TIERS)
private.look_alike("in no table", TIERS.drop("private-association"))
private.look_alike(
    "a load balancer in the public tier", TIERS.add(spec(kinds.LOAD_BALANCER, "balancer", {"subnets": ["subnet-public"]}))
)
private.look_alike(
    "a gateway for some blocks only",
    TIERS.set("public-route", {"destinationCidrBlock": "10.0.0.0/8"}).set(
        "service", {"networkConfiguration.subnets": ["subnet-public"]}
    ),
)
private.bad("a service", TIERS.set("service", {"networkConfiguration.subnets": ["subnet-public", "subnet-private"]}), "service")
private.bad("a database", TIERS.set("data", {"subnetIds": ["subnet-public"]}), "data")
private.bad("by edge", BY_EDGE.set("data", {"subnetIds": ["subnet-public"]}), "data")
private.bad(
    "over IPv6",
    TIERS.set("private-route", {"destinationCidrBlock": DROP, "destinationIpv6CidrBlock": "::/0", "gatewayId": "igw-1"}),
    "service data",
)
private.bad(
    "the main table's",
    TIERS.drop("private-association").add(
        spec(kinds.DEFAULT_ROUTE_TABLE, "main", {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]})
    ),
    "service data",
)
private.unsure("a subnet of another stack", TIERS.set("data", {"subnetIds": ["subnet-other"]}), "data")
private.unsure("subnets unknown", TIERS.set("data", {"subnetIds": UNKNOWN}), "data")
private.unsure(
    "a gateway unknown",
    TIERS.set("private-route", {"gatewayId": UNKNOWN}).edge("private-route", "gatewayId", "service"),
    "service data",
)

TABLES = (logged, emptied, addresses, private)
