"""Cases of the rule workloads-in-private-subnets."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.network.vpcs_plans import BY_EDGE, TIERS
from tests.policy.tables import Table

private = Table("workloads-in-private-subnets", routed="`{}` names the subnet `{}`, which is routed to an internet gateway.")
private.good("in the private tier", TIERS)
private.good("unknown subnets of the private tier", TIERS.set("data", {"subnetIds": UNKNOWN}).edge("data", "subnetIds", "private"))
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
private.bad(
    "a service",
    TIERS.set("service", {"networkConfiguration.subnets": ["subnet-public", "subnet-private"]}),
    "service routed=networkConfiguration.subnets | public",
)
private.bad("a database", TIERS.set("data", {"subnetIds": ["subnet-public"]}), "data routed=subnetIds | public")
private.bad("by edge", BY_EDGE.set("data", {"subnetIds": ["subnet-public"]}), "data routed=subnetIds | public")
private.bad(
    "over IPv6",
    TIERS.set("private-route", {"destinationCidrBlock": DROP, "destinationIpv6CidrBlock": "::/0", "gatewayId": "igw-1"}),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "the main table's",
    TIERS.drop("private-association").add(
        spec(kinds.DEFAULT_ROUTE_TABLE, "main", {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]})
    ),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.undecided("a subnet of another stack", TIERS.set("data", {"subnetIds": ["subnet-other"]}), "data: subnetIds")
private.undecided(
    "subnets that another resource gives",
    TIERS.add(spec("pulumi:pulumi:StackReference", "network"))
    .set("data", {"subnetIds": UNKNOWN})
    .edge("data", "subnetIds", "network"),
    "data: subnetIds",
)
private.undecided("subnets unknown", TIERS.set("data", {"subnetIds": UNKNOWN}), "data: subnetIds")
private.undecided(
    "a gateway unknown",
    TIERS.set("private-route", {"gatewayId": UNKNOWN}).edge("private-route", "gatewayId", "service"),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)


def leading(*blocks: str, **more: object) -> Plan:
    """The private tier with routes to the internet gateway for some blocks."""
    routes = [{"cidrBlock": block, "gatewayId": "igw-1", **more} for block in blocks]
    return TIERS.set("private-table", {"routes": routes})


EIGHTS = [f"{first}.0.0.0/8" for first in range(1, 11, 2)]
private.bad(
    "one half of the internet",
    leading("0.0.0.0/1"),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "the other half",
    leading("128.0.0.0/1"),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "two neighbours",
    leading("16.0.0.0/8", "17.0.0.0/8"),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "many blocks", leading(*EIGHTS), "service routed=networkConfiguration.subnets | private", "data routed=subnetIds | private"
)
private.look_alike("four owners' blocks", leading(*EIGHTS[:4]))
private.look_alike("many blocks of a larger share", leading(*EIGHTS), internetShare=0.5)
private.look_alike("both halves through a NAT gateway", leading("0.0.0.0/1", "128.0.0.0/1", gatewayId="", natGatewayId="nat-1"))
private.bad(
    "all public IPv6",
    TIERS.set("private-route", {"destinationCidrBlock": DROP, "destinationIpv6CidrBlock": "2000::/3", "gatewayId": "igw-1"}),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.bad(
    "all public IPv6 inline",
    TIERS.set("private-table", {"routes": [{"ipv6CidrBlock": "2000::/3", "gatewayId": "igw-1"}]}),
    "service routed=networkConfiguration.subnets | private",
    "data routed=subnetIds | private",
)
private.undecided(
    "a block unknown",
    TIERS.set("private-route", {"destinationCidrBlock": UNKNOWN, "gatewayId": "igw-1"}),
    "service: networkConfiguration.subnets",
    "data: subnetIds",
)
private.good("a block unknown behind a NAT gateway", TIERS.set("private-route", {"destinationCidrBlock": UNKNOWN}))
