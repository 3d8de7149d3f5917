"""Who reaches what, as a table: a row for whoever connects or has a role, a column for what is reached."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from offline.explaining.parts import Parts
from offline.explaining.reach import Path, Use, paths, uses
from offline.reporting.html.elements import Content, element, section, table

ANYTHING, ELSEWHERE = "*", "elsewhere"
"""The columns of permissions that no resource limits, and of those on what the stack does not declare."""

Cells = Mapping[str, Mapping[str, tuple[str, ...]]]


def matrix(parts: Parts) -> ET.Element | None:
    """The part of the page; none where nobody reaches anything."""
    found = cells(paths(parts), list(uses(parts)))
    if not found:
        return None
    last = (ELSEWHERE, ANYTHING)
    columns = sorted({target for row in found.values() for target in row}, key=lambda name: (name in last, name == ANYTHING, name))
    rows: list[list[Content]] = [
        [source, *(_cell(row.get(column, ())) for column in columns)] for source, row in sorted(found.items())
    ]
    note = (
        f"Numbers are ports, words are actions of AWS. {ELSEWHERE}: on what the stack does not declare; {ANYTHING}: what no "
        "resource limits, such as calls that name none. Denials are not shown."
    )
    return section("access", "Who reaches what", element("p", note, class_="quiet"), table(("", *columns), rows, class_="matrix"))


def cells(ways: list[Path], permissions: list[Use]) -> Cells:
    """What each source may do with each target: its ports, then its actions."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for way in ways:
        found.setdefault(way.source, {}).setdefault(way.target, {})[way.ports] = None
    for use in permissions:
        if use.grant.denies:
            continue
        for target in use.targets or (ANYTHING if use.grant.resource == "*" else ELSEWHERE,):
            if target != (use.part or use.role):
                found.setdefault(use.part or use.role, {}).setdefault(target, {})[_said(use)] = None
    return {source: {target: tuple(said) for target, said in row.items()} for source, row in found.items()}


def _said(use: Use) -> str:
    return f"{use.grant.action} (conditional)" if use.grant.condition else use.grant.action


def _cell(said: tuple[str, ...]) -> Content:
    if not said:
        return None
    ports = [one for one in said if ":" not in one]
    actions = [one for one in said if ":" in one]
    services = sorted({one.partition(":")[0] for one in actions})
    listed = element("ul", [element("li", element("code", one)) for one in actions])
    more = element("details", element("summary", ", ".join(services)), listed) if actions else None
    return element("div", element("b", " ".join(ports)) if ports else None, more)
