"""Property values: the two marks a value can carry (unknown, secret) and their form on the wire.

The signatures are the engine's own; every SDK recognises them (`sdk/go/common/resource/properties.go` in pulumi/pulumi).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf import struct_pb2

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands for a value that only AWS can decide; equal to the engine's own mark."""

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the mark of a secret, not a secret
RESOURCE_SIGNATURE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT_SIGNATURE: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


@dataclass(frozen=True, repr=False)
class Secret:
    """A value that must not be shown. Its representations never contain it."""

    value: Any

    def __repr__(self) -> str:
        return "[secret]"


def plain(value: Any) -> Any:
    """The value with every secret inside it unwrapped."""
    return _walk(value, lambda secret: plain(secret.value))


def marked(value: Any, mark: Any) -> Any:
    """The value with every secret inside it replaced by a mark."""
    return _walk(value, lambda _: mark)


def leaves(value: Any) -> Iterator[Any]:
    """Every scalar inside a value, secrets unwrapped."""
    match value:
        case Secret():
            yield from leaves(value.value)
        case Mapping():
            for item in value.values():
                yield from leaves(item)
        case list() | tuple():
            for item in value:
                yield from leaves(item)
        case _:
            yield value


def is_unknown(value: Any) -> bool:
    """Whether the value, or anything inside it, is decided only by AWS."""
    return any(leaf == UNKNOWN for leaf in leaves(value))


def secrets(value: Any) -> Iterator[Any]:
    """Every scalar that is secret inside a value."""
    match value:
        case Secret():
            yield from leaves(value.value)
        case Mapping():
            for item in value.values():
                yield from secrets(item)
        case list() | tuple():
            for item in value:
                yield from secrets(item)


def from_struct(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Properties as the SDK sent them, as plain Python values with `UNKNOWN` and `Secret` marks."""
    return {key: from_value(value) for key, value in sorted(struct.fields.items())}


def from_value(value: struct_pb2.Value) -> Any:
    """One property value from the wire; whole numbers become `int`, references the id they stand for."""
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "bool_value":
            return value.bool_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "list_value":
            return [from_value(item) for item in value.list_value.values]
        case "struct_value":
            fields = from_struct(value.struct_value)
            return _resolved(fields) if SIGNATURE in fields else fields
        case _:
            return None


def to_struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Properties on the wire, secrets wrapped the way SDKs and policy packs expect them."""
    struct = struct_pb2.Struct()
    struct.update(_walk(properties, lambda secret: {SIGNATURE: SECRET_SIGNATURE, "value": plain(secret)}))
    return struct


def _resolved(fields: dict[str, Any]) -> Any:
    match fields[SIGNATURE]:
        case signature if signature == SECRET_SIGNATURE:
            return Secret(plain(fields.get("value")))
        case signature if signature == RESOURCE_SIGNATURE:
            return (fields["id"] or UNKNOWN) if "id" in fields else fields["urn"]
        case signature if signature == OUTPUT_SIGNATURE:
            value = fields.get("value", UNKNOWN)
            return Secret(plain(value)) if fields.get("secret") else value
        case _:
            return fields  # assets and archives go through unchanged


def _walk(value: Any, of_secret: Callable[[Secret], Any]) -> Any:
    match value:
        case Secret():
            return of_secret(value)
        case Mapping():
            return {key: _walk(item, of_secret) for key, item in value.items()}
        case list() | tuple():
            return [_walk(item, of_secret) for item in value]
        case _:
            return value
