"""The architecture as a Mermaid flowchart, which GitHub draws in a pull request."""

from collections.abc import Iterator, Mapping

from offline.explaining.parts import Parts
from offline.explaining.reach import paths, uses

_MOST_LINKS = 150
"""GitHub's Mermaid refuses more than 500 edges; far fewer are still readable."""


def flowchart(parts: Parts) -> str:
    """The ways through the network, with their ports, and dashed the permissions on what no network leads to; empty if none."""
    ways: dict[tuple[str, str], list[str]] = {}
    for one in paths(parts):
        if one.source != one.target:
            ways.setdefault((one.source, one.target), []).append(one.ports)
    connected = {name for way in ways for name in way}
    grants = {
        (one.part, target)
        for one in uses(parts)
        if one.part in connected and not one.grant.denies
        for target in one.targets
        if target != one.part and (one.part, target) not in ways and target not in connected
    }
    links = [*(f'-->|"{" ".join(ports)}"|' for ports in ways.values()), *("-.->" for _ in grants)]
    ends = [*ways, *sorted(grants)]
    if not ends:
        return ""
    names = {name: f"n{place}" for place, name in enumerate(sorted({name for end in ends for name in end}))}
    return "\n".join(_lines(names, list(zip(ends, links, strict=True))))


def _lines(names: Mapping[str, str], links: list[tuple[tuple[str, str], str]]) -> Iterator[str]:
    yield "flowchart LR"
    shown = links[:_MOST_LINKS]
    used = {name for ends, _ in shown for name in ends}
    yield from (f'  {short}["{_escaped(name)}"]' for name, short in names.items() if name in used)
    yield from (f"  {names[one]} {link} {names[other]}" for (one, other), link in shown)


def _escaped(name: str) -> str:
    """Text in a box: Mermaid ends it at a quote and reads `#` as the beginning of an entity."""
    return " ".join(name.split()).replace("#", "#35;").replace('"', "#quot;").replace("`", "'")
