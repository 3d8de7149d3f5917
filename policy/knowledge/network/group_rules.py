"""The rules of each security group, wherever they are declared, and what they admit together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from policy.knowledge.network.coverage import Coverage
from policy.knowledge.network.security_groups import ALL_PORTS, ALL_PROTOCOLS, GROUPS, RULES, Direction, Opening, openings
from policy.model import kinds
from policy.model.graph import Graph, Links, Resource
from policy.model.values import UNKNOWN, Unknown, dig, items

Side = tuple[Opening, Sequence[object]]
"""A rule and the address blocks on its other side."""


class GroupRules:
    """One direction's rules of a stack.

    Attributes:
        by_group: Openings by the group's URN; by its id where it is no group of the stack; by the rule's own URN where it is
            not known which group it is for.
        unread: Groups whose list of rules is unknown.
        unresolved: Rules of a group that is not known.
    """

    def __init__(self, graph: Graph, direction: Direction) -> None:
        """Take the stack and read its groups and rules once."""
        self.by_group: dict[str, list[Opening]] = {}
        self.unread: list[Resource] = []
        self.unresolved: list[Resource] = []
        for resource in graph.of(*GROUPS, *RULES):
            declared = openings(resource, direction)
            if declared.unresolved:
                self.unread.append(resource)
            for owner in self._owners(graph, resource) if declared.found else ():
                self.by_group.setdefault(owner, []).extend(declared.found)

    def with_unresolved(self) -> Iterator[tuple[str, list[Opening]]]:
        """By group as above what its rules open, and what those may open that are for a group that is not known."""
        uncertain = [replace(one, is_uncertain=True) for rule in self.unresolved for one in self.by_group[rule.urn]]
        for owner, listed in self.by_group.items():
            yield owner, [*listed, *(one for one in uncertain if one.resource.urn != owner)]

    def _owners(self, graph: Graph, resource: Resource) -> Sequence[str]:
        if resource.type in GROUPS:
            return [resource.urn]
        links = graph.links(resource, "securityGroupId", *GROUPS)
        if links.unknown:
            self.unresolved.append(resource)
            return [resource.urn]
        return [*(group.urn for group in links.targets), *links.outside]


def ingress_rules(graph: Graph) -> GroupRules:
    """What comes into the groups of a stack."""
    return GroupRules(graph, "ingress")


def egress_rules(graph: Graph) -> GroupRules:
    """What leaves the groups of a stack."""
    return GroupRules(graph, "egress")


class PrefixLists:
    """The address blocks behind the prefix lists of a stack."""

    def __init__(self, graph: Graph) -> None:
        """Take the stack and read which entries are declared beside their lists."""
        self._graph = graph
        self._beside = graph.attached(kinds.PREFIX_LIST_ENTRY, "prefixListId", kinds.PREFIX_LIST)

    def cidrs(self, opening: Opening) -> list[object]:
        """The address blocks that a rule names by lists, with `UNKNOWN` for what is not known."""
        return self.blocks(self.links(opening))

    def blocks(self, links: Links) -> list[object]:
        """The address blocks of lists that something names, with `UNKNOWN` for what is not known."""
        found = [block for one in links.targets if one.type == kinds.PREFIX_LIST for block in self._entries(one)]
        return [*found, UNKNOWN] if links.unknown else found

    def links(self, opening: Opening) -> Links:
        """The lists a rule names: of the stack, one that an endpoint has, or a list that the stack does not declare."""
        return self._graph.resolve(opening.resource, opening.lists_path, opening.prefix_lists, kinds.PREFIX_LIST, kinds.ENDPOINT)

    def _entries(self, one: Resource) -> Iterator[object]:
        if not one.is_unset("entries"):
            yield from (dig(entry, "cidr") for entry in items(one.get("entries")))
        yield from (entry.get("cidr") for entry in self._beside.to(one))
        if self._beside.unresolved:
            yield UNKNOWN


@dataclass(frozen=True)
class Stretch:
    """Ports of a protocol, each of which the same rules open.

    Attributes:
        protocol: `tcp`, `udp`, another one's name or number, or `-1` for all.
        first: First port.
        last: Last port.
        everyone: Whether the blocks on the other side are the internet together.
        cidrs: The address blocks on the other side of each rule, in order; `UNKNOWN` for what is not known. Nothing where
            they are surely not the internet.
    """

    protocol: str
    first: int
    last: int
    everyone: bool | Unknown
    cidrs: Sequence[Side]

    @property
    def size(self) -> int:
        """How many ports it has."""
        return self.last - self.first + 1

    @property
    def resources(self) -> list[Resource]:
        """What declares the rules that name blocks and surely are of the group."""
        return [opening.resource for opening, cidrs in self.cidrs if cidrs and not opening.is_uncertain]

    @property
    def unresolved(self) -> list[Resource]:
        """What declares the rules whose group, ports or blocks are not known."""
        return [opening.resource for opening, cidrs in self.cidrs if cidrs and (_is_uncertain(opening) or UNKNOWN in cidrs)]

    def is_one_of(self, ports: Sequence[str]) -> bool:
        """Whether it is one of some single ports of TCP."""
        return self.protocol == "tcp" and self.size == 1 and str(self.first) in ports


def _is_uncertain(opening: Opening) -> bool:
    return opening.is_uncertain or opening.ports_unknown


class _Open:
    """The rules that are open at a port, while the ports are gone through in order."""

    def __init__(self, share: float) -> None:
        self._sides: dict[int, Side] = {}
        self._sure, self._every = Coverage(share), Coverage(share)
        self._unknown: set[int] = set()

    def begin(self, number: int, side: Side) -> None:
        known = _known(side)
        self._sides[number] = side
        if UNKNOWN in side[1]:
            self._unknown.add(number)
        self._every.add(known)
        if not _is_uncertain(side[0]):
            self._sure.add(known)

    def end(self, number: int) -> None:
        side = self._sides.pop(number)
        known = _known(side)
        self._unknown.discard(number)
        self._every.remove(known)
        if not _is_uncertain(side[0]):
            self._sure.remove(known)

    @property
    def everyone(self) -> bool | Unknown:
        if self._sure.is_anywhere:
            return True
        return UNKNOWN if self._unknown or self._every.is_anywhere else False

    @property
    def sides(self) -> Sequence[Side]:
        return [self._sides[number] for number in sorted(self._sides)]


def _known(side: Side) -> list[object]:
    return [one for one in side[1] if one is not UNKNOWN]


def stretches(listed: Iterable[Side], share: float) -> Iterator[Stretch]:
    """What rules of one group open together, given with their address blocks. Unknown ports count as all.

    Args:
        listed: The rules, each with the blocks on its other side.
        share: The part of the internet that blocks may hold together and still be a list.
    """
    known = [(side, *_range(side[0])) for side in listed]
    for protocol in dict.fromkeys(name for _, name, _, _ in known):
        over = [(side, first, last) for side, name, first, last in known if name in (protocol, ALL_PROTOCOLS)]
        begins, ends = _by(first for _, first, _ in over), _by(last + 1 for _, _, last in over)
        there = _Open(share)
        for start, end in pairwise(sorted({*begins, *ends})):
            for number in ends.get(start, ()):
                there.end(number)
            for number in begins.get(start, ()):
                there.begin(number, over[number][0])
            everyone = there.everyone
            yield Stretch(protocol, start, end - 1, everyone, () if everyone is False else there.sides)


def _by(ports: Iterable[int]) -> Mapping[int, Sequence[int]]:
    """The numbers of the rules that begin or end at a port."""
    found: dict[int, list[int]] = {}
    for number, port in enumerate(ports):
        found.setdefault(port, []).append(number)
    return found


def _range(opening: Opening) -> tuple[str, int, int]:
    """Protocol, lowest and highest port. What ICMP has instead, a type and a code, may be the other way round."""
    protocol = ALL_PROTOCOLS if isinstance(opening.protocol, Unknown) else opening.protocol
    ports = ALL_PORTS if isinstance(opening.ports, Unknown) else opening.ports
    return protocol, min(ports), max(ports)
