"""Every resource of a stack as a tree that opens and closes and can be searched."""

from xml.etree import ElementTree as ET

from offline.reporting.html.elements import Content, element, section, table
from offline.reporting.html.values import rows_of, value_of
from offline.reporting.summary import Summary
from offline.reporting.tree import short
from offline.simulation.mode import Mode
from offline.simulation.model import STACK_TYPE, Recording, Resource


def resources(summary: Summary) -> ET.Element:
    """The part of the page with all resources."""
    planned = summary.runs.get(Mode.PLANNED)
    tree = _Tree(summary, planned.recording if planned else None)
    search = element(
        "p",
        element("label", "Search names, types and values: ", element("input", id="search", type="search", autocomplete="off")),
        element("span", id="found", role="status", aria_live="polite"),
        class_="search",
    )
    keys = "/ goes to the search, Escape empties it. What only AWS decides is dotted: its value is simulated."
    return section("resources", "Resources", search, element("p", keys, class_="quiet"), tree.roots())


class _Tree:
    def __init__(self, summary: Summary, planned: Recording | None) -> None:
        self._recording = summary.applied
        self._planned = planned
        self._violated = summary.violated

    def roots(self) -> list[ET.Element]:
        stacks = {resource.urn for resource in self._recording.resources if resource.type == STACK_TYPE}
        return [self._node(one) for one in self._recording.resources if one.parent in stacks]

    def _node(self, resource: Resource) -> ET.Element:
        marks: list[Content] = [
            element("b", short(resource.type), class_="type"),
            element("b", "protected", class_="mark") if resource.protect else None,
            element("b", "violated", class_="mark bad") if self._violated.get(resource.urn) else None,
        ]
        below = [self._node(child) for child in self._recording.children(resource.urn)]
        title = element("summary", resource.name, " ", marks)
        return element("details", title, self._properties(resource), below, class_="node")

    def _properties(self, resource: Resource) -> ET.Element | None:
        if not resource.custom:
            return None
        before = self._planned.by_urn.get(resource.urn) if self._planned else None
        rows = [[row.path, value_of(row)] for row in rows_of(resource.inputs, before.inputs if before else None)]
        rows += [["depends on", ", ".join(sorted(urn.rpartition("::")[2] for urn in resource.dependencies))]]
        return table(("property", "value"), rows if resource.dependencies else rows[:-1])
