"""The resources of a run as a tree, like `pulumi preview` shows them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from offline.simulation.model import Recording, Resource


class Line(NamedTuple):
    """One line: the branch and type, the name, and remarks."""

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


def lines(recording: Recording, *, style: Style) -> Iterator[Line]:
    """The tree from the stack down."""
    children: dict[str | None, list[Resource]] = {}
    for resource in recording.resources:
        children.setdefault(resource.parent, []).append(resource)
    for root in children.get(None, []):
        yield from _below(root, children, "", "", style)


def _below(
    resource: Resource, children: Mapping[str | None, list[Resource]], branch: str, indent: str, style: Style
) -> Iterator[Line]:
    below = children.get(resource.urn, [])
    remarks = ["protected"] if resource.protect else []
    yield Line(branch, short(resource.type), resource.name, remarks, resource.urn)
    for position, child in enumerate(below):
        final = position == len(below) - 1
        mark, gap = (style.last, "   ") if final else (style.fork, style.through)
        yield from _below(child, children, indent + mark, indent + gap, style)


def short(token: str) -> str:
    """A type the way the CLI shows it: `aws:rds/instance:Instance` as `aws:rds:Instance`."""
    package, _, rest = token.partition(":")
    module, _, kind = rest.partition(":")
    return ":".join((package, module.partition("/")[0], kind))
