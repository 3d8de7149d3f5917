"""Resources and the edges between them, read only as far as a rule looks."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from policy.model import kinds, older
from policy.model.values import UNKNOWN, dig, is_absent, items

Props = Mapping[str, object]
T = TypeVar("T")

_IDENTITIES = ("id", "arn", "name", "bucket", "clusterIdentifier", "family", "keyId", "url")
_REVISION = re.compile(r":\d+$")
_ARN_PARTS = 6


class Resource:
    """One resource: what it is, its properties as plain data, and what each property was computed from.

    Attributes:
        type: The type in its canonical spelling (`policy.model.kinds`).
        name: The Pulumi name.
        urn: The URN.
        protect: Whether Pulumi protects it from deletion.
        ignore_changes: Properties whose changes Pulumi does not apply.
        managed: Whether a provider is known to manage it: none does a component.
        has_edges: Whether dependencies are known. A resource that is only just registering has none to show.
    """

    def __init__(
        self,
        token: str,
        name: str,
        urn: str,
        *,
        read: Callable[[], Props],
        edges: Callable[[], Mapping[str, Sequence["Resource"]]] | None = None,
        dependencies: Callable[[], Sequence["Resource"]] = tuple,
        protect: bool = False,
        ignore_changes: Sequence[str] = (),
        managed: bool = False,
    ) -> None:
        """Take what identifies the resource; `read`, `edges` and `dependencies` are called when first needed."""
        self.type = kinds.canonical(token)
        self.name = name
        self.urn = urn
        self.protect = protect
        self.ignore_changes = ignore_changes
        self.managed = managed
        self.has_edges = edges is not None
        self._read = read
        self._edges = edges
        self._dependencies = dependencies

    def __repr__(self) -> str:
        """Name the resource without its properties, which may hold secrets."""
        return f"<{self.urn}>"

    @cached_property
    def props(self) -> Props:
        """The properties as plain data, with `UNKNOWN` for what is not known."""
        return older.properties_of(self.type, self._read())

    @cached_property
    def _edge_map(self) -> Mapping[str, Sequence["Resource"]]:
        return older.renamed(self.type, self._edges()) if self._edges is not None else {}

    @cached_property
    def dependencies(self) -> Sequence["Resource"]:
        """Everything the resource depends on, by data or by declaration."""
        return self._dependencies()

    def get(self, path: str) -> object:
        """The value at a dotted path: None when there is nothing, `UNKNOWN` when it or a step on the way is unknown."""
        return dig(self.props, path) if "." in path else self.props.get(path)

    def edges(self, path: str, *types: str) -> list["Resource"]:
        """What the property at a path (its first step counts) was computed from, of the given types or all."""
        found = self._edge_map.get(path.partition(".")[0], ())
        return [resource for resource in found if not types or resource.type in types]

    def is_unset(self, path: str) -> bool:
        """Whether the program left a property to AWS.

        In a stack's preview, what AWS will choose is as unknown as what other resources will give, but only the latter
        has edges: an unknown input always comes from some resource's output.
        """
        value = self.get(path)
        return is_absent(value) or (value is UNKNOWN and self.has_edges and not self.edges(path))


@dataclass(frozen=True)
class Links:
    """What one property names.

    Attributes:
        targets: Resources of the stack.
        outside: Known values that are no resource of the stack.
        unknown: Whether it names something that nothing in the plan identifies.
    """

    targets: tuple[Resource, ...] = ()
    outside: tuple[str, ...] = ()
    unknown: bool = False


@dataclass(frozen=True)
class Attached:
    """Which resources of one type belong to which target.

    Attributes:
        by_target: The resources by their target's URN, where that is sure.
        unresolved: Resources whose target could be another one as well, or is not known.
    """

    by_target: Mapping[str, Sequence[Resource]]
    unresolved: Sequence[Resource]

    def to(self, target: Resource) -> Sequence[Resource]:
        """The resources that surely belong to a target."""
        return self.by_target.get(target.urn, ())


class Graph:
    """All resources of a stack with indexes that are built on first use."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        """Take the resources in the order of the plan."""
        self.resources = tuple(resources)
        self._identities: dict[str, dict[str, Resource]] = {}
        self._attached: dict[tuple[str, str, str], Attached] = {}
        self._read: dict[Callable[[Graph], object], object] = {}

    @cached_property
    def _by_type(self) -> Mapping[str, Sequence[Resource]]:
        index: dict[str, list[Resource]] = {}
        for resource in self.resources:
            index.setdefault(resource.type, []).append(resource)
        return index

    def once(self, read: Callable[["Graph"], T]) -> T:
        """What a function reads from the stack, read for the first rule that asks."""
        if read not in self._read:
            self._read[read] = read(self)
        return cast("T", self._read[read])

    @cached_property
    def urns(self) -> frozenset[str]:
        """The URNs of all resources."""
        return frozenset(resource.urn for resource in self.resources)

    @cached_property
    def is_protected(self) -> bool:
        """Whether a stateful resource has Pulumi protection: then the stack's data is meant to survive."""
        return any(resource.protect for resource in self.resources if resource.type in kinds.STATEFUL)

    def of(self, *types: str) -> list[Resource]:
        """The resources of the given types."""
        return [resource for token in types for resource in self._by_type.get(token, ())]

    def links(self, source: Resource, path: str, *types: str) -> Links:
        """What a property (one value or a list) names, by value where known and by edge where not."""
        return self.resolve(source, path, items(source.get(path)), *types)

    def resolve(self, source: Resource, path: str, values: Sequence[object], *types: str) -> Links:
        """The same for values already taken from below a property."""
        targets: dict[str, Resource] = {}
        outside: list[str] = []
        for value in values:
            if isinstance(value, str) and value.strip():
                found = self._find(value, types)
                if found is None:
                    outside.append(value)
                else:
                    targets[found.urn] = found
        candidates = [edge for edge in source.edges(path, *types) if edge.urn not in targets]
        if UNKNOWN in values:
            targets |= {edge.urn: edge for edge in candidates}
            is_other = kinds.BUCKET in types and bool(source.edges(path, *kinds.OTHER_BUCKETS))
            return Links(tuple(targets.values()), tuple(outside), unknown=not candidates and not is_other)
        if outside and len(candidates) == len(outside):
            # The values are known but name no identity in the plan, and the edges account for all of them.
            return Links((*targets.values(), *candidates))
        return Links(tuple(targets.values()), tuple(outside))

    def attached(self, token: str, path: str, target: str) -> Attached:
        """Group the resources of one type by the resource that their property names, or by each of those that its list does."""
        key = (token, path, target)
        if key not in self._attached:
            by_target: dict[str, list[Resource]] = {}
            unresolved: list[Resource] = []
            for resource in self.of(token):
                links = self.links(resource, path, target)
                if links.unknown or len(links.targets) > len(items(resource.get(path))):
                    unresolved.append(resource)
                    continue
                for found in links.targets:
                    by_target.setdefault(found.urn, []).append(resource)
            self._attached[key] = Attached(by_target, unresolved)
        return self._attached[key]

    def _find(self, value: str, types: Sequence[str]) -> Resource | None:
        for token in types:
            index = self._identity_index(token)
            if value in index:
                return index[value]
            for part in _name_parts(value):
                resource = index.get(part)
                if resource is not None and resource.get("arn") in (UNKNOWN, None, "", value):
                    return resource
        return None

    def _identity_index(self, token: str) -> Mapping[str, Resource]:
        if token not in self._identities:
            index: dict[str, Resource] = {}
            for resource in self.of(token):
                for key in _IDENTITIES:
                    value = resource.props.get(key)
                    if isinstance(value, str) and value:
                        index.setdefault(value, resource)
                        if key == "arn":  # many an ARN ends in the id
                            index.setdefault(value.rpartition("/")[2], resource)
            self._identities[token] = index
        return self._identities[token]


def _name_parts(value: str) -> tuple[str, ...]:
    """The names an ARN may hold for a resource whose own ARN is not known yet."""
    parts = value.split(":", _ARN_PARTS - 1)
    if parts[0] != "arn" or len(parts) != _ARN_PARTS:
        return ()
    resource = parts[-1]
    last = _REVISION.sub("", resource.rpartition("/")[2])
    return (resource, resource.partition(":")[2], resource.partition("/")[2], last)
