"""The resources of a run as a tree: the components at its top, one of them with all it contains, or the whole of it."""

import difflib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from offline.errors import PreviewError
from offline.simulation.model import STACK_TYPE, Recording, Resource


class Line(NamedTuple):
    """One line of a tree: the branch and type, the name, and remarks."""

    branch: str
    type: str
    name: str
    remarks: Sequence[str]
    urn: str


class Style(NamedTuple):
    """The characters branches are drawn with."""

    fork: str = "├─ "
    last: str = "└─ "
    through: str = "│  "


ASCII: Final = Style("|- ", "`- ", "|  ")


class Tree:
    """The resources of a recording by what contains them."""

    def __init__(self, recording: Recording) -> None:
        """Sort the recording's resources by parent."""
        self._resources = recording.resources
        self._children: dict[str | None, list[Resource]] = {}
        for resource in recording.resources:
            self._children.setdefault(resource.parent, []).append(resource)

    @property
    def roots(self) -> Sequence[Resource]:
        """What nothing contains: the stack."""
        return self._children.get(None, [])

    @property
    def parts(self) -> Sequence[Resource]:
        """What the program declares at its top level, components and single resources, in the order it does."""
        return [part for root in self.roots for part in (self._children.get(root.urn, []) if root.type == STACK_TYPE else [root])]

    def inside(self, resource: Resource) -> Iterator[Resource]:
        """The resource and all it contains."""
        yield resource
        for child in self._children.get(resource.urn, []):
            yield from self.inside(child)

    def named(self, names: Sequence[str]) -> Sequence[Resource]:
        """The resources with these names; what one of them contains is not repeated.

        Raises:
            PreviewError: no resource has one of the names; the message tells which are close to it.
        """
        for name in names:
            if not any(resource.name == name for resource in self._resources):
                raise PreviewError(f"--show: no component and no resource is named {name!r}; {self._hint(name)}")
        found = [resource for resource in self._resources if resource.name in names]
        below = {inner.urn for outer in found for inner in self.inside(outer) if inner is not outer}
        return [resource for resource in found if resource.urn not in below]

    def _hint(self, name: str) -> str:
        parts = list(dict.fromkeys(part.name for part in self.parts))
        close = difflib.get_close_matches(name, dict.fromkeys([*parts, *(resource.name for resource in self._resources)]))
        return f"close to it: {', '.join(close)}" if close else f"the stack has: {', '.join(parts) or 'nothing'}"

    def lines(self, roots: Sequence[Resource], style: Style) -> Iterator[Line]:
        """The tree from some resources down."""
        for root in roots:
            yield from self._below(root, "", "", style)

    def _below(self, resource: Resource, branch: str, indent: str, style: Style) -> Iterator[Line]:
        yield Line(branch, short(resource.type), resource.name, ["protected"] if resource.protect else [], resource.urn)
        children = self._children.get(resource.urn, [])
        for child in children:
            fork, through = (style.last, "   ") if child is children[-1] else (style.fork, style.through)
            yield from self._below(child, indent + fork, indent + through, style)


def short(token: str) -> str:
    """A type the way the CLI shows it: `aws:rds/instance:Instance` as `aws:rds:Instance`."""
    package, _, rest = token.partition(":")
    module, _, kind = rest.partition(":")
    return ":".join((package, module.partition("/")[0], kind))
