"""Which subnets are public, and which have any way out."""

import pytest

from policy.knowledge.network.routes import Routes
from policy.model import kinds
from policy.model.graph import Graph
from policy.model.values import UNKNOWN, Unknown
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.network.vpcs_plans import joined, tier

PUBLIC = tier("subnet", gatewayId="igw-1")
NAT = tier("subnet", natGatewayId="nat-1")
GATEWAY = spec(kinds.INTERNET_GATEWAY, "gateway", {"id": UNKNOWN})
FIREWALL = spec(kinds.ENDPOINT, "firewall", {"id": UNKNOWN})
LISTED = PUBLIC.set("subnet-route", {"destinationCidrBlock": DROP, "destinationPrefixListId": "pl-1"}).add(
    spec(kinds.PREFIX_LIST, "list", {"id": "pl-1", "entries": [{"cidr": "0.0.0.0/0"}]})
)
BARE = Plan(spec(kinds.SUBNET, "subnet", {"id": "subnet-subnet"}))
STRAY = Plan(spec(kinds.ROUTE_ASSOCIATION, "stray", {"subnetId": UNKNOWN, "routeTableId": "rtb-subnet"}))
HIDDEN = PUBLIC.set("subnet-route", {"gatewayId": UNKNOWN})


def main(**route: object) -> Plan:
    """A subnet with the main table's routes."""
    return BARE.add(spec(kinds.DEFAULT_ROUTE_TABLE, "main", {"routes": [{"cidrBlock": "0.0.0.0/0", **route}]}))


@pytest.mark.parametrize(
    ("plan", "public", "way_out"),
    [
        pytest.param(PUBLIC, True, True, id="an internet gateway"),
        pytest.param(NAT, False, True, id="a NAT gateway"),
        pytest.param(BARE, False, False, id="nothing"),
        pytest.param(LISTED, True, True, id="an internet gateway for a list with everyone in it"),
        pytest.param(LISTED.set("list", {"entries.0.cidr": "203.0.113.0/24"}), False, False, id="for a list of one network"),
        pytest.param(
            LISTED.set("list", {"entries": UNKNOWN}).edge("list", "entries", "subnet"),
            UNKNOWN,
            UNKNOWN,
            id="for a list with unknown entries",
        ),
        pytest.param(LISTED.drop("list"), False, False, id="for another stack's list, or AWS's"),
        pytest.param(
            LISTED.set("subnet-route", {"destinationPrefixListId": UNKNOWN}).edge(
                "subnet-route", "destinationPrefixListId", "list"
            ),
            *(True, True),
            id="for a list by edge",
        ),
        pytest.param(
            LISTED.set("subnet-route", {"destinationPrefixListId": UNKNOWN}), False, False, id="for a list AWS leaves out"
        ),
        pytest.param(
            LISTED.drop("list")
            .add(FIREWALL)
            .set("subnet-route", {"destinationPrefixListId": UNKNOWN})
            .edge("subnet-route", "destinationPrefixListId", "firewall"),
            *(False, False),
            id="for an endpoint's list, which is AWS's",
        ),
        pytest.param(
            BARE.add(
                spec(kinds.DEFAULT_ROUTE_TABLE, "main", {"routes": [{"destinationPrefixListId": UNKNOWN, "gatewayId": "igw-1"}]})
            )
            .add(spec(kinds.PREFIX_LIST, "list", {"id": UNKNOWN, "entries": [{"cidr": "0.0.0.0/0"}]}))
            .edge("main", "routes", "list"),
            *(True, True),
            id="the main table's internet gateway for a list by edge",
        ),
        pytest.param(NAT.drop("subnet-route"), False, False, id="a table with no route"),
        pytest.param(tier("subnet", gatewayId="vgw-1"), False, True, id="a private gateway"),
        pytest.param(
            HIDDEN.add(GATEWAY).edge("subnet-route", "gatewayId", "gateway"), True, True, id="an internet gateway by edge"
        ),
        pytest.param(HIDDEN.add(FIREWALL).edge("subnet-route", "gatewayId", "firewall"), UNKNOWN, True, id="an unknown gateway"),
        pytest.param(NAT.set("subnet-route", {"gatewayId": UNKNOWN}), False, True, id="a gateway that the program leaves out"),
        pytest.param(main(gatewayId="igw-1"), True, True, id="the main table's internet gateway"),
        pytest.param(main(natGatewayId="nat-1"), False, True, id="the main table's NAT gateway"),
        pytest.param(
            main(gatewayId=UNKNOWN).add(GATEWAY).edge("main", "routes", "gateway"),
            True,
            True,
            id="the main table's gateway by edge",
        ),
        pytest.param(
            PUBLIC.set("subnet-route", {"destinationCidrBlock": UNKNOWN}), UNKNOWN, UNKNOWN, id="a route to somewhere unknown"
        ),
        pytest.param(joined(PUBLIC, STRAY), True, True, id="beside an unknown association"),
        pytest.param(joined(NAT, STRAY), False, True, id="a NAT gateway beside an unknown association"),
        pytest.param(joined(main(gatewayId="igw-1"), STRAY), UNKNOWN, UNKNOWN, id="an unknown association, perhaps its own"),
        pytest.param(PUBLIC.set("subnet-association", {"routeTableId": "rtb-x"}), UNKNOWN, UNKNOWN, id="a table of another stack"),
        pytest.param(
            PUBLIC.set("subnet-route", {"routeTableId": UNKNOWN}),
            UNKNOWN,
            UNKNOWN,
            id="a route of an unknown table, perhaps its own",
        ),
    ],
)
def test_ways_out(plan: Plan, *, public: bool | Unknown, way_out: bool | Unknown) -> None:
    graph = Graph(plan.resources())
    (subnet,) = graph.of(kinds.SUBNET)
    routes = Routes(graph)
    assert routes.is_public(subnet) is public
    assert routes.has_way_out(subnet) is way_out
