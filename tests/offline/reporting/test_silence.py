"""Types that no rule is about are counted in every form of the report, and named where there is room."""

import json
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from offline.reporting.html import html
from offline.reporting.junit import junit
from offline.reporting.markdown import markdown
from offline.reporting.sarif import sarif
from offline.reporting.summary import Summary
from offline.reporting.terminal import Terminal
from offline.reporting.text import render
from tests.offline.reporting.verdicts import previewed

TERMINAL = Terminal(width=None, color=False, unicode=True)
TYPES = ("aws:any/one:One", "aws:any/two:Two")
SILENT = replace(previewed(), not_judged=TYPES)


@pytest.mark.parametrize(
    "form",
    [html, markdown, sarif, lambda summary: render(summary, TERMINAL, full=True)],
    ids=["html", "markdown", "sarif", "text"],
)
def test_every_form_names_them(form: Callable[[Summary], str]) -> None:
    text = form(SILENT)
    assert "not judged: 2 types" in text.lower()
    assert all(kind in text for kind in TYPES)
    assert "not judged" not in form(previewed()).lower()


def test_the_short_text_counts_them() -> None:
    text = render(SILENT, TERMINAL)
    assert "4 rules; not judged: 2 types (see --full)." in text
    assert TYPES[0] not in text


def test_junit_has_them_as_a_property() -> None:
    suite = ET.fromstring(junit(SILENT))  # noqa: S314  our own
    properties = {one.get("name"): one.get("value") for one in suite.iter("property")}
    assert properties == {"policy pack": "pack 1, 4 rules", "not judged": ", ".join(TYPES)}
    assert [one.get("name") for one in ET.fromstring(junit(previewed())).iter("property")] == ["policy pack"]  # noqa: S314  our own


def test_sarif_has_a_note() -> None:
    (result,) = json.loads(sarif(SILENT))["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("types-not-judged", "note")


def test_one_is_one() -> None:
    assert replace(SILENT, not_judged=TYPES[:1]).silence == "not judged: 1 type"
