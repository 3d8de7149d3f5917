"""The rules of each security group, wherever they are declared, and what they admit together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from policy.knowledge.network.cidr import as_far_as_known
from policy.knowledge.network.security_groups import ALL_PORTS, ALL_PROTOCOLS, GROUPS, RULES, Direction, Opening, openings
from policy.model import kinds
from policy.model.graph import Graph, Links, Resource
from policy.model.values import UNKNOWN, Unknown, dig, items


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
        cidrs: The address blocks on the other side of each rule, in order; `UNKNOWN` for what is not known.
    """

    protocol: str
    first: int
    last: int
    cidrs: Sequence[tuple[Opening, Sequence[object]]]

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

    def reaches_everyone(self, share: float) -> bool | Unknown:
        """Whether the blocks together are the internet."""
        sure = [one for opening, cidrs in self.cidrs if not _is_uncertain(opening) for one in cidrs if one is not UNKNOWN]
        return as_far_as_known(sure, [one for _, cidrs in self.cidrs for one in cidrs], share)


def _is_uncertain(opening: Opening) -> bool:
    return opening.is_uncertain or opening.ports_unknown


def stretches(listed: Iterable[tuple[Opening, Sequence[object]]]) -> Iterator[Stretch]:
    """What rules of one group open together, given with their address blocks. Unknown ports count as all."""
    known = [(one, cidrs, *_range(one)) for one, cidrs in listed]
    for protocol in dict.fromkeys(name for _, _, name, _, _ in known):
        over = [(one, cidrs, first, last) for one, cidrs, name, first, last in known if name in (protocol, ALL_PROTOCOLS)]
        cuts = sorted({cut for *_, first, last in over for cut in (first, last + 1)})
        for start, end in pairwise(cuts):
            covering = [(one, cidrs) for one, cidrs, first, last in over if first <= start <= last]
            yield Stretch(protocol, start, end - 1, covering)


def _range(opening: Opening) -> tuple[str, int, int]:
    """Protocol, lowest and highest port. What ICMP has instead, a type and a code, may be the other way round."""
    protocol = ALL_PROTOCOLS if isinstance(opening.protocol, Unknown) else opening.protocol
    ports = ALL_PORTS if isinstance(opening.ports, Unknown) else opening.ports
    return protocol, min(ports), max(ports)
