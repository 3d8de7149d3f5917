"""Which subnets the internet is routed to."""

from collections.abc import Iterable, Iterator

from policy import kinds
from policy.graph import Graph, Resource
from policy.values import UNKNOWN, Unknown, dig, is_absent, items, text

_DEFAULTS = frozenset({"0.0.0.0/0", "::/0"})
_TABLES = (kinds.ROUTE_TABLE, kinds.DEFAULT_ROUTE_TABLE)
_DESTINATIONS = ("destinationCidrBlock", "destinationIpv6CidrBlock", "cidrBlock", "ipv6CidrBlock")


class Routes:
    """The default routes of a stack by subnet."""

    def __init__(self, graph: Graph) -> None:
        """Take the stack and read its tables, routes and associations once."""
        self._graph = graph
        self._tables: dict[str, list[Resource]] = {}
        self._beside: dict[str, list[Resource]] = {}
        self._loose = self._strays = False
        for association in graph.of(kinds.ROUTE_ASSOCIATION):
            subnets = graph.links(association, "subnetId", kinds.SUBNET)
            tables = graph.links(association, "routeTableId", *_TABLES)
            self._loose = self._loose or subnets.unknown or tables.unknown
            for subnet in subnets.targets:
                self._tables.setdefault(subnet.urn, []).extend(tables.targets)
        for route in graph.of(kinds.ROUTE):
            owners = graph.links(route, "routeTableId", *_TABLES)
            self._strays = self._strays or owners.unknown
            for table in owners.targets:
                self._beside.setdefault(table.urn, []).append(route)

    def is_public(self, subnet: Resource) -> bool | Unknown:
        """Whether a subnet's default route leads to an internet gateway. One in no table of the stack has the main one's."""
        tables = self._tables.get(subnet.urn)
        if not tables:
            if self._loose:
                return UNKNOWN
            tables = self._graph.of(kinds.DEFAULT_ROUTE_TABLE)
        found = _any(self._leads_out(table) for table in tables)
        return UNKNOWN if found is False and self._strays else found

    def has_way_out(self, subnet: Resource) -> bool | Unknown:
        """Whether a subnet has any default route: to a gateway, a NAT gateway or something else that forwards."""
        tables = self._tables.get(subnet.urn, [])
        if not tables and self._loose:
            return UNKNOWN
        found = _any(_is_default(route) for table in tables for route, _ in self._routes(table))
        return UNKNOWN if found is False and self._strays else found

    def _leads_out(self, table: Resource) -> bool | Unknown:
        return _any(_both(_is_default(route), self._is_internet(source, route)) for route, source in self._routes(table))

    def _routes(self, table: Resource) -> Iterator[tuple[object, Resource]]:
        for route in self._beside.get(table.urn, ()):
            yield route.props, route
        if not table.is_unset("routes"):
            for inline in items(table.get("routes")):
                yield inline, table

    def _is_internet(self, source: Resource, route: object) -> bool | Unknown:
        gateway = dig(route, "gatewayId")
        if is_absent(gateway):
            return False
        path = "gatewayId" if source.type == kinds.ROUTE else "routes"
        if gateway is UNKNOWN:
            if source.edges(path, kinds.INTERNET_GATEWAY):
                return True
            return UNKNOWN if source.edges(path) else False
        named = self._graph.resolve(source, path, [gateway], kinds.INTERNET_GATEWAY)
        return bool(named.targets) or text(gateway).startswith("igw-")


def _is_default(route: object) -> bool | Unknown:
    """Whether a route is for everything that no other is for."""
    return _any(UNKNOWN if found is UNKNOWN else text(found) in _DEFAULTS for found in (dig(route, path) for path in _DESTINATIONS))


def _any(found: Iterable[bool | Unknown]) -> bool | Unknown:
    listed = list(found)
    return True if True in listed else UNKNOWN if UNKNOWN in listed else False


def _both(first: bool | Unknown, second: bool | Unknown) -> bool | Unknown:  # noqa: FBT001  two answers of one kind
    if False in (first, second):
        return False
    return UNKNOWN if UNKNOWN in (first, second) else True
