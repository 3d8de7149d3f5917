"""Every rule against its table: exactly the violations, in exactly these words, and exactly what is undecided."""

import pytest

from policy.model.rule import Undecided, Violation
from tests.policy.rules import CASES
from tests.policy.tables import BY_NAME, judge, messages


@pytest.mark.parametrize("rule", dict.fromkeys(case.rule for case in CASES))
def test_a_rule_finds_in_each_of_its_cases_exactly_what_the_case_says(rule: str) -> None:
    """One test for all cases of a rule: thousands of tests would take longer to collect and report than to run."""
    expected, found = {}, {}
    for case in (case for case in CASES if case.rule == rule):
        findings = judge(BY_NAME[rule], case.plan, case.config)
        expected[case.title] = set(case.violates), set(case.undecided)
        found[case.title] = messages(findings, Violation), messages(findings, Undecided)
    assert found == expected
