"""The catalogue: complete metadata, enough cases, and the page that describes it."""

import re
from collections import Counter
from pathlib import Path

import pytest

from policy.engine.catalogue import RULES, page
from policy.model.rule import Rule
from tests.policy.rules import CASES
from tests.policy.rules.pack.test_waivers import AUDIT_CASES

ROOT = Path(__file__).parents[3]
REFERENCE = re.compile(r"^(AWS-FSBP [A-Za-z0-9]+\.\d+|CIS-AWS-3\.0 \d+(\.\d+)+|NIST-800-53 [A-Z]{2}-\d+(\(\d+\))?)$")


def test_names_are_unique_and_kebab_case() -> None:
    names = [rule.about.name for rule in RULES]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name) for name in names)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.about.name)
def test_a_rule_tells_people_what_they_need(rule: Rule) -> None:
    about = rule.about
    assert about.title
    assert about.preview
    assert about.passes != about.fails
    assert about.why.endswith(".")
    assert about.fix.endswith(".")
    assert all(REFERENCE.match(reference) for reference in about.references)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.about.name)
def test_a_rule_has_a_good_case_and_three_bad_ones(rule: Rule) -> None:
    """A rule without a failing case does not exist."""
    cases = [case for case in CASES if case.rule == rule.about.name]
    good = sum(not case.violates and not case.undecided for case in cases)
    bad = sum(bool(case.violates) for case in cases)
    audits = [case for case in AUDIT_CASES if case.rule == rule.about.name]
    good += sum(not case.expected for case in audits)
    bad += sum(bool(case.expected) for case in audits)
    assert good >= 1
    assert bad >= 3


def test_cases_have_distinct_titles() -> None:
    repeated = [title for title, count in Counter(case.id for case in CASES).items() if count > 1]
    assert repeated == []


def test_the_page_is_current() -> None:
    """Mend with: python -m policy.engine.catalogue > docs/policies.md."""
    assert (ROOT / "docs" / "policies.md").read_text(encoding="utf-8") == page()
