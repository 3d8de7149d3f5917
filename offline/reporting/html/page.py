"""The page: verdict, findings, architecture, access, and every resource with its properties; nothing in it is fetched."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

from offline.explaining.parts import Parts
from offline.reporting.html.costs import costs
from offline.reporting.html.diagram import diagram
from offline.reporting.html.elements import Content, element, section, table
from offline.reporting.html.matrix import matrix
from offline.reporting.html.tree import resources
from offline.reporting.html.values import rows_of, value_of
from offline.reporting.summary import Summary
from offline.simulation.mode import Mode


def html(summary: Summary) -> str:
    """The page of a preview, as text."""
    return f"<!DOCTYPE html>\n{ET.tostring(page(summary), encoding='unicode', method='html')}\n"


def page(summary: Summary) -> ET.Element:
    """The page of a preview."""
    stack = Parts(summary.applied)
    region = summary.project.config.get("aws:region", "")
    priced = costs(summary.estimate) if summary.estimate else None
    drawn = [part for part in (diagram(stack, region), matrix(stack), priced) if part is not None]
    parts = [*_findings(summary), *drawn, _outputs(summary), resources(summary)]
    links = [element("a", part.findtext("h2") or "", href=f"#{part.get('id')}") for part in parts]
    title = f"{summary.project.name}/{summary.project.stack}, offline preview"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", _text("report.css")),
    )
    body = element(
        "body",
        element("a", "Skip to the report", href="#report", class_="skip"),
        element("header", _headline(summary), element("nav", links, aria_label="Parts of this report")),
        element("main", parts, id="report"),
        element("script", _text("report.js")),
    )
    return element("html", head, body, lang="en")


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _headline(summary: Summary) -> list[Content]:
    passed = summary.verdict.passed
    return [
        element("h1", summary.project.stack, element("small", f" of {summary.project.name}")),
        element("p", summary.conclusion, class_="verdict good" if passed else "verdict bad", role="status"),
        element("p", f"{summary.counts}."),
        element("p", "AWS was not contacted and nothing was created: every answer is simulated.", class_="quiet"),
        *([element("p", f"{summary.judges}.", class_="quiet")] if summary.judges else []),
        *(
            [element("p", f"{summary.silence.capitalize()}: {', '.join(summary.not_judged)}.", class_="quiet")]
            if summary.silence
            else []
        ),
    ]


def _findings(summary: Summary) -> list[ET.Element]:
    kinds = (
        ("Violations", summary.verdict.forbidding),
        ("Not decided in any mode", summary.unclear),
        ("Advice", summary.verdict.advice),
    )
    head = ("rule", "resource", "what", "why, and how to mend it")
    found = [
        section(
            title.partition(" ")[0].lower(),
            f"{title} ({len(findings)})",
            table(head, ([one.rule, one.resource or "the stack", one.title, one.text] for one in findings)),
        )
        for title, findings in kinds
        if findings
    ]
    rows = ([one.rule, one.level, one.usual, one.expires, one.reason + one.ending] for one in summary.lowered)
    less = table(("rule", "configured", "usually", "until", "reason"), rows)
    return [
        *found,
        *([section("lowered", f"Rules that ask less than usual ({len(summary.lowered)})", less)] if summary.lowered else []),
    ]


def _outputs(summary: Summary) -> ET.Element:
    rows = ([row.path, value_of(row)] for row in rows_of(summary.applied.outputs, _planned(summary)))
    return section("outputs", "Outputs", table(("output", "value"), rows))


def _planned(summary: Summary) -> Mapping[str, Any] | None:
    run = summary.runs.get(Mode.PLANNED)
    return run.recording.outputs if run else None
