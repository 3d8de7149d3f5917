"""The verdict as JUnit XML and Markdown, and the rules of a pack explained."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from offline.errors import Exit
from offline.judging.findings import Finding, Judgement
from offline.preview import Outcome, Preview
from offline.project import Project
from offline.reporting.markdown import junit, markdown
from offline.simulation.mode import Mode
from offline.simulation.model import Recording
from tests.offline.samples import run
from tests.stacks import ROOT

URN = "urn:pulumi:dev::platform::aws:s3/bucket:Bucket::models"
BROKEN = Finding(
    rule="buckets-closed", level="mandatory", urn=URN, title="Buckets are closed", text="It is open.\nFix: close it | shut it."
)
ADVICE = Finding(rule="two-zones", level="advisory", urn=None, title="Two zones", text="There is one.")
UNCLEAR = Finding(rule="roles-narrow", level="mandatory", urn=URN, title="Roles are narrow", text="policy", undecided=True)
RULES = ("buckets-closed", "two-zones", "roles-narrow", "keys-turn")


def previewed(*findings: Finding) -> Preview:
    project = Project(name="platform", stack="dev", program=Path(), config={}, secret_keys=())
    recording = Recording(project="platform", stack="dev", mode=Mode.APPLIED, resources=(), outputs={})
    judgement = Judgement(pack="pack 1", rules=RULES, findings=findings)
    return Preview(project=project, outcomes={Mode.APPLIED: Outcome(recording=recording, judgement=judgement)}, total=1.5)


def test_junit_has_a_case_for_each_rule_and_fails_the_violated_ones() -> None:
    suite = ET.fromstring(junit(previewed(BROKEN, ADVICE)))  # noqa: S314  made by this program
    assert (suite.get("tests"), suite.get("failures")) == ("4", "1")
    assert [case.get("name") for case in suite] == list(RULES)
    failures = {case.get("name"): case.findall("failure") for case in suite}
    assert [failure.get("message") for failure in failures["buckets-closed"]] == ["models: Buckets are closed"]
    assert URN in (failures["buckets-closed"][0].text or "")
    assert failures["two-zones"] == failures["keys-turn"] == []
    assert "There is one." in (suite[1].findtext("system-out") or "")


def test_junit_fails_a_mandatory_rule_that_nobody_could_decide() -> None:
    suite = ET.fromstring(junit(previewed(UNCLEAR)))  # noqa: S314  made by this program
    (failure,) = suite.iter("failure")
    assert "not decided in any mode" in (failure.get("message") or "")


def test_markdown_tells_verdict_and_way_out_and_survives_a_pipe_in_a_message() -> None:
    text = markdown(previewed(BROKEN, ADVICE))
    assert text.startswith("## Offline preview of `dev`: forbidden\n")
    assert "AWS was not contacted" in text
    assert "| `buckets-closed` | `models` | Buckets are closed. It is open. Fix: close it \\| shut it. |" in text
    assert text.index("### Violations") < text.index("### Advice")


def test_markdown_of_a_clean_stack_has_no_tables() -> None:
    assert "|" not in markdown(previewed())


@pytest.mark.parametrize(("form", "start"), [("junit", "<?xml"), ("markdown", "## Offline preview of `dev`: nothing forbids it")])
def test_the_command_prints_the_form_asked_for(form: str, start: str) -> None:
    done = run("preview", "dev", "-C", ROOT, "--mode", "applied", "--format", form)
    assert done.returncode == Exit.OK
    assert done.stdout.startswith(start)


def test_the_rules_of_the_pack_are_listed() -> None:
    done = run("policies", "-C", ROOT)
    assert done.returncode == Exit.OK
    assert "rds-not-public" in done.stdout
    assert "rules. Explain one with" in done.stdout


def test_a_rule_is_explained() -> None:
    done = run("policies", "rds-not-public", "-C", ROOT)
    assert done.returncode == Exit.OK
    for part in ("rds-not-public (mandatory, critical)", "Why:", "Fix:", "References:", "publicly_accessible"):
        assert part in done.stdout


def test_a_misspelt_rule_names_the_nearest() -> None:
    done = run("policies", "rds-public", "-C", ROOT)
    assert done.returncode == Exit.INPUT
    assert "did you mean rds-not-public" in done.stderr
