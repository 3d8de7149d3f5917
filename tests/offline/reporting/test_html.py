"""The page: whatever a stack has is in it once, as text, and nothing in it is fetched."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pulumi
import pulumi_aws as aws
import pytest

from offline.project import Project
from offline.reporting.html import html
from offline.reporting.html.page import page
from offline.reporting.summary import Run, Summary, summarize
from offline.simulation.mode import Mode
from offline.simulation.model import Recording
from offline.simulation.runner import record
from tests import reading
from tests.offline.reporting.verdicts import ADVICE, BROKEN, previewed
from tests.shipped import STACKS, recorded
from tests.stacks import ROOT

REGION = "us-east-1"


def summary_of(*recordings: Recording) -> Summary:
    first = recordings[0]
    project = Project(name=first.project, stack=first.stack, program=ROOT, config={"aws:region": REGION}, secret_keys=())
    return summarize(project, {one.mode: Run(recording=one) for one in recordings})


@pytest.fixture(scope="module")
def production() -> ET.Element:
    return page(summary_of(recorded("production", Mode.PLANNED), recorded("production")))


def section(made: ET.Element, name: str) -> ET.Element:
    (found,) = (one for one in made.iter("section") if one.get("id") == name)
    return found


def text(part: ET.Element) -> str:
    return "".join(part.itertext())


def matrix(made: ET.Element) -> Iterator[tuple[str, str, ET.Element]]:
    """Return who, what, and the cell of the two."""
    table = next(section(made, "access").iter("table"))
    columns = [text(cell) for cell in next(table.iter("thead")).iter("th")]
    for row in next(table.iter("tbody")):
        cells = list(row)
        yield from ((text(cells[0]), column, cell) for column, cell in zip(columns[1:], cells[1:], strict=True))


def test_nothing_is_fetched(production: ET.Element) -> None:
    for one in production.iter():
        for name in ("src", "href", "action", "data", "srcset", "poster"):
            assert one.get(name, "#").startswith("#"), f"{one.tag} fetches {one.get(name)}"
    style = text(next(production.iter("style")))
    assert "url(" not in style
    assert "@import" not in style
    script = text(next(production.iter("script")))
    assert not any(word in script for word in ("fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval("))


def test_links_lead_to_parts_of_the_page(production: ET.Element) -> None:
    links = [one.get("href", "")[1:] for one in production.iter("a")]
    assert Counter(links).most_common(1)[0][1] == 1
    assert set(links) == {one.get("id") for one in production.iter() if one.tag in ("section", "main")}


def test_every_resource_is_there_once(production: ET.Element) -> None:
    declared = Counter(one.name for one in recorded("production").resources[1:])
    shown: Counter[str] = Counter()
    for node in section(production, "resources").iter("details"):
        shown[(node.findtext("summary") or "").strip()] += 1
    assert shown == declared


def test_properties_are_those_of_the_run_and_say_what_aws_decides(production: ET.Element) -> None:
    (node,) = (
        one
        for one in section(production, "resources").iter("details")
        if (one.findtext("summary") or "").strip() == "api-definition"
    )
    rows = {text(row[0]): row[1] for row in node.iter("tr") if len(row)}
    assert text(rows["memory"]) == "4096"
    assert text(rows["containerDefinitions[0].name"]) == "api", "a document is taken apart"
    role = next(iter(rows["taskRoleArn"]))
    assert (role.get("class"), role.get("title")) == ("later", "AWS decides this; here is a simulated answer")
    assert next(iter(rows["memory"])).get("class") is None


@pytest.mark.parametrize("stack", STACKS)
def test_every_workload_and_what_it_reaches_is_in_the_drawing(stack: str) -> None:
    recording = recorded(stack)
    made = section(page(summary_of(recording)), "architecture")
    boxes = {one.get("data-node") for one in made.iter("g")}
    groups = {one.name.removesuffix("-group") for one in recording.of("aws:ec2/securityGroup:SecurityGroup")}
    workloads = {one.name.removesuffix("-definition") for one in recording.of(reading.TASK_DEFINITION)}
    assert workloads <= boxes
    tiers = {one for one in groups if reading.sources_of(recording, f"{one}-group")}
    assert tiers - {"endpoints", "network-endpoints"} <= boxes
    for way in made.iter("path"):
        if way.get("data-from"):
            assert {way.get("data-from"), way.get("data-to")} <= boxes


def test_the_matrix_has_the_ports_of_the_rules(production: ET.Element) -> None:
    recording = recorded("production")
    for who, what, cell in matrix(production):
        if who in ("api", "feature-processor", "migrate"):
            named = {"0.0.0.0/0": "0.0.0.0/0"}.get(what, f"{what}-group")
            declared = {str(port) for peer, port in reading.destinations_of(recording, f"{who}-group") if peer == named}
            assert set((cell.findtext("div/b") or "").split()) == declared, (who, what)


def test_the_matrix_has_the_actions_of_the_statements(production: ET.Element) -> None:
    recording = recorded("production")
    shown: set[str] = set()
    for who, _, cell in matrix(production):
        if who == "api":
            shown |= {text(item).removesuffix(" (conditional)") for item in cell.iter("li")}
    roles = [one.inputs["name"] for one in recording.of(reading.ROLE) if one.name.startswith("api-")]
    own = recording.named("api-repository").outputs["arn"]  # what a part may do with what is its own is not in the table
    logs = recording.named("api-logs").outputs["arn"]
    declared = {
        action
        for role in roles
        for statement in reading.permissions(recording, role)
        for action in statement["Action"]
        if not all(
            one.startswith((own, logs)) or ":targetgroup/" in one or ":listener-rule/" in one for one in statement["Resource"]
        )
    }
    assert shown == declared


def nasty() -> None:
    """Declare names and values that a page could take for its own."""
    aws.ssm.Parameter("x", type="String", name="</script><img src=x onerror=alert(1)>", value="<b>&amp;\x00")
    aws.ssm.Parameter("secret", type="SecureString", value=pulumi.Output.secret("hunter2"))
    pulumi.export("</style>", json.dumps({"<i>": "&"}))


def test_no_text_of_a_stack_is_markup_and_no_secret_is_shown() -> None:
    written = html(summary_of(record(nasty, stack="dev", config={"aws:region": REGION})))
    assert "<img" not in written
    assert "<b>&amp;" not in written
    assert written.count("</script>") == 1
    assert written.count("</style>") == 1
    assert "hunter2" not in written
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in written


def test_findings_come_first_and_mark_their_resource() -> None:
    made = page(previewed(BROKEN, ADVICE))
    assert [one.get("id") for one in made.iter("section")][:2] == ["violations", "advice"]
    assert text(section(made, "violations")).count("buckets-closed") == 1
    recording = recorded("dev")
    broken = dataclasses.replace(BROKEN, urn=recording.named("cache-group").urn)
    judged = previewed(broken)
    summary = dataclasses.replace(
        judged, runs={mode: dataclasses.replace(run, recording=recording) for mode, run in judged.runs.items()}
    )
    marks = [one for one in page(summary).iter("summary") if "violated" in text(one)]
    assert [(one.text or "").strip() for one in marks] == ["cache-group"]


def test_a_stack_in_which_nothing_runs_has_no_drawing() -> None:
    made = page(summary_of(record(lambda: None, stack="dev")))
    assert [one.get("id") for one in made.iter("section")] == ["outputs", "resources"]
