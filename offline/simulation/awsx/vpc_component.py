"""The VPC component as the engine sees it: its children become resources, and what it hands out points at them."""

from collections.abc import Mapping
from typing import Any, Final

from offline.simulation.awsx.vpc import Child, Key, Ref
from offline.simulation.model import Resource
from offline.simulation.names import Names
from offline.simulation.values import RESOURCE_SIGNATURE, SIGNATURE, UNKNOWN, is_unknown

Made = Mapping[Key, Resource]

_AWAITED: Final = ("aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet")
"""The component waits for the ids of these, so everything it hands out depends on them."""


def child_resource(child: Child, component: str, made: Made, names: Names) -> Resource:
    """A child, its references filled in from the children made before it.

    Args:
        child: what the component declares.
        component: the component's URN.
        made: the children registered so far.
        names: the stack's URNs.
    """
    parent = made[child.parent].urn if child.parent else component
    inputs: dict[str, Any] = {}
    edges: dict[str, tuple[str, ...]] = {}
    for name, value in child.inputs.items():
        if not isinstance(value, Ref):
            inputs[name] = value
        elif not value.only_unknown or is_unknown(_resolved(value, made)):
            inputs[name] = _resolved(value, made)
            edges[name] = (made[value.child].urn,)
    dependencies = {made[key].urn for key in child.depends_on}.union(*edges.values())
    return Resource(
        urn=names.urn(parent, child.key.type, child.key.name),
        type=child.key.type,
        name=child.key.name,
        parent=parent,
        custom=True,
        inputs=inputs,
        outputs={},
        dependencies=tuple(sorted(dependencies)),
        property_dependencies=dict(sorted(edges.items())),
    )


def handed_out(outputs: Mapping[str, Any], made: Made) -> tuple[dict[str, Any], dict[str, set[str]]]:
    """The component's outputs on the wire, and the URNs each depends on."""
    always = {resource.urn for key, resource in made.items() if key.type in _AWAITED}
    resolved = {name: _on_the_wire(value, made) for name, value in outputs.items()}
    return resolved, {name: always | _mentioned(value, made) for name, value in outputs.items()}


def _on_the_wire(value: Any, made: Made) -> Any:
    match value:
        case Key():
            return {SIGNATURE: RESOURCE_SIGNATURE, "urn": made[value].urn, "id": made[value].id}
        case Ref():
            return _resolved(value, made)
        case list():
            return [_on_the_wire(item, made) for item in value]
        case _:
            return value


def _mentioned(value: Any, made: Made) -> set[str]:
    match value:
        case Key():
            return {made[value].urn}
        case Ref():
            return {made[value.child].urn}
        case list():
            return set[str]().union(*(_mentioned(item, made) for item in value))
        case _:
            return set()


def _resolved(reference: Ref, made: Made) -> Any:
    resource = made[reference.child]
    return (resource.id or UNKNOWN) if reference.output == "id" else resource.outputs[reference.output]
