"""Who gets through to an endpoint: one whose security groups admit nobody is as good as none."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from policy.knowledge.network.group_rules import GroupRules, ingress_rules
from policy.knowledge.network.routes import networks_of
from policy.knowledge.network.security_groups import ALL_PROTOCOLS, GROUPS, Opening
from policy.model import kinds
from policy.model.graph import Graph, Links, Resource
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import UNKNOWN, Unknown, text

_HTTPS = 443
_GROUPS_PATH = "securityGroupIds"


class EndpointDoors:
    """The endpoints of a stack and the groups in front of them. Gateways have none; one that names no group has the default one."""

    def __init__(self, graph: Graph) -> None:
        """Take the stack; rules are read when first needed."""
        self._graph = graph
        self._endpoints = [(one, networks_of(graph, one)) for one in graph.of(kinds.ENDPOINT)]

    @cached_property
    def _rules(self) -> GroupRules:
        return self._graph.once(ingress_rules)

    def of_networks(self, networks: frozenset[str]) -> Sequence[Resource]:
        """The endpoints of some networks, and those whose own is not known."""
        return [one for one, network in self._endpoints if not (network and networks) or network & networks]

    def shut(self, starter: Resource, path: str, services: Mapping[Resource, str]) -> Findings:
        """Endpoints that admit none of a starter's tasks, whose groups are at a path; a second one for a service may do."""
        tasks = self._graph.links(starter, path, *GROUPS)
        found = {one: self._admits(one, tasks) for one in services}
        passed = {services[one] for one, admits in found.items() if admits is True}
        for one, admits in found.items():
            if admits is UNKNOWN and services[one] not in passed:
                yield Undecided(one, _GROUPS_PATH)
        asked = {services[one] for one, admits in found.items() if admits is UNKNOWN}
        shut = sorted({services[one] for one, admits in found.items() if admits is False} - passed - asked)
        if shut:
            names = ", ".join(f"`{name}`" for name in shut)
            yield Violation(starter, f"Its endpoint for {names} has security groups that admit none of its tasks on port {_HTTPS}.")

    def _admits(self, endpoint: Resource, tasks: Links) -> bool | Unknown:
        """Whether a task under some groups gets through. What only another stack knows is taken to let it."""
        if text(endpoint.get("vpcEndpointType")) != "Interface" or endpoint.is_unset(_GROUPS_PATH):
            return True
        doors = self._graph.links(endpoint, _GROUPS_PATH, *GROUPS)
        if doors.outside or not (doors.targets or doors.unknown):
            return True
        openings = [one for group in doors.targets for one in self._rules.by_group.get(group.urn, ())]
        answers = [self._lets_in(one, doors, tasks) for one in openings]
        if True in answers:
            return True
        unread = doors.unknown or self._rules.unresolved or any(group in self._rules.unread for group in doors.targets)
        return UNKNOWN if unread or UNKNOWN in answers else False

    def _lets_in(self, opening: Opening, doors: Links, tasks: Links) -> bool | Unknown:
        if opening.is_unknown or opening.ports_unknown:
            return UNKNOWN
        if opening.protocol not in ("tcp", ALL_PROTOCOLS) or not _covers(opening):
            return False
        named = self._graph.resolve(opening.resource, opening.groups_path, opening.groups, *GROUPS)
        sources = {group.urn for group in named.targets} | {group.urn for group in doors.targets if opening.own is True}
        if opening.cidrs or opening.prefix_lists or named.outside or sources & {group.urn for group in tasks.targets}:
            return True
        return UNKNOWN if named.unknown or opening.own is UNKNOWN or (sources and not tasks.targets) or tasks.unknown else False


def _covers(opening: Opening) -> bool:
    ports = opening.ports
    return not isinstance(ports, Unknown) and ports[0] <= _HTTPS <= ports[1]
