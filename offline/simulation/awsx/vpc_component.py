"""The VPC component as the engine sees it: its children become resources, and its outputs refer to them."""

from collections.abc import Mapping
from typing import Any, Final

from offline.simulation.awsx.vpc import Child, Key, Ref
from offline.simulation.model import Resource
from offline.simulation.names import Names
from offline.simulation.values import RESOURCE_SIGNATURE, SIGNATURE, UNKNOWN, is_unknown

Children = Mapping[Key, Resource]

_AWAITED: Final = ("aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet")
"""The component waits for the ids of these, so all its outputs depend on them."""


def child_resource(child: Child, component: str, children: Children, names: Names) -> Resource:
    """A child, its references filled in from the children registered before it.

    Args:
        child: what the component declares.
        component: the component's URN.
        children: the children registered so far.
        names: the stack's URNs.
    """
    parent = children[child.parent].urn if child.parent else component
    inputs: dict[str, Any] = {}
    edges: dict[str, tuple[str, ...]] = {}
    for name, value in child.inputs.items():
        if not isinstance(value, Ref):
            inputs[name] = value
        elif not value.only_unknown or is_unknown(_resolved(value, children)):
            inputs[name] = _resolved(value, children)
            edges[name] = (children[value.child].urn,)
    dependencies = {children[key].urn for key in child.depends_on}.union(*edges.values())
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


def component_outputs(outputs: Mapping[str, Any], children: Children) -> tuple[dict[str, Any], dict[str, set[str]]]:
    """The component's outputs on the wire, and the URNs each depends on."""
    always = {resource.urn for key, resource in children.items() if key.type in _AWAITED}
    resolved = {name: _on_the_wire(value, children) for name, value in outputs.items()}
    return resolved, {name: always | _mentioned(value, children) for name, value in outputs.items()}


def _on_the_wire(value: Any, children: Children) -> Any:
    match value:
        case Key():
            return {SIGNATURE: RESOURCE_SIGNATURE, "urn": children[value].urn, "id": children[value].id}
        case Ref():
            return _resolved(value, children)
        case list():
            return [_on_the_wire(item, children) for item in value]
        case _:
            return value


def _mentioned(value: Any, children: Children) -> set[str]:
    match value:
        case Key():
            return {children[value].urn}
        case Ref():
            return {children[value.child].urn}
        case list():
            return set[str]().union(*(_mentioned(item, children) for item in value))
        case _:
            return set()


def _resolved(reference: Ref, children: Children) -> Any:
    resource = children[reference.child]
    return (resource.id or UNKNOWN) if reference.output == "id" else resource.outputs[reference.output]
