"""A registration as the SDK sends it, turned into a resource as the engine keeps it."""

from urllib.parse import unquote, urlsplit

from pulumi.runtime.proto import resource_pb2

from offline.simulation.durations import seconds
from offline.simulation.model import CustomTimeouts, Resource
from offline.simulation.names import Names
from offline.simulation.values import from_struct


def resource_of(request: resource_pb2.RegisterResourceRequest, names: Names) -> Resource:
    """The resource a registration asks for, before anything has answered it.

    Properties without dependencies are left out of the dependencies by property, as the engine does. A component's outputs are
    its inputs until it registers its own.

    Raises:
        OfflineError: a timeout is no duration.
    """
    inputs = from_struct(request.object)
    edges = {key: tuple(sorted(edge.urns)) for key, edge in sorted(request.propertyDependencies.items()) if edge.urns}
    aliases = [names.alias(alias, parent=request.parent, token=request.type, name=request.name) for alias in request.aliases]
    return Resource(
        urn=names.urn(request.parent, request.type, request.name),
        type=request.type,
        name=request.name,
        parent=request.parent or None,
        custom=request.custom,
        inputs=inputs,
        outputs={} if request.custom else inputs,
        dependencies=tuple(sorted(request.dependencies)),
        property_dependencies=edges,
        protect=request.protect,
        ignore_changes=tuple(request.ignoreChanges),
        replace_on_changes=tuple(request.replaceOnChanges),
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        retain_on_delete=request.retainOnDelete,
        deleted_with=request.deletedWith or None,
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        custom_timeouts=_timeouts(request),
        aliases=tuple(aliases),
        provider=request.provider or None,
        import_id=request.importId or None,
        position=_position(request),
    )


def _position(request: resource_pb2.RegisterResourceRequest) -> tuple[str, int] | None:
    """Where the SDK says that the resource is declared, as a path and a line."""
    where = request.sourcePosition
    return (unquote(urlsplit(where.uri).path), where.line) if where.uri and where.line else None


def _timeouts(request: resource_pb2.RegisterResourceRequest) -> CustomTimeouts:
    given = request.customTimeouts
    return CustomTimeouts(
        **{
            operation: seconds(getattr(given, operation), what=f"The {operation} timeout of {request.type} {request.name!r}")
            for operation in ("create", "read", "update", "delete")
        }
    )
