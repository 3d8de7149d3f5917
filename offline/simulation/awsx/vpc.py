"""What `awsx.ec2.Vpc` (awsx 3) declares for its arguments: a pure function, because the real one needs Node.js and a plugin.

Layout, parents, tags and edges were measured with the real component; tests hold this module against those measurements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from offline.simulation.awsx.vpc_layout import KINDS, TYPE, Subnet, choice, problem, refuse, resolved, subnets

__all__ = ["TYPE", "Child", "Expansion", "Key", "Ref", "expand"]

_VPC: Final = "aws:ec2/vpc:Vpc"
_SUBNET: Final = "aws:ec2/subnet:Subnet"
_ROUTE_TABLE: Final = "aws:ec2/routeTable:RouteTable"
_ASSOCIATION: Final = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_ROUTE: Final = "aws:ec2/route:Route"
_GATEWAY: Final = "aws:ec2/internetGateway:InternetGateway"
_NAT: Final = "aws:ec2/natGateway:NatGateway"
_EIP: Final = "aws:ec2/eip:Eip"

_PASSED_TO_VPC: Final = ("enableDnsHostnames", "enableDnsSupport", "enableNetworkAddressUsageMetrics", "instanceTenancy")
_OTHER_ARGUMENTS: Final = (
    *("availabilityZoneNames", "cidrBlock", "natGateways", "numberOfAvailabilityZones", "subnetSpecs", "subnetStrategy", "tags"),
)


class Key(NamedTuple):
    """A child of the component, by type and logical name."""

    type: str
    name: str


class Ref(NamedTuple):
    """The output of a child, where another child takes it as input.

    With `only_unknown` the input is there only while the value is unknown: once known it is empty, and the component leaves it out.
    """

    child: Key
    output: str = "id"
    only_unknown: bool = False


@dataclass(frozen=True, kw_only=True)
class Child:
    """One resource the component declares; `parent` is None where it hangs below the component itself."""

    key: Key
    parent: Key | None
    inputs: Mapping[str, Any]
    depends_on: tuple[Key, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """The component's children, each after those that it refers to, and its outputs.

    In `outputs` a `Key` stands for the resource itself and a `Ref` for one of its outputs.
    """

    children: tuple[Child, ...]
    outputs: Mapping[str, Any]


def expand(name: str, args: Mapping[str, Any], zones: Sequence[str]) -> Expansion:
    """What the component declares.

    Args:
        name: the component's logical name.
        args: its arguments, camelCase; plain values.
        zones: the region's availability zones, from which it takes the first three unless told otherwise.

    Raises:
        OfflineError: an argument the real component refuses, or one whose effect is not known here.
    """
    refuse(name, args.keys() - {*_PASSED_TO_VPC, *_OTHER_ARGUMENTS}, "argument")
    strategy = choice(name, "subnet_strategy", args.get("subnetStrategy", "Legacy"), ("Auto", "Exact"))
    gateways = args.get("natGateways", {"strategy": "OnePerAz"})
    refuse(name, gateways.keys() - {"strategy"}, "nat_gateways argument")
    nat = choice(name, "nat_gateways.strategy", gateways["strategy"], ("None", "Single", "OnePerAz"))
    zone_names = _zones(name, args, zones)
    cidr, specs = args.get("cidrBlock", "10.0.0.0/16"), args.get("subnetSpecs", [])
    placed = subnets(name, cidr, specs, len(zone_names), exact=strategy == "Exact")
    if nat != "None" and not any(subnet.kind == "Public" for subnet in placed):
        raise problem(name, f"nat_gateways.strategy {nat} needs a public subnet in each availability zone")
    passed = {key: args[key] for key in _PASSED_TO_VPC if key in args}
    own = Child(
        key=Key(_VPC, name), parent=None, inputs={"cidrBlock": cidr, **passed, "tags": {"Name": name, **args.get("tags", {})}}
    )
    children = [own, *_children(own, args.get("tags", {}), zone_names, placed, nat)]
    return Expansion(children=tuple(children), outputs={**_outputs(children), "subnetLayout": resolved(specs)})


def _zones(name: str, args: Mapping[str, Any], zones: Sequence[str]) -> Sequence[str]:
    if "availabilityZoneNames" in args and "numberOfAvailabilityZones" in args:
        raise problem(name, "Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified")
    wanted = args.get("numberOfAvailabilityZones", min(3, len(zones)))
    if wanted > len(zones):
        raise problem(name, f"number_of_availability_zones is {wanted}, but the region has {len(zones)}")
    names: Sequence[str] = args.get("availabilityZoneNames", zones[:wanted])
    return names


def _children(own: Child, tags: Mapping[str, Any], zones: Sequence[str], placed: Sequence[Subnet], nat: str) -> list[Child]:
    vpc, shared = own.key, own.inputs["tags"]
    gateway = Key(_GATEWAY, vpc.name)
    children = [Child(key=gateway, parent=vpc, inputs={"vpcId": Ref(vpc), "tags": shared}, depends_on=(vpc,))]
    nats: list[Key] = []
    for subnet in sorted(placed, key=lambda subnet: (subnet.zone, KINDS.index(subnet.kind))):
        key, table = Key(_SUBNET, subnet.name), Key(_ROUTE_TABLE, subnet.name)
        marks = {"Name": subnet.name, "SubnetType": subnet.kind}
        children += [
            _subnet(key, vpc, zones[subnet.zone], subnet, {**shared, **subnet.tags, **marks}),
            Child(key=table, parent=key, inputs={"vpcId": Ref(vpc), "tags": {**shared, **marks}}, depends_on=(key,)),
            _below(table, _ASSOCIATION, {"subnetId": Ref(key)}),
        ]
        if subnet.kind == "Public":
            if nat == "OnePerAz" or (nat == "Single" and not nats):
                nats.append(Key(_NAT, f"{vpc.name}-{subnet.zone + 1}"))
                children += _nat(nats[-1], key, {**tags, "Name": nats[-1].name})
            children.append(_below(table, _ROUTE, {"destinationCidrBlock": "0.0.0.0/0", "gatewayId": Ref(gateway)}))
        elif subnet.kind == "Private" and nat != "None":
            through = nats[0] if nat == "Single" else nats[subnet.zone]
            children.append(_below(table, _ROUTE, {"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": Ref(through)}))
    return children


def _subnet(key: Key, vpc: Key, zone: str, subnet: Subnet, tags: Mapping[str, Any]) -> Child:
    inputs = {
        "vpcId": Ref(vpc),
        "availabilityZone": zone,
        "cidrBlock": str(subnet.block),
        "mapPublicIpOnLaunch": subnet.kind == "Public",
        "assignIpv6AddressOnCreation": False,
        "ipv6CidrBlock": Ref(vpc, "ipv6CidrBlock", only_unknown=True),
        "tags": tags,
    }
    return Child(key=key, parent=vpc, inputs=inputs, depends_on=(vpc,))


def _below(table: Key, token: str, inputs: Mapping[str, Any]) -> Child:
    """An association or route, which belongs to a route table and has its name."""
    return Child(key=Key(token, table.name), parent=table, inputs={"routeTableId": Ref(table), **inputs}, depends_on=(table,))


def _nat(key: Key, subnet: Key, tags: Mapping[str, Any]) -> list[Child]:
    address = Key(_EIP, key.name)
    inputs = {"subnetId": Ref(subnet), "allocationId": Ref(address, "allocationId"), "tags": tags}
    return [
        Child(key=address, parent=subnet, inputs={"tags": tags}, depends_on=(subnet,)),
        Child(key=key, parent=subnet, inputs=inputs, depends_on=(subnet,)),
    ]


def _outputs(children: Sequence[Child]) -> Mapping[str, Any]:
    keys: dict[str, list[Key]] = {}
    for child in children:
        keys.setdefault(child.key.type, []).append(child.key)
        if child.key.type == _SUBNET:
            keys.setdefault(child.inputs["tags"]["SubnetType"], []).append(child.key)
    outputs: dict[str, Any] = {
        "vpc": keys[_VPC][0],
        "vpcId": Ref(keys[_VPC][0]),
        "internetGateway": keys[_GATEWAY][0],
        "subnets": keys[_SUBNET],
        "routeTables": keys[_ROUTE_TABLE],
        "routeTableAssociations": keys[_ASSOCIATION],
        "routes": keys.get(_ROUTE, []),
        "natGateways": keys.get(_NAT, []),
        "eips": keys.get(_EIP, []),
        "vpcEndpoints": [],
    }
    for kind in KINDS:
        outputs[f"{kind.lower()}Subnets"] = keys.get(kind, [])
        outputs[f"{kind.lower()}SubnetIds"] = [Ref(key) for key in keys.get(kind, [])]
    return outputs
