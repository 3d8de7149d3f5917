"""A rule that asks less than usual is named in every form of the report, with its reason, and counted in the verdict."""

import json
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from offline.judging.findings import ADVISORY, WAIVERS_IN_USE, Lowered
from offline.reporting.html.page import html
from offline.reporting.junit import junit
from offline.reporting.markdown import markdown
from offline.reporting.sarif import sarif
from offline.reporting.summary import Summary
from offline.reporting.terminal import Terminal
from offline.reporting.text import render
from tests.offline.reporting.verdicts import BROKEN, LOWERED, previewed

TERMINAL = Terminal(width=None, color=False, unicode=True)
FORMS: dict[str, Callable[[Summary], str]] = {
    "text": lambda summary: render(summary, TERMINAL),
    "junit": junit,
    "markdown": markdown,
    "sarif": sarif,
    "html": html,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_names_it_with_its_reason_and_day(form: str) -> None:
    said = FORMS[form](previewed(lowered=LOWERED))
    for one in LOWERED:
        assert one.rule in said
        assert one.reason in said
        assert one.expires in said
        assert one.ending in said
    assert "moves in March" not in FORMS[form](previewed())


@pytest.mark.parametrize("form", FORMS)
def test_every_form_names_the_pack_with_its_profile(form: str) -> None:
    assert "pack 1" in FORMS[form](previewed())


def test_rules_that_are_lowered_alike_share_a_line() -> None:
    alike = [replace(LOWERED[0], rule=rule) for rule in ("two-zones", "roles-narrow")]
    said = render(previewed(lowered=(*alike, LOWERED[1])), TERMINAL).splitlines()
    first = said.index("  2 rules: off until 2999-12-31, usually mandatory: moves in March")
    assert said[first + 1] == "    two-zones, roles-narrow"
    assert said[first + 2].startswith("  two-zones: advisory until")


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_the_verdict_counts_it(form: str) -> None:
    assert "4 rules, 1 off, 1 lowered" in FORMS[form](previewed(lowered=LOWERED))
    assert "4 rules, 1 off)" in FORMS[form](previewed(BROKEN, lowered=LOWERED[:1]))
    assert "off" not in previewed().conclusion


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_the_verdict_counts_what_is_waived(form: str) -> None:
    waived = [replace(BROKEN, rule=WAIVERS_IN_USE, level=ADVISORY, urn=f"urn:{name}") for name in "ab"]
    assert "4 rules, 2 violations waived" in FORMS[form](previewed(*waived))
    assert "4 rules, 1 off, 1 violation waived" in FORMS[form](previewed(waived[0], lowered=LOWERED[:1]))
    assert "waived" not in FORMS[form](previewed())


def test_junit_counts_it_as_skipped() -> None:
    suite = ET.fromstring(junit(previewed(lowered=LOWERED)))  # noqa: S314  made by this program
    assert suite.get("skipped") == "2"
    said = {case.get("name"): [skipped.get("message") for skipped in case.iter("skipped")] for case in suite}
    assert said["keys-turn"] == ["off until 2999-12-31, usually mandatory: moves in March"]
    assert said["buckets-closed"] == []


def test_what_still_stops_a_deployment_is_neither_skipped_nor_advice() -> None:
    less = Lowered(rule="keys-turn", level="mandatory with `minDays` 0", usual="mandatory", reason="x", expires="2999-12-31")
    suite = ET.fromstring(junit(previewed(lowered=(less,))))  # noqa: S314  made by this program
    assert suite.get("skipped") == "0"
    assert [one.text for one in suite.iter("system-out")] == [str(less)]
    (run,) = json.loads(sarif(previewed(lowered=(less,))))["runs"]
    (override,) = run["invocations"][0]["ruleConfigurationOverrides"]
    assert (override["configuration"], override["properties"]["asks"]) == ({"enabled": True, "level": "error"}, less.level)


def test_sarif_says_that_it_is_configured_so() -> None:
    (run,) = json.loads(sarif(previewed(lowered=LOWERED)))["runs"]
    overrides = run["invocations"][0]["ruleConfigurationOverrides"]
    assert [(one["descriptor"]["id"], one["configuration"]["enabled"]) for one in overrides] == [
        ("keys-turn", False),
        ("two-zones", True),
    ]
    assert "invocations" not in json.loads(sarif(previewed()))["runs"][0]
