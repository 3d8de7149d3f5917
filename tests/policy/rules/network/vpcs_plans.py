"""Plans that the cases of `policy.rules.network.vpcs` share."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, spec


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

HALVES = [{"cidrBlock": f"{first}.0.0.0/1", "gatewayId": "igw-1"} for first in (0, 128)]
EIGHTHS = [{"cidrBlock": f"{first}.0.0.0/8", "gatewayId": "igw-1"} for first in range(1, 9, 2)]
