"""Which subnets the internet is routed to."""

from collections.abc import Callable, Container

from policy.knowledge.network.cidr import as_far_as_known
from policy.knowledge.network.group_rules import PrefixLists
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.values import UNKNOWN, Unknown, dig, is_absent, items, text

_TABLES = (kinds.ROUTE_TABLE, kinds.DEFAULT_ROUTE_TABLE)
_DESTINATIONS = ("destinationCidrBlock", "destinationIpv6CidrBlock", "cidrBlock", "ipv6CidrBlock")
_LIST = "destinationPrefixListId"
_TABLE = "routeTableId"
_MAIN_TABLE = ("defaultRouteTableId", "mainRouteTableId")
_ALL = 1.0
# In place of a network: a default table that does not say which it is for, and one that is for a network that is not known.
_UNSPECIFIED, _UNRESOLVED = "", "?"


def networks_of(graph: Graph, resource: Resource) -> frozenset[str]:
    """The network something is in: its URN, or its id where it is another stack's; nothing where it is not known."""
    links = graph.links(resource, "vpcId", kinds.VPC)
    return frozenset({*(vpc.urn for vpc in links.targets), *links.outside})


class Routes:
    """The routes of a stack by subnet. A table goes by its URN, a network's main table by the network's."""

    def __init__(self, graph: Graph, share: float = _ALL) -> None:
        """Take the stack, and the share of all addresses that is the internet; read tables, routes and associations once."""
        self._graph = graph
        self._share = share
        self._lists = graph.once(PrefixLists)
        self._networks = [vpc.urn for vpc in graph.of(kinds.VPC)]
        named = {text(vpc.get(path)): vpc.urn for vpc in graph.of(kinds.VPC) for path in _MAIN_TABLE}
        self._named_by = {name: urn for name, urn in named.items() if name}
        self._tables: dict[str, list[str]] = {}
        self._main: dict[str, list[str]] = {}
        self._routes: dict[str, list[tuple[Resource, object]]] = {}
        self._has_unresolved_associations = self._has_unresolved_routes = False
        self._read_associations()
        self._read_routes()

    def is_public(self, subnet: Resource) -> bool | Unknown:
        """Whether a subnet's routes lead the internet to an internet gateway."""
        return self._leads(subnet, _is_internet, self._share)

    def has_way_out(self, subnet: Resource) -> bool | Unknown:
        """Whether a subnet has any default route: to a gateway, a NAT gateway or something else that forwards."""
        return self._leads(subnet, lambda _, __: True, _ALL)

    def tables(self, holder: Resource, path: str) -> list[str] | Unknown:
        """The tables that a property names, as `is_one_of` takes them; `UNKNOWN` where one is another stack's."""
        links = self._graph.links(holder, path, *_TABLES)
        return UNKNOWN if set(links.outside) - self._named_by.keys() else self._named(holder, path)

    def is_one_of(self, subnet: Resource, tables: Container[str]) -> bool | Unknown:
        """Whether a subnet's table is one of some; of one that the stack does not declare it cannot tell."""
        found = self._tables_of(subnet)
        if found is UNKNOWN:
            return UNKNOWN
        declared = [(table, sure) for table, sure in found if table in self._routes]
        if any(table in tables for table, _ in declared):
            return True
        return UNKNOWN if not declared or any(sure is not True for _, sure in declared) else False

    def _leads(self, subnet: Resource, asked: Callable[[Resource, object], bool | Unknown], share: float) -> bool | Unknown:
        tables = self._tables_of(subnet)
        if tables is UNKNOWN:
            return UNKNOWN
        listed = [
            (_both(asked(*one), sure), self._destinations(*one)) for table, sure in tables for one in self._routes.get(table, ())
        ]
        sure = [block for leads, blocks in listed if leads is True for block in blocks if block is not UNKNOWN]
        every = [block for leads, blocks in listed if leads is not False for block in blocks]
        found = as_far_as_known(sure, every, share)
        return UNKNOWN if found is False and self._has_unresolved_routes else found

    def _tables_of(self, subnet: Resource) -> list[tuple[str, bool | Unknown]] | Unknown:
        """Tables and whether they are the subnet's. One that nothing associates with a table has its network's main one."""
        if subnet.urn in self._tables:
            return [(table, True) for table in self._tables[subnet.urn]] or UNKNOWN
        if self._has_unresolved_associations:
            return UNKNOWN
        networks = networks_of(self._graph, subnet)
        known = bool(networks or subnet.get("vpcId") is not UNKNOWN) and _UNRESOLVED not in self._main
        return [
            (table, True if known and network != _UNRESOLVED else UNKNOWN)
            for network in {*(networks or {*self._networks, *self._main}), _UNSPECIFIED, _UNRESOLVED}
            for table in self._main.get(network, [network])
        ]

    def _destinations(self, source: Resource, route: object) -> list[object]:
        """A route's address blocks, its prefix list's among them where the stack declares the list."""
        blocks = [block for block in (dig(route, path) for path in _DESTINATIONS) if not is_absent(block)]
        listed = dig(route, _LIST)
        if is_absent(listed) or (source.type == kinds.ROUTE and source.is_unset(_LIST)):
            return blocks
        path = _LIST if source.type == kinds.ROUTE else "routes"
        return [*blocks, *self._lists.blocks(self._graph.resolve(source, path, [listed], kinds.PREFIX_LIST, kinds.ENDPOINT))]

    def _read_associations(self) -> None:
        for association in self._graph.of(kinds.ROUTE_ASSOCIATION):
            subnets = self._graph.links(association, "subnetId", kinds.SUBNET)
            tables = self._named(association)
            self._has_unresolved_associations = self._has_unresolved_associations or subnets.unknown or tables is UNKNOWN
            for subnet in subnets.targets:
                self._tables.setdefault(subnet.urn, []).extend([] if tables is UNKNOWN else tables)
        for association in self._graph.of(kinds.MAIN_ROUTE_ASSOCIATION):
            tables = self._named(association)
            self._has_unresolved_associations = self._has_unresolved_associations or tables is UNKNOWN
            for network in networks_of(self._graph, association) or {_UNRESOLVED}:
                self._main.setdefault(network, []).extend([] if tables is UNKNOWN else tables)

    def _read_routes(self) -> None:
        for table in self._graph.of(*_TABLES):
            key = table.urn if table.type == kinds.ROUTE_TABLE else self._network_of_default(table)
            inline = [] if table.is_unset("routes") else items(table.get("routes"))
            self._routes.setdefault(key, []).extend((table, route) for route in inline)
        for route in self._graph.of(kinds.ROUTE):
            owners = self._named(route)
            self._has_unresolved_routes = self._has_unresolved_routes or owners is UNKNOWN
            for owner in [] if owners is UNKNOWN else owners:
                self._routes.setdefault(owner, []).append((route, route.props))

    def _named(self, resource: Resource, path: str = _TABLE) -> list[str] | Unknown:
        """The tables that a route or an association is for."""
        links = self._graph.links(resource, path, *_TABLES)
        if links.unknown:
            return [vpc.urn for vpc in resource.edges(path, kinds.VPC)] or UNKNOWN
        mains = [self._named_by[name] for name in links.outside if name in self._named_by]
        defaults = [self._network_of_default(table) for table in links.targets if table.type == kinds.DEFAULT_ROUTE_TABLE]
        return [*(table.urn for table in links.targets if table.type == kinds.ROUTE_TABLE), *defaults, *mains]

    def _network_of_default(self, table: Resource) -> str:
        """The network whose main table a default table is."""
        if is_absent(table.get("defaultRouteTableId")):
            return _UNSPECIFIED
        vpcs = [vpc.urn for vpc in table.edges("defaultRouteTableId", kinds.VPC)]
        return self._named_by.get(text(table.get("defaultRouteTableId")), vpcs[0] if vpcs else _UNRESOLVED)


def _is_internet(source: Resource, route: object) -> bool | Unknown:
    gateway = dig(route, "gatewayId")
    if gateway is not UNKNOWN:
        return text(gateway).startswith("igw-")
    path = "gatewayId" if source.type == kinds.ROUTE else "routes"
    if source.edges(path, kinds.INTERNET_GATEWAY):
        return True
    return UNKNOWN if source.edges(path) else False


def _both(first: bool | Unknown, second: bool | Unknown) -> bool | Unknown:  # noqa: FBT001  two answers of one kind
    if False in (first, second):
        return False
    return UNKNOWN if UNKNOWN in (first, second) else True
