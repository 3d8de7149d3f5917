"""What stands directly below the stack, a line each: how many resources a component has, and how many findings they cause."""

import difflib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from offline.errors import PreviewError
from offline.reporting.tree import short
from offline.simulation.model import STACK_TYPE, Recording, Resource


class Folded(NamedTuple):
    """A component, or a resource that belongs to none, with what is inside it."""

    name: str
    type: str
    component: bool
    resources: int
    """Itself included, if it is no component."""
    protected: int
    violated: int


def folded(recording: Recording, violated: Mapping[str, int]) -> Iterator[Folded]:
    """What the stack is made of, in the order of its declaration.

    Args:
        recording: a run.
        violated: how many findings forbid the deployment because of a resource, by its URN.
    """
    for root in _roots(recording):
        inside = [root, *_below(root, recording)]
        real = [resource for resource in inside if resource.custom]
        yield Folded(
            name=root.name,
            type=short(root.type),
            component=not root.custom,
            resources=len(real),
            protected=sum(resource.protect for resource in real),
            violated=sum(violated.get(resource.urn, 0) for resource in inside),
        )


def only(recording: Recording, name: str) -> tuple[Resource, ...]:
    """The resources to show when one name is asked for: everything so called, with what is inside it and what it is inside.

    Raises:
        PreviewError: nothing has the name; the message has the closest ones.
    """
    wanted = [resource for resource in recording.resources if resource.name == name and resource.type != STACK_TYPE]
    if not wanted:
        names = sorted({resource.name for resource in recording.resources})
        close = difflib.get_close_matches(name, names, n=3) or sorted({root.name for root in _roots(recording)})
        raise PreviewError(f"the stack has no component or resource called {name!r}; it has {', '.join(close)}")
    kept = {resource.urn for resource in wanted}
    for resource in wanted:
        kept.update(child.urn for child in _below(resource, recording))
        parent = resource.parent
        while parent is not None:
            kept.add(parent)
            parent = recording.by_urn[parent].parent
    return tuple(resource for resource in recording.resources if resource.urn in kept)


def _roots(recording: Recording) -> list[Resource]:
    stack = {resource.urn for resource in recording.resources if resource.type == STACK_TYPE}
    return [resource for resource in recording.resources if resource.parent in stack]


def _below(resource: Resource, recording: Recording) -> Iterator[Resource]:
    for child in recording.children(resource.urn):
        yield child
        yield from _below(child, recording)
