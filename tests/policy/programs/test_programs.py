"""The pack says about whole programs what a careful reviewer would, and nothing else."""

from collections.abc import Callable

import pytest

from policy.engine.profiles import PROFILES
from policy.testing import Violations
from tests.policy.programs import Program, data, platforms, web

PROGRAMS = (*web.PROGRAMS, *data.PROGRAMS, *platforms.PROGRAMS)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda one: one.title)
def test_the_pack_says_what_a_reviewer_would(judge: Callable[..., Violations], program: Program, profile: str) -> None:
    """Whatever the profile makes of it: a level says how loud a rule is, not what it sees."""
    found = judge(*program.plan.planned(), profile=profile)
    assert {(one.rule, one.resource) for one in found} == program.expected
    assert any(one.level == "mandatory" for one in found)


def test_there_are_ten() -> None:
    assert len({program.title for program in PROGRAMS}) >= 10
