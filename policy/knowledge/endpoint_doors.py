"""What endpoints are worth: one that admits nobody, that no route leads to, or that lets nothing through, is as good as none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from policy.knowledge.iam.pattern_scope import in_main_partition
from policy.knowledge.iam.statements import Statement, parse
from policy.knowledge.network.group_rules import ingress_rules
from policy.knowledge.network.routes import Routes, networks_of
from policy.knowledge.network.security_groups import ALL_PROTOCOLS, GROUPS, Opening
from policy.knowledge.network.task_locations import Run
from policy.model import kinds
from policy.model.graph import Graph, Links, Resource
from policy.model.patterns import matches
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import UNKNOWN, Unknown, Unreadable, text

_HTTPS: Final = 443
_POLICY: Final = "policy"
_GROUPS_PATH: Final = "securityGroupIds"
_GATEWAY, _INTERFACE = "Gateway", "Interface"
_GATEWAYS: Final = ("dynamodb", "s3")
_SUBNETS: Final = ("subnetIds", "subnetConfigurations")
# What ECS and its agents call by themselves. Images' layers come from buckets of AWS's (ECR user guide, "Interface VPC endpoints").
_CALLS: Final[Mapping[str, tuple[str, str]]] = {
    "ecr.api": ("ecr:getauthorizationtoken", "*"),
    "ecr.dkr": ("ecr:batchgetimage", ""),
    "logs": ("logs:putlogevents", ""),
    "s3": ("s3:getobject", "arn:aws:s3:::prod-*-starport-layer-bucket/*"),
    "secretsmanager": ("secretsmanager:getsecretvalue", ""),
    "ssm": ("ssm:getparameters", ""),
}
_SHUT: Final = f"has security groups that admit none of its tasks on port {_HTTPS}"
_UNROUTED: Final = "is in no route table of its subnets"
_NOWHERE: Final = "is in no subnet"
_DENIED: Final = "has a policy that does not let through what starts a task (images, logs, secrets)"
_REASONS: Final = (_SHUT, _UNROUTED, _NOWHERE, _DENIED)

Answer = bool | Unknown


def service_of(endpoint: Resource) -> str:
    """The service that an endpoint is for, as `ecr.api`."""
    return text(endpoint.get("serviceName")).partition("amazonaws.")[2].partition(".")[2]


class EndpointDoors:
    """The endpoints of a stack and what is in front of them. Gateways have no groups; who names no group has the default one."""

    def __init__(self, graph: Graph) -> None:
        """Take the stack."""
        self._graph = graph
        self._routes = graph.once(Routes)
        self._by_network: dict[frozenset[str], Sequence[Resource]] = {}
        self._services = {one: service_of(one) for one in graph.of(kinds.ENDPOINT)}
        self._denied: dict[Resource, bool] = {}
        self._endpoints = [(one, networks_of(graph, one)) for one in self._services]
        self._beside = {
            token: graph.attached(token, "vpcEndpointId", kinds.ENDPOINT)
            for token in (kinds.ENDPOINT_POLICY, kinds.ENDPOINT_SUBNET, kinds.ENDPOINT_TABLE)
        }

    def of_networks(self, networks: frozenset[str]) -> Sequence[Resource]:
        """The endpoints of some networks, and those whose own is not known."""
        if networks not in self._by_network:
            found = [one for one, network in self._endpoints if not (network and networks) or network & networks]
            self._by_network[networks] = found
        return self._by_network[networks]

    def shut(self, run: Run, closed: Sequence[Resource], services: Iterable[str], networks: frozenset[str]) -> Findings:
        """Endpoints that are of no use to tasks in closed subnets; a second one for the same service may do."""
        shut: dict[str, list[str]] = {}
        here = self.of_networks(networks)
        nameless = [one for one in here if one.get("serviceName") is UNKNOWN]
        for service in sorted(services):
            found = {one: [*self._obstacles(one, service, run, closed)] for one in here if self._services[one] == service}
            if all(found.values()):
                unsure = {one: listed for one, listed in found.items() if all(answer is UNKNOWN for answer, _, _ in listed)}
                yield from (Undecided(one, listed[0][2]) for one, listed in unsure.items())
                sure = {reason for listed in found.values() for answer, reason, _ in listed if answer is False and not unsure}
                for reason in [one for one in _REASONS if one in sure][:1]:
                    shut.setdefault(reason, []).append(service)
        for reason, names in shut.items():
            named = ", ".join(f"`{name}`" for name in names)
            useless = Violation(run.starter, f"Its endpoint for {named} {reason}.")
            yield Undecided(nameless[0], "serviceName") if nameless else useless

    def _obstacles(
        self, endpoint: Resource, service: str, run: Run, closed: Sequence[Resource]
    ) -> Iterator[tuple[Answer, str, str]]:
        """What keeps tasks from using an endpoint: whether it lets them (no, or not known), why, and what property says so."""
        kind = text(endpoint.get("vpcEndpointType"))
        if kind == _INTERFACE:
            admits = self._admits(endpoint, run.groups)
            if admits is not True:
                yield admits, _SHUT, _GROUPS_PATH
            placed = self._beside[kinds.ENDPOINT_SUBNET]
            if all(endpoint.is_unset(path) for path in _SUBNETS) and not placed.to(endpoint):
                yield UNKNOWN if placed.unresolved else False, _NOWHERE, _SUBNETS[0]
        elif kind == _GATEWAY or (endpoint.is_unset("vpcEndpointType") and service in _GATEWAYS):
            routed = self._is_routed(endpoint, closed)
            if routed is not True:
                yield routed, _UNROUTED, "routeTableIds"
        if endpoint not in self._denied:
            self._denied[endpoint] = service in _CALLS and self._is_denied(endpoint, *_CALLS[service])
        if self._denied[endpoint]:
            yield False, _DENIED, _POLICY

    def _admits(self, endpoint: Resource, tasks: Links) -> Answer:
        """Whether a task under some groups gets through. What only another stack knows is taken to let it."""
        if endpoint.is_unset(_GROUPS_PATH):
            return True
        doors = self._graph.links(endpoint, _GROUPS_PATH, *GROUPS)
        if doors.outside or not (doors.targets or doors.unknown):
            return True
        rules = self._graph.once(ingress_rules)
        openings = [one for group in doors.targets for one in rules.by_group.get(group.urn, ())]
        answers = [self._lets_in(one, doors, tasks) for one in openings]
        if True in answers:
            return True
        unread = doors.unknown or rules.unresolved or any(group in rules.unread for group in doors.targets)
        return UNKNOWN if unread or UNKNOWN in answers else False

    def _lets_in(self, opening: Opening, doors: Links, tasks: Links) -> Answer:
        if opening.is_unknown or opening.ports_unknown:
            return UNKNOWN
        if opening.protocol not in ("tcp", ALL_PROTOCOLS) or not _covers(opening):
            return False
        named = self._graph.resolve(opening.resource, opening.groups_path, opening.groups, *GROUPS)
        sources = {group.urn for group in named.targets} | {group.urn for group in doors.targets if opening.own is True}
        if opening.cidrs or opening.prefix_lists or named.outside or sources & {group.urn for group in tasks.targets}:
            return True
        return UNKNOWN if named.unknown or opening.own is UNKNOWN or (sources and not tasks.targets) or tasks.unknown else False

    def _is_routed(self, endpoint: Resource, closed: Sequence[Resource]) -> Answer:
        """Whether a gateway is in a route table of each subnet. Tables that the stack does not declare are another's to fill."""
        beside = self._beside[kinds.ENDPOINT_TABLE]
        holders = [self._routes.tables(endpoint, "routeTableIds") if not endpoint.is_unset("routeTableIds") else []]
        holders += [self._routes.tables(one, "routeTableId") for one in beside.to(endpoint)]
        own = {table for tables in holders if tables is not UNKNOWN for table in tables}
        unsure = bool(beside.unresolved) or UNKNOWN in holders
        answers = [self._routes.is_one_of(subnet, own) for subnet in closed]
        if all(one is True for one in answers):
            return True
        return UNKNOWN if unsure or False not in answers else False

    def _is_denied(self, endpoint: Resource, action: str, resource: str) -> bool:
        """Whether a policy surely lets nobody do something: no statement allows it, or one denies it to everyone everywhere."""
        beside = self._beside[kinds.ENDPOINT_POLICY]
        holders = [*beside.to(endpoint)] or ([] if beside.unresolved else [endpoint])
        return any(_lets_nothing(parse(holder.get(_POLICY)), action, resource) for holder in holders)


def _lets_nothing(statements: Sequence[Statement] | Unknown | Unreadable, action: str, resource: str) -> bool:
    if isinstance(statements, Unknown | Unreadable) or not statements:
        return False
    allowed = [one for one in statements if one.allows and one.covers_action(action) and _is_about(one, resource)]
    denied = [one for one in statements if not one.allows and one.covers_action(action) and not one.conditions]
    return not allowed or any(one.names_everyone and "*" in one.resources for one in denied)


def _is_about(statement: Statement, resource: str) -> bool:
    """Whether a statement covers a resource, or some of what it stands for; any will do where none is said."""
    patterns = [*map(in_main_partition, statement.resources)]
    return (
        not resource or bool(statement.not_resources) or any(matches(one, resource) or matches(resource, one) for one in patterns)
    )


def _covers(opening: Opening) -> bool:
    ports = opening.ports
    return not isinstance(ports, Unknown) and ports[0] <= _HTTPS <= ports[1]
