"""The verdict as JUnit XML."""

from xml.etree import ElementTree as ET

from offline.reporting.junit import junit
from tests.offline.reporting.verdicts import ADVICE, BROKEN, RULES, UNCLEAR, URN, previewed


def test_junit_has_a_case_for_each_rule_and_fails_the_violated_ones() -> None:
    suite = ET.fromstring(junit(previewed(BROKEN, ADVICE)))  # noqa: S314  made by this program
    assert (suite.get("tests"), suite.get("failures")) == ("4", "1")
    assert [case.get("name") for case in suite.iter("testcase")] == list(RULES)
    failures = {case.get("name"): case.findall("failure") for case in suite}
    assert [failure.get("message") for failure in failures["buckets-closed"]] == ["models: Buckets are closed"]
    assert URN in (failures["buckets-closed"][0].text or "")
    assert failures["two-zones"] == failures["keys-turn"] == []
    assert "There is one." in (suite.findtext("testcase/system-out") or "")


def test_junit_fails_a_mandatory_rule_that_no_mode_decides() -> None:
    suite = ET.fromstring(junit(previewed(UNCLEAR)))  # noqa: S314  made by this program
    (failure,) = suite.iter("failure")
    assert "not decided in any mode" in (failure.get("message") or "")
