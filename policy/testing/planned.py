"""Resources made by hand, and the messages that the engine sends about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NoReturn

from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policy.model.values import UNKNOWN
from policy.testing.names import known, refuse

PROJECT: Final = "program"
STACK: Final = "test"
_PROVIDER: Final = analyzer_pb2.AnalyzerProviderResource(type="pulumi:providers:any")


@dataclass(frozen=True)
class Reference:
    """What a property takes from another resource: unknown while that gives nothing, and an edge to it."""

    source: "Planned"
    name: str


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One planned resource.

    Attributes:
        token: Its type.
        name: Its Pulumi name.
        props: Its properties, with `UNKNOWN` for what is not known yet.
        edges: What each property was computed from: names or URNs of other resources.
        depends: What it depends on besides, likewise.
        protect: Whether Pulumi protects it.
        ignore_changes: Properties whose changes Pulumi does not apply.
        parent: The URN of the component it belongs to; none at the top.
    """

    token: str
    name: str
    props: Mapping[str, object] = field(default_factory=dict)
    edges: Mapping[str, Sequence[str]] = field(default_factory=dict)
    depends: Sequence[str] = ()
    protect: bool = False
    ignore_changes: Sequence[str] = ()
    parent: str = ""

    @property
    def urn(self) -> str:
        """The URN, which has the types of all components above in it."""
        above = f"{self.parent.split('::')[2]}$" if self.parent else ""
        return f"urn:pulumi:{STACK}::{PROJECT}::{above}{self.token}::{self.name}"

    def __getitem__(self, name: str) -> Reference:
        """An output, to give to another resource's property."""
        known(self.token, self.name, name)
        return Reference(self, name)

    if not TYPE_CHECKING:  # where a misspelt attribute is to stay an error

        def __getattr__(self, name: str) -> NoReturn:
            """Say how an output is written: in a program it is an attribute. Python asks for its own before there is a name."""
            fix = (
                "" if name.startswith("_") else f"{self.name}.{name}: write {self.name}[{name!r}] for an output of another resource"
            )
            raise AttributeError(fix or name)


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options of a resource that rules ask about, by the names that Pulumi's `ResourceOptions` has for them."""

    parent: Planned | None = None
    depends_on: Planned | Sequence[Planned] = ()
    protect: bool = False
    ignore_changes: Sequence[str] = ()


def resource(token: str, name: str, /, *, opts: Options | None = None, **properties: object) -> Planned:
    """A resource as a program of any language registers it.

    Args:
        token: the type, such as `aws:s3/bucket:Bucket`.
        name: the Pulumi name.
        opts: its options.
        properties: its inputs, and such outputs as are known, in the provider's own spelling (`kmsKeyId`, not `kms_key_id`).

    Raises:
        ValueError: the provider has no such type, or the type no such property.
    """
    if not isinstance(name, str) or not name:
        refuse("resource", f"the name {name!r}", "a text", "write the name that the program gives it")
    given = Options() if opts is None else opts
    if not isinstance(given, Options):
        refuse(f"{name}.opts", f"a {type(given).__name__}", "Options", "write opts=Options(protect=True, ...)")
    depends_on = [given.depends_on] if isinstance(given.depends_on, Planned) else given.depends_on
    for option, others in (("parent", [given.parent] if given.parent else []), ("depends_on", depends_on)):
        for other in others:
            if not isinstance(other, Planned):
                refuse(f"{name}.{option}", f"a {type(other).__name__}", "a resource", "give what `resource` returned for it")
    edges: dict[str, Sequence[str]] = {}
    props: dict[str, object] = {}
    for key, value in properties.items():
        known(token, name, key)
        sources: dict[str, None] = {}
        props[key] = _plain(value, f"{name}.{key}", sources)
        if sources:
            edges[key] = tuple(sources)
    if not properties:
        known(token, name, "id")
    return Planned(
        token=token,
        name=name,
        props=props,
        edges=edges,
        depends=tuple(dict.fromkeys((*(one.urn for one in depends_on), *(urn for urns in edges.values() for urn in urns)))),
        protect=given.protect,
        ignore_changes=given.ignore_changes,
        parent=given.parent.urn if given.parent else "",
    )


def _plain(value: object, place: str, sources: dict[str, None]) -> object:
    """A value with what other resources give in place of the references to it; notes where those lead."""
    if isinstance(value, Reference):
        sources[value.source.urn] = None
        return value.source.props.get(value.name, UNKNOWN)
    if isinstance(value, Mapping):
        return {str(key): _plain(one, f"{place}.{key}", sources) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, f"{place}[{position}]", sources) for position, one in enumerate(value)]
    if value is None or value is UNKNOWN or isinstance(value, str | bool | int | float):
        return value
    allowed = "text, a number, true or false, a list, a mapping, UNKNOWN, or another resource's output"
    return refuse(place, f"a {type(value).__name__}", allowed, f"write what the program sends, or {place.partition('.')[0]}['arn']")


def struct(values: Mapping[str, object]) -> struct_pb2.Struct:
    """Properties as the engine sends them."""
    marked = _marked(values)
    assert isinstance(marked, dict)  # noqa: S101 - for mypy
    return json_format.ParseDict(marked, struct_pb2.Struct())


def _marked(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _marked(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_marked(one) for one in value]
    return UNKNOWN_STRING_VALUE if value is UNKNOWN else value


def in_stack(one: Planned, *, managed: bool) -> analyzer_pb2.AnalyzerResource:
    """Return the message about a resource of a planned stack; edges have to be URNs.

    Args:
        one: the resource.
        managed: whether a provider makes it: what others have as their parent is a component.
    """
    return analyzer_pb2.AnalyzerResource(
        type=one.token,
        name=one.name,
        urn=one.urn,
        parent=one.parent,
        properties=struct(one.props),
        options=_options(one),
        provider=_PROVIDER if managed else None,
        dependencies=one.depends,
        propertyDependencies={path: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns) for path, urns in one.edges.items()},
    )


def registering(one: Planned) -> analyzer_pb2.AnalyzeRequest:
    """The message about a resource that is only just registering: nobody knows its edges yet."""
    return analyzer_pb2.AnalyzeRequest(
        type=one.token, name=one.name, urn=one.urn, properties=struct(one.props), options=_options(one)
    )


def _options(one: Planned) -> analyzer_pb2.AnalyzerResourceOptions:
    return analyzer_pb2.AnalyzerResourceOptions(protect=one.protect, ignoreChanges=one.ignore_changes, parent=one.parent)
