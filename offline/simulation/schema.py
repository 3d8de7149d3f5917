"""What the provider SDKs know about a resource type: its properties, and which of them only AWS decides."""

import enum
import functools
import inspect
import sys
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pulumi.runtime import rpc


class Kind(enum.Enum):
    """The shape of a property's value."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    LIST = "list"
    OBJECT = "object"


class Property(NamedTuple):
    """One property of a resource type.

    `computed` ones are filled in by AWS where the program leaves them out; `settable` ones can be given as an input.
    """

    kind: Kind
    computed: bool
    settable: bool


@functools.cache
def properties(token: str) -> Mapping[str, Property]:
    """Properties of a resource type by camelCase name, from its Python class; empty for a type no imported SDK has.

    In every SDK generated from a Terraform provider an output that is not Optional and was not given is computed.
    """
    cls = _class(token)
    if cls is None:
        return {}
    args = getattr(sys.modules[cls.__module__], f"{cls.__name__}Args", object)
    settable = _getters(args).keys()
    return {
        name: Property(_kind(annotation), computed=not _optional(annotation), settable=name in settable)
        for name, annotation in _getters(cls).items()
    }


def module(token: str) -> str | None:
    """The Python module of a resource type, such as `pulumi_aws.rds`; none for a type no imported SDK has."""
    found = _registered(token)
    return str(found["fqn"]) if found else None


def _registered(token: str) -> Mapping[str, Any] | None:
    package, path, _ = token.split(":")
    registered = rpc.get_resource_module(package, path, "")
    info: Mapping[str, Any] | None = vars(registered)["mod_info"] if registered else None
    return info if info and token in info["classes"] else None


def _class(token: str) -> type | None:
    info = _registered(token)
    return getattr(sys.modules.get(info["fqn"]), info["classes"][token], None) if info else None


def _getters(cls: type) -> dict[str, Any]:
    """The annotation of each property, without the `Output[...]` or `Input[...]` around it."""
    getters = [member.fget for member in vars(cls).values() if isinstance(member, property)]
    names = vars(sys.modules[cls.__module__])  # a getter's own are the SDK's, which may have wrapped it
    return {
        vars(getter)["_pulumi_name"]: _inside(inspect.get_annotations(getter, globals=names, eval_str=True).get("return"))
        for getter in getters
        if getter is not None and "_pulumi_name" in vars(getter)
    }


def _inside(annotation: Any) -> Any:
    arguments = typing.get_args(annotation)
    return arguments[0] if arguments else annotation


def _optional(annotation: Any) -> bool:
    return typing.get_origin(annotation) in (typing.Union, types.UnionType) and type(None) in typing.get_args(annotation)


def _kind(annotation: Any) -> Kind:
    if _optional(annotation):
        annotation = typing.get_args(annotation)[0]
    if annotation is bool:
        return Kind.FLAG
    if annotation in (int, float):
        return Kind.NUMBER
    if typing.get_origin(annotation) in (list, Sequence):
        return Kind.LIST
    return Kind.TEXT if annotation is str else Kind.OBJECT
