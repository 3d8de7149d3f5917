"""Security-group rules in all their spellings, as one kind of opening."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from policy.model import kinds
from policy.model.graph import Resource
from policy.model.rule import Known, Undecided
from policy.model.values import UNKNOWN, Unknown, each_object, items, number, text

Direction = Literal["ingress", "egress"]

GROUPS = (kinds.SECURITY_GROUP, kinds.DEFAULT_SECURITY_GROUP)
RULES = (kinds.SECURITY_GROUP_RULE, kinds.INGRESS_RULE, kinds.EGRESS_RULE)

ALL_PROTOCOLS = "-1"
ALL_PORTS = (0, 65535)
# What manages machines and holds data (Security Hub, EC2.19, read November 2026; three stores more), and a rule of several ports.
NEVER_OPEN = frozenset(
    {
        *("20", "21", "22", "23", "25", "110", "135", "143", "445", "1433", "1434", "3000", "3306", "3389", "4333", "5000"),
        *("5432", "5500", "5601", "6379", "8080", "8088", "8888", "9200", "9300", "11211", "27017"),
    }
)
_LISTS = {kinds.SECURITY_GROUP_RULE: "prefixListIds", kinds.INGRESS_RULE: "prefixListId", kinds.EGRESS_RULE: "prefixListId"}
_NAMES = {"all": ALL_PROTOCOLS, "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
# Messages that a packet was too big, by protocol and type, which AWS writes in place of the first port: who blocks them loses
# connections (EC2 user guide, "Path MTU Discovery").
_TOO_BIG = {"icmp": 3, "icmpv6": 2}


@dataclass(frozen=True)
class Opening:
    """One rule of one security group.

    Attributes:
        resource: The resource that declares it, a group or a rule.
        path: Where in the resource: empty, or `ingress.0`.
        protocol: `tcp`, `udp`, another name or number, `-1` for all; or `UNKNOWN`.
        ports: First and last port, or `UNKNOWN`.
        cidrs: Address blocks on the other side.
        prefix_lists: Prefix lists on the other side.
        groups: Security groups on the other side.
        groups_path: The property that names them, for their edges.
        own: Whether the group itself is on the other side.
        is_unknown: Whether a preview cannot tell anything about it.
        is_uncertain: Whether it may belong to another group than the one it is counted with.
    """

    resource: Resource
    path: str
    protocol: str | Unknown
    ports: tuple[int, int] | Unknown
    cidrs: Sequence[object]
    prefix_lists: Sequence[object]
    groups: Sequence[object]
    groups_path: str
    own: object
    is_unknown: bool = False
    is_uncertain: bool = False

    @property
    def place(self) -> str:
        """The path with a dot, to put a property's name behind."""
        return f"{self.path}." if self.path else ""

    @property
    def lists_path(self) -> str:
        """The property that names prefix lists, for their edges."""
        return self.path.partition(".")[0] or _LISTS[self.resource.type]

    @property
    def is_one_tcp_port(self) -> int | None:
        """The port, when it opens exactly one of TCP."""
        if isinstance(self.ports, Unknown) or self.protocol != "tcp":
            return None
        return self.ports[0] if self.ports[0] == self.ports[1] else None

    @property
    def is_too_big(self) -> bool:
        """Whether it lets in nothing but messages that a packet was too big."""
        first = None if isinstance(self.ports, Unknown) else self.ports[0]
        return isinstance(self.protocol, str) and first is not None and _TOO_BIG.get(self.protocol) == first

    @property
    def ports_unknown(self) -> bool:
        """Whether a preview cannot tell which ports it opens."""
        return UNKNOWN in (self.protocol, self.ports)


def openings(resource: Resource, direction: Direction) -> Known[Opening]:
    """The rules of one direction that a group or rule resource declares; unresolved is a group's whole list of them."""
    if resource.type in GROUPS:
        if resource.is_unset(direction):
            return Known()
        if resource.get(direction) is UNKNOWN:
            return Known(unresolved=[Undecided(resource, direction)])
        return Known(list(_inline(resource, direction)))
    if resource.type == kinds.SECURITY_GROUP_RULE:
        source = "sourceSecurityGroupId"
        if resource.get("type") is UNKNOWN:
            return Known([_unknown(resource, "type", source)])
        return Known([_classic(resource, "", resource.props, source, source)] if resource.get("type") == direction else [])
    wanted = kinds.INGRESS_RULE if direction == "ingress" else kinds.EGRESS_RULE
    return Known([_separate(resource)] if resource.type == wanted else [])


def _inline(resource: Resource, direction: Direction) -> Iterator[Opening]:
    for position, rule in each_object(resource.get(direction)):
        if isinstance(rule, Mapping):
            yield _classic(resource, f"{direction}.{position}", rule, "securityGroups", direction)
        else:
            yield _unknown(resource, f"{direction}.{position}", direction)


def _unknown(resource: Resource, path: str, groups_path: str) -> Opening:
    return Opening(resource, path, UNKNOWN, UNKNOWN, [UNKNOWN], [], [], groups_path, None, is_unknown=True)


def _classic(resource: Resource, path: str, rule: Mapping[str, object], groups: str, groups_path: str) -> Opening:
    """A rule as `aws.ec2.SecurityGroup` and `aws.ec2.SecurityGroupRule` write it; they name groups in different places."""
    protocol = _protocol(rule.get("protocol"))
    return Opening(
        resource,
        path,
        protocol,
        _ports(protocol, rule.get("fromPort"), rule.get("toPort")),
        [*items(rule.get("cidrBlocks")), *items(rule.get("ipv6CidrBlocks"))],
        items(rule.get("prefixListIds")),
        items(rule.get(groups)),
        groups_path,
        rule.get("self"),
    )


def _separate(resource: Resource) -> Opening:
    """A rule as `aws.vpc.SecurityGroupIngressRule` and its twin write it: one other side each."""
    protocol = _protocol(resource.get("ipProtocol"))
    return Opening(
        resource,
        "",
        protocol,
        _ports(protocol, resource.get("fromPort"), resource.get("toPort")),
        [*items(resource.get("cidrIpv4")), *items(resource.get("cidrIpv6"))],
        items(resource.get("prefixListId")),
        items(resource.get("referencedSecurityGroupId")),
        "referencedSecurityGroupId",
        None,
    )


def _protocol(value: object) -> str | Unknown:
    if value is UNKNOWN:
        return UNKNOWN
    amount = number(value)
    name = text(value).lower() if amount is None else f"{amount:g}"
    return _NAMES.get(name, name)


def _ports(protocol: str | Unknown, first: object, last: object) -> tuple[int, int] | Unknown:
    if protocol is UNKNOWN:
        return UNKNOWN
    if protocol == ALL_PROTOCOLS:
        return ALL_PORTS
    if UNKNOWN in (first, last):
        return UNKNOWN
    low, high = number(first), number(last)
    # What AWS would refuse is judged as the widest it could mean.
    return ALL_PORTS if low is None or high is None else (int(low), int(high))
