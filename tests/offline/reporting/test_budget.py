"""What a preview says of costs: a line always, advice where a stack is expected to cost more than its budget."""

from xml.etree import ElementTree as ET

import pytest

from offline.judging.findings import ADVISORY, Judgement
from offline.project import Project
from offline.reporting import budget
from offline.reporting.junit import junit
from offline.reporting.markdown import markdown
from offline.reporting.summary import Run, Summary, summarize
from offline.simulation.mode import Mode
from tests.shipped import recorded
from tests.stacks import ROOT


def previewed(monthly: int) -> Summary:
    """Return the preview of a clean stack with a budget of so many USD."""
    recording = recorded("default-rate-production", Mode.APPLIED, ("platform:budget", {"monthly_usd": monthly}))
    project = Project(name="platform", stack=recording.stack, program=ROOT, config={"aws:region": "us-east-1"}, secret_keys=())
    judged = Judgement(pack="pack 1", rules=("two-zones",), findings=())
    return summarize(project, {Mode.APPLIED: Run(recording=recording, judgement=judged)})


def test_within_the_budget_there_is_a_line_and_no_advice() -> None:
    summary = previewed(500)
    assert summary.estimate is not None
    assert budget.line(summary.estimate).endswith("; its budget is 500.")
    assert (summary.advising, summary.conclusion) == ({}, "No policy forbids this deployment.")
    assert budget.RULE not in junit(summary)


@pytest.mark.parametrize("monthly", [50])
def test_above_it_the_biggest_items_and_a_cheaper_setting_are_named_and_nothing_is_forbidden(monthly: int) -> None:
    summary = previewed(monthly)
    (finding,) = summary.advising[budget.RULE]
    assert (finding.level, finding.urn, summary.verdict.passed) == (ADVISORY, None, True)
    assert finding.text.startswith(f"Budget: {monthly} USD; expected is ")
    assert len(finding.text.splitlines()) > 3
    assert summary.conclusion == "No policy forbids this deployment, 1 to think about."
    suite = ET.fromstring(junit(summary))  # noqa: S314  made by this program
    assert (suite.get("tests"), suite.get("failures")) == ("2", "0")
    assert f"`{budget.RULE}`" in markdown(summary)
