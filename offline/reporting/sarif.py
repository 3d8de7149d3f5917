"""The verdict as SARIF 2.1.0, for code scanning: each finding at the line of the program that declares the resource."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from offline.judging.findings import NOT_JUDGED, Finding
from offline.reporting.forms import sarif_log, sarif_result
from offline.reporting.summary import Summary

Place = tuple[str, int]


def sarif(summary: Summary) -> str:
    """One result for each finding: an error forbids the deployment, a warning is advice, a note is what no mode could decide."""
    places = _places(summary)
    results = [_result(finding, level, summary, places) for level, finding in _findings(summary)]
    if summary.silence:
        place = (f"Pulumi.{summary.project.stack}.yaml", 1)
        text = f"{summary.silence}: {', '.join(summary.not_judged)}"
        results.append(sarif_result(NOT_JUDGED, "note", text, place, f"{NOT_JUDGED} {text}"))
    lowered = [
        {
            "descriptor": {"id": one.rule},
            "configuration": {"enabled": not one.is_off, "level": "none" if one.is_off else "error" if one.stops else "warning"},
            "properties": {"asks": one.level, "usual": one.usual, "reason": one.reason + one.ending, "expires": one.expires},
        }
        for one in summary.lowered
    ]
    return sarif_log(summary.pack or "no policy pack", summary.rules, results, overrides=lowered)


def _findings(summary: Summary) -> Iterator[tuple[str, Finding]]:
    yield from (("error", finding) for finding in summary.verdict.forbidding)
    yield from (("warning", finding) for finding in summary.verdict.advice)
    yield from (("note", finding) for finding in summary.unclear)


def _result(finding: Finding, level: str, summary: Summary, places: Mapping[str, Place]) -> dict[str, Any]:
    stack = summary.project.stack
    place = places.get(finding.urn or "", (f"Pulumi.{stack}.yaml", 1))
    text = f"{finding.resource or 'the stack'} of {stack}: {finding.title}. {finding.text}".strip()
    return sarif_result(finding.rule, level, text, place, f"{finding.rule} {finding.urn} {finding.title}")


def _places(summary: Summary) -> Mapping[str, Place]:
    """Where each resource, or the component it belongs to, is declared: a file of the project and a line, by URN."""
    program = summary.project.program
    folder = (program if program.is_dir() else program.parent).resolve()
    found: dict[str, Place] = {}
    for run in summary.runs.values():
        for resource in run.recording.resources:
            if place := _inside(resource.position, folder) or found.get(resource.parent or ""):
                found.setdefault(resource.urn, place)
    return found


def _inside(position: Place | None, folder: Path) -> Place | None:
    """The position with a path relative to the folder; none outside it, and none in what is installed there."""
    if position is None or not Path(position[0]).is_relative_to(folder):
        return None
    path = Path(position[0]).relative_to(folder)
    return None if "site-packages" in path.parts else (path.as_posix(), position[1])
