"""One order for what a run registered: the same in every run, and everything after what it needs.

The SDK registers a resource as soon as its inputs are known, and waits for several of them in the order of a set: two resources
that do not need each other may come in either order.
"""

from collections.abc import Iterable, Iterator, Mapping

from offline.simulation.model import Resource


def in_order(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """The resources by how much they need first; then components as they were declared, the others by URN below their parents."""
    registered = {resource.urn: resource for resource in resources}
    depths: dict[str, int] = {}
    for urn, resource in registered.items():  # what a resource needs was registered before it
        depths[urn] = 1 + max((depths.get(other, 0) for other in _needed(resource)), default=0)
    declared = {urn: index for index, urn in enumerate(registered)}
    components = {urn: declared[urn] for urn, resource in registered.items() if not resource.custom}
    return tuple(sorted(registered.values(), key=lambda resource: _rank(resource, depths[resource.urn], components)))


def _rank(resource: Resource, depth: int, components: Mapping[str, int]) -> tuple[int, bool, int, str]:
    place = components.get(resource.urn if not resource.custom else resource.parent or "", -1)
    return depth, resource.custom, place, resource.urn


def _needed(resource: Resource) -> Iterator[str]:
    yield from filter(None, (resource.parent, resource.deleted_with, (resource.provider or "").rpartition("::")[0]))
    yield from resource.dependencies
    for urns in resource.property_dependencies.values():
        yield from urns
