"""Every rule against its table: exactly the resources that break it, and exactly those it cannot tell about."""

import pytest

from policy.model.rule import Undecided, Violation
from tests.policy.cases import CASES
from tests.policy.plans import BY_NAME, Case, judge, named


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    findings = judge(BY_NAME[case.rule], case.plan, case.config)
    assert named(findings, Violation) == case.violates
    assert named(findings, Undecided) == case.undecided
