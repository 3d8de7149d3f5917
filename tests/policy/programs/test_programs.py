"""The pack says about whole programs what a careful reviewer would, and nothing else."""

import pytest

from policy.engine.catalogue import RULES
from policy.model.rule import Violation
from tests.policy.programs import Program, data, platforms, web
from tests.policy.tables import judge, named

PROGRAMS = (*web.PROGRAMS, *data.PROGRAMS, *platforms.PROGRAMS)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda one: one.title)
def test_the_pack_says_what_a_reviewer_would(program: Program) -> None:
    rules = [rule for rule in RULES if rule.about.waivable]
    found = {(rule.about.name, name) for rule in rules for name in named(judge(rule, program.plan), Violation)}
    assert found == program.expected


def test_there_are_ten() -> None:
    assert len({program.title for program in PROGRAMS}) >= 10
