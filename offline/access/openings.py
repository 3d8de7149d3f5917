"""Who may connect to what: every rule of every security group, one peer each."""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from offline.access.hidden import clear, listed
from offline.simulation.model import Recording, Resource

_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
_RULES: Final[Mapping[str, str]] = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "ingress",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "egress",
}
_OLD_RULE: Final = "aws:ec2/securityGroupRule:SecurityGroupRule"
_PEERS: Final = ("cidrIpv4", "cidrIpv6", "referencedSecurityGroupId", "prefixListId", "sourceSecurityGroupId")
_PEER_LISTS: Final = ("cidrBlocks", "ipv6CidrBlocks", "securityGroups", "prefixListIds")
_ALL: Final = (0, 65535)


@dataclass(frozen=True, order=True)
class Opening:
    """One peer that a security group lets in (`ingress`) or may reach (`egress`), on a range of ports."""

    group: str
    direction: str
    peer: str
    protocol: str
    first: int
    last: int

    def covers(self, other: "Opening") -> bool:
        """Whether it lets through all that the other does."""
        same = (self.group, self.direction) == (other.group, other.direction)
        protocol = self.protocol in ("-1", "all", other.protocol)
        return same and protocol and self.first <= other.first and self.last >= other.last and _contains(self.peer, other.peer)

    def __str__(self) -> str:
        """`api-group lets in 10.0.0.0/16 on tcp 443`."""
        ports = (
            "all ports"
            if (self.first, self.last) == _ALL
            else f"{self.first}"
            if self.first == self.last
            else f"{self.first}-{self.last}"
        )
        protocol = "every protocol" if self.protocol in ("-1", "all") else f"{self.protocol} {ports}"
        verb = "lets in" if self.direction == "ingress" else "may reach"
        return f"{self.group} {verb} {self.peer} on {protocol}"


def openings(recording: Recording) -> frozenset[Opening]:
    """Every opening of every security group the stack declares rules for."""
    names = {group.id: group.name for group in recording.of(_GROUP) if group.id}
    found: set[Opening] = set()
    for kind, direction in _RULES.items():
        for rule in recording.of(kind):
            found.update(_of(rule.inputs, _named(rule.inputs.get("securityGroupId"), names), direction, names))
    for rule in recording.of(_OLD_RULE):
        found.update(_of(rule.inputs, _named(rule.inputs.get("securityGroupId"), names), str(rule.inputs.get("type")), names))
    for group in recording.of(_GROUP):
        found.update(_inside(group, names))
    return frozenset(found)


def _inside(group: Resource, names: Mapping[str, str]) -> Iterator[Opening]:
    for direction in ("ingress", "egress"):
        for rule in listed(group.inputs.get(direction)):
            if isinstance(rule, Mapping):
                yield from _of(rule, group.name, direction, names)


def _of(rule: Mapping[str, Any], group: str, direction: str, names: Mapping[str, str]) -> Iterator[Opening]:
    protocol = str(clear(rule.get("ipProtocol", rule.get("protocol", "-1")))).lower()
    first, last = (_port(clear(rule.get(key)), bound) for key, bound in zip(("fromPort", "toPort"), _ALL, strict=True))
    if protocol in ("-1", "all"):
        first, last = _ALL
    peers = [rule[key] for key in _PEERS if rule.get(key)]
    peers += [peer for key in _PEER_LISTS for peer in listed(rule.get(key))]
    peers += [group] if rule.get("self") else []
    for peer in peers:
        yield Opening(group, direction, _named(peer, names), protocol, first, last)


def _port(value: Any, otherwise: int) -> int:
    try:
        return int(value) if int(value) >= 0 else otherwise
    except (TypeError, ValueError):
        return otherwise


def _named(value: Any, names: Mapping[str, str]) -> str:
    text = str(clear(value))
    return names.get(text, text.strip("<>"))


def _contains(wide: str, narrow: str) -> bool:
    if wide == narrow:
        return True
    try:
        outer, inner = ipaddress.ip_network(wide, strict=False), ipaddress.ip_network(narrow, strict=False)
    except ValueError:
        return False
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # of one version, just asked
