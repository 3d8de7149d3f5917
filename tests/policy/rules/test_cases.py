"""Every rule against its table: exactly the violations, in exactly these words, and exactly what is undecided."""

import pytest

from policy.model.rule import Undecided, Violation
from tests.policy.rules import CASES
from tests.policy.tables import BY_NAME, Case, judge, messages


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    findings = judge(BY_NAME[case.rule], case.plan, case.config)
    assert messages(findings, Violation) == case.violates
    assert messages(findings, Undecided) == case.undecided
