"""The architecture as a drawing: addresses outside, what lets them in, what runs, what keeps data, and the ways between them."""

from collections.abc import Iterable
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from offline.explaining.parts import Parts
from offline.explaining.reach import paths, uses
from offline.reporting.html.elements import element, section
from offline.simulation.model import Resource

_EDGE: Final = ("aws:lb/loadBalancer:LoadBalancer",)
_RUNS: Final = ("aws:ecs/taskDefinition:TaskDefinition", "aws:lambda/function:Function")
_COLUMNS: Final = ("outside", "edge", "what runs", "what is used")
_WIDTH, _HEIGHT, _GAP, _STEP, _TOP = 210, 40, 12, 290, 56


class _Node(NamedTuple):
    name: str
    column: int
    row: int
    note: str

    @property
    def x(self) -> int:
        return self.column * _STEP + 16

    @property
    def y(self) -> int:
        return _TOP + 24 + self.row * (_HEIGHT + _GAP)


def diagram(parts: Parts, region: str) -> ET.Element | None:
    """The part of the page; none for a stack in which nothing runs.

    Args:
        parts: the stack.
        region: of its default provider.
    """
    ways = {(one.source, one.target): one.ports for one in paths(parts)}
    grants = {(one.part, target) for one in uses(parts) if one.part and not one.grant.denies for target in one.targets}
    running = {part for part in parts.roots if _has(parts, part, _RUNS)}
    if not running:
        return None
    edge = {part for part in parts.roots if _has(parts, part, _EDGE)}
    links = {link for link in {*ways, *grants} if link[0] != link[1] and {*link} & (running | edge)}
    named = {name for link in links for name in link} | running | edge
    outside = {name for name in named if name not in parts.roots}
    columns = (outside, edge, running, named - outside - edge - running)
    nodes = {
        name: _Node(name, column, row, _note(parts, name, region))
        for column, names in enumerate(columns)
        for row, name in enumerate(sorted(names))
    }
    height = max(node.y for node in nodes.values()) + _HEIGHT + 24
    width = len(columns) * _STEP - (_STEP - _WIDTH) + 32
    lines = [_line(nodes[one], nodes[other], ways.get((one, other))) for one, other in sorted(links)]
    inner, tall = str(width - _STEP + 8), str(height - 16)
    frame = element("rect", x=str(_STEP - 16), y="8", width=inner, height=tall, rx="10", class_="frame")
    tip = element("path", d="M0,0 L8,4 L0,8 z")
    arrow = element(
        "marker", tip, id="tip", viewBox="0 0 8 8", refX="8", refY="4", markerWidth="6", markerHeight="6", orient="auto"
    )
    zones = ", ".join(sorted(_zones(parts)))
    titles = [
        element("text", text, x=str(column * _STEP + 16), y=str(_TOP + 8), class_="column") for column, text in enumerate(_COLUMNS)
    ]
    place = element("text", f"{region}: {zones}" if zones else region, x=str(_STEP), y="30", class_="place")
    said = f"{len(running)} workloads, {len(links)} ways between {len(nodes)} places; the table below lists them"
    svg = element(
        "svg",
        element("defs", arrow),
        frame,
        place,
        titles,
        lines,
        [_box(node) for node in nodes.values()],
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_label=said,
    )
    svg.set("style", f"min-width: {width * 3 // 4}px")
    legend = "Solid: a way through the network; dashed: permissions alone. Point at a box to see its ways, at a way for its ports."
    return section("architecture", "Architecture", element("p", legend, class_="quiet"), element("div", svg, class_="wide"))


def _has(parts: Parts, part: str, types: Iterable[str]) -> bool:
    return any(resource.type in types for resource in parts.inside(part))


def _zones(parts: Parts) -> set[str]:
    subnets = parts.recording.of("aws:ec2/subnet:Subnet")
    return {str(one.inputs["availabilityZone"]) for one in subnets if one.inputs.get("availabilityZone")}


def _note(parts: Parts, name: str, region: str) -> str:
    """The service most of whose kind the part is made of, and where else it has something."""
    if name not in parts.roots:
        return "everyone" if name in ("0.0.0.0/0", "::/0") else "addresses"
    inside = [resource for resource in parts.inside(name) if resource.custom]
    elsewhere = sorted({place for one in inside if (place := _region(one)) not in ("", region)})
    kind = parts.roots[name][-1].type.rpartition(":")[2]
    return f"{kind}, copy in {', '.join(elsewhere)}" if elsewhere else kind


def _region(resource: Resource) -> str:
    arn = resource.outputs.get("arn")
    fields = arn.split(":") if isinstance(arn, str) else []
    return fields[3] if fields[:1] == ["arn"] else ""


def _box(node: _Node) -> ET.Element:
    return element(
        "g",
        element("title", f"{node.name}: {node.note}"),
        element("rect", x=str(node.x), y=str(node.y), width=str(_WIDTH), height=str(_HEIGHT), rx="6"),
        element("text", _short(node.name, 27), x=str(node.x + 10), y=str(node.y + 17)),
        element("text", _short(node.note, 36), x=str(node.x + 10), y=str(node.y + 32), class_="note"),
        class_=f"box column-{node.column}",
        data_node=node.name,
        tabindex="0",
    )


def _line(source: _Node, target: _Node, ports: str | None) -> ET.Element:
    """A curve from one box to another; within a column it bulges out to the right."""
    same = source.column == target.column
    right = source.column <= target.column
    x1 = source.x + (_WIDTH if right else 0)
    x2 = target.x + (_WIDTH if same or not right else 0)
    y1, y2 = source.y + _HEIGHT // 2, target.y + _HEIGHT // 2
    bend = 44 if same else (x2 - x1) // 2
    path = f"M{x1},{y1} C{x1 + bend},{y1} {x2 + (bend if same else -bend)},{y2} {x2},{y2}"
    title = element("title", f"{source.name} to {target.name}: {f'port {ports}' if ports else 'permissions'}")
    kind = "way" if ports else "way grant"
    return element("path", title, d=path, class_=kind, data_from=source.name, data_to=target.name, marker_end="url(#tip)")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
