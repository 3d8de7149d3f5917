"""From the engine's messages to plain data: one pass, unknowns marked, secrets unwrapped, assets left closed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import proxy

from policy.model.graph import Graph, Resource
from policy.model.values import UNKNOWN

_UNKNOWNS: Final = frozenset(
    {
        proxy.UNKNOWN_ARCHIVE_VALUE,
        proxy.UNKNOWN_ARRAY_VALUE,
        proxy.UNKNOWN_ASSET_VALUE,
        proxy.UNKNOWN_BOOLEAN_VALUE,
        proxy.UNKNOWN_NUMBER_VALUE,
        proxy.UNKNOWN_OBJECT_VALUE,
        proxy.UNKNOWN_STRING_VALUE,
    }
)
# How Pulumi marks an object that stands for something else: the key, and the two kinds whose value is worth reading.
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_WRAPPED: Final = frozenset({"1b47061264138c4ac30d75fd1eb44270", "d0e6a833031e9bbcd3f4e8bde6ca49a4"})  # a secret, an output


def properties(message: struct_pb2.Struct) -> Mapping[str, object]:
    """The properties of a resource as plain data."""
    return {name: _plain(value) for name, value in message.fields.items()}


def _plain(value: struct_pb2.Value) -> object:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
    if kind == "struct_value":
        return _object(value.struct_value.fields)
    if kind == "list_value":
        return [_plain(one) for one in value.list_value.values]
    if kind == "bool_value":
        return value.bool_value
    return value.number_value if kind == "number_value" else None


def _object(fields: Mapping[str, struct_pb2.Value]) -> object:
    if _SIGNATURE not in fields:
        return {name: _plain(one) for name, one in fields.items()}
    if fields[_SIGNATURE].string_value in _WRAPPED:
        return _plain(fields["value"]) if "value" in fields else UNKNOWN
    return "<asset>"  # a file, an archive or a reference: rules have no use for what is inside


def single_resource(request: analyzer_pb2.AnalyzeRequest) -> Resource:
    """A resource that is only just registering: no edges to show."""
    options = request.options
    return Resource(
        request.type,
        request.name,
        request.urn,
        read=partial(properties, request.properties),
        protect=options.protect,
        ignore_changes=tuple(options.ignoreChanges),
    )


def graph(resources: Iterable[analyzer_pb2.AnalyzerResource]) -> Graph:
    """A whole stack; nothing is decoded before a rule looks at it."""
    by_urn: dict[str, Resource] = {}

    def known(urns: Iterable[str]) -> list[Resource]:
        return [by_urn[urn] for urn in urns if urn in by_urn]

    def edges(source: analyzer_pb2.AnalyzerResource) -> Mapping[str, Sequence[Resource]]:
        return {name: known(found.urns) for name, found in source.propertyDependencies.items()}

    def dependencies(source: analyzer_pb2.AnalyzerResource) -> Callable[[], Sequence[Resource]]:
        return lambda: known(source.dependencies)

    for source in resources:
        by_urn[source.urn] = Resource(
            source.type,
            source.name,
            source.urn,
            read=partial(properties, source.properties),
            edges=partial(edges, source),
            dependencies=dependencies(source),
            protect=source.options.protect,
            ignore_changes=tuple(source.options.ignoreChanges),
            managed=source.HasField("provider"),
        )
    return Graph(by_urn.values())
