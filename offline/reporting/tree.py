"""The resources of a run as a tree, like `pulumi preview` shows them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from offline.simulation.model import Recording, Resource

_FOLDED: Final = "awsx:ec2:Vpc"
"""A component whose children the program does not write and a reader rarely needs."""


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


def lines(recording: Recording, *, full: bool, style: Style) -> Iterator[Line]:
    """The tree from the stack down; what the VPC component contains is one remark unless `full`."""
    children: dict[str | None, list[Resource]] = {}
    for resource in recording.resources:
        children.setdefault(resource.parent, []).append(resource)
    for root in children.get(None, []):
        yield from _below(root, children, "", "", full=full, style=style)


def _below(
    resource: Resource, children: Mapping[str | None, list[Resource]], branch: str, indent: str, *, full: bool, style: Style
) -> Iterator[Line]:
    below = children.get(resource.urn, [])
    folded = resource.type == _FOLDED and not full
    remarks = ["protected"] if resource.protect else []
    if folded:
        remarks.append(_inside(resource, children))
    yield Line(branch, short(resource.type), resource.name, remarks, resource.urn)
    for position, child in enumerate([] if folded else below):
        final = position == len(below) - 1
        yield from _below(
            child,
            children,
            indent + (style.last if final else style.fork),
            indent + ("   " if final else style.through),
            full=full,
            style=style,
        )


def _inside(resource: Resource, children: Mapping[str | None, list[Resource]]) -> str:
    kinds: Counter[str] = Counter()
    waiting = [resource]
    while waiting:
        found = children.get(waiting.pop().urn, [])
        kinds.update(child.type.rpartition(":")[2] for child in found)
        waiting += found
    return f"{kinds.total()} inside: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))


def short(token: str) -> str:
    """A type the way the CLI shows it: `aws:rds/instance:Instance` as `aws:rds:Instance`."""
    package, _, rest = token.partition(":")
    module, _, kind = rest.partition(":")
    return ":".join((package, module.partition("/")[0], kind))
