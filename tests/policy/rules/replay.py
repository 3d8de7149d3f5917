"""The production stack as it would be applied, judged again after one change."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from offline.simulation.runner import plain
from policy.engine.catalogue import RULES
from policy.model.graph import Graph, Resource
from policy.model.rule import Config, Finding, ResourceRule, StackRule, Undecided, Violation
from tests.policy.plans import put
from tests.policy.rules import synthetic
from tests.shipped import recorded

Props = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Record:
    """One applied resource: what the program gave and what AWS has."""

    token: str
    name: str
    urn: str
    inputs: Props
    outputs: Props
    edges: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dependencies: Sequence[str] = ()
    protect: bool = False
    ignore_changes: Sequence[str] = ()


World = Mapping[str, Record]
Change = Callable[[World], World]
Found = set[tuple[str, str]]


def _props(value: object) -> Props:
    found = plain(value)
    assert isinstance(found, dict)
    return found


@cache
def production() -> World:
    """The recorded stack, and small compliant resources of the kinds that it does not have."""
    records = [
        Record(
            token=one.type,
            name=one.name,
            urn=one.urn,
            inputs=_props(dict(one.inputs)),
            outputs={"id": one.id, **_props(dict(one.outputs))},
            edges=one.property_dependencies,
            dependencies=one.dependencies,
            protect=one.protect,
            ignore_changes=one.ignore_changes,
        )
        for one in recorded("production").resources
    ]
    extra = [
        Record(token=one.token, name=one.name, urn=one.urn, inputs=one.props, outputs=one.props, protect=one.protect)
        for one in synthetic.RESOURCES
    ]
    return {record.urn: record for record in (*records, *extra)}


def judge(before: World, after: World) -> tuple[Found, Found]:
    """What the rules find in a stack: violations and what is undecided. Unchanged resources are known to be good alone."""
    findings: list[tuple[str, Finding]] = []
    changed = [record for urn, record in after.items() if before.get(urn) != record]
    graph = Graph(_resources(after))
    for rule in RULES:
        settings = Config(rule.about)
        if isinstance(rule, StackRule):
            findings += [(rule.about.name, finding) for finding in rule.check(graph, settings)]
        elif isinstance(rule, ResourceRule):
            for one in (Resource(record.token, record.name, record.urn, read=_reader(record.inputs)) for record in changed):
                findings += [(rule.about.name, found) for found in rule.check(one, settings)] if one.type in rule.types else []
    return _named(findings, Violation), _named(findings, Undecided)


def _named(findings: Sequence[tuple[str, Finding]], kind: type[Finding]) -> Found:
    return {(rule, finding.resource.name if finding.resource else "") for rule, finding in findings if isinstance(finding, kind)}


def _reader(props: Props) -> Callable[[], Props]:
    return lambda: props


def _resources(world: World) -> Iterator[Resource]:
    built: dict[str, Resource] = {}

    def linked(urns: Sequence[str]) -> list[Resource]:
        return [built[urn] for urn in urns if urn in built]

    def edges(record: Record) -> Callable[[], Mapping[str, Sequence[Resource]]]:
        return lambda: {path: linked(urns) for path, urns in record.edges.items()}

    def dependencies(record: Record) -> Callable[[], Sequence[Resource]]:
        return lambda: linked(record.dependencies)

    for urn, record in world.items():
        built[urn] = Resource(
            record.token,
            record.name,
            urn,
            read=_reader(record.outputs),
            edges=edges(record),
            dependencies=dependencies(record),
            protect=record.protect,
            ignore_changes=record.ignore_changes,
        )
    yield from built.values()


def find(world: World, name: str, kind: str = "") -> Record:
    """The resource of a Pulumi name, and of a type that ends so where one name stands for several."""
    (only,) = [one for one in world.values() if one.name == name and one.token.endswith(kind) and one.token.startswith("aws:")]
    return only


def with_values(name: str, kind: str = "", /, **changes: object) -> Change:
    """Put values at paths, written with `__` for a dot."""

    def change(world: World) -> World:
        record = find(world, name, kind)
        inputs: object = record.inputs
        outputs: object = record.outputs
        for path, value in changes.items():
            steps = path.split("__")
            inputs, outputs = put(inputs, steps, value), put(outputs, steps, value)
        assert isinstance(inputs, dict)
        assert isinstance(outputs, dict)
        return {**world, record.urn: replace(record, inputs=inputs, outputs=outputs)}

    return change


def edited(name: str, path: str, edit: Callable[[str], str], kind: str = "") -> Change:
    """Change a text."""

    def change(world: World) -> World:
        old = find(world, name, kind).inputs[path]
        assert isinstance(old, str)
        new = edit(old)
        assert new != old
        return with_values(name, kind, **{path: new})(world)

    return change


def allowing(name: str, statement: Mapping[str, object], path: str = "policy") -> Change:
    """Add a statement to a policy."""

    def edit(old: str) -> str:
        document = json.loads(old)
        return json.dumps({**document, "Statement": [*document["Statement"], statement]})

    return edited(name, path, edit)


def container(name: str, **changes: object) -> Change:
    """Change a task's first container."""

    def edit(old: str) -> str:
        first, *others = json.loads(old)
        return json.dumps([{**first, **changes}, *others])

    return edited(name, "containerDefinitions", edit)


def without(name: str, kind: str = "") -> Change:
    """Leave a resource out."""
    return lambda world: {urn: one for urn, one in world.items() if urn != find(world, name, kind).urn}


def linked_to(name: str, path: str, target: tuple[str, str], value: str = "id") -> Change:
    """Let a property name another resource, by value and edge."""

    def change(world: World) -> World:
        other = find(world, *target)
        changed = with_values(name, **{path: other.outputs[value]})(world)
        record = find(changed, name)
        return {**changed, record.urn: replace(record, edges={**record.edges, path: (other.urn,)})}

    return change


def unprotected(name: str) -> Change:
    """Take protection away."""

    def change(world: World) -> World:
        record = find(world, name)
        return {**world, record.urn: replace(record, protect=False)}

    return change


def added(token: str, name: str, /, **props: object) -> Change:
    """Declare one more resource."""
    urn = f"urn:pulumi:production::platform::{token}::{name}"
    record = Record(token=token, name=name, urn=urn, inputs=props, outputs=props)
    return lambda world: {**world, urn: record}
