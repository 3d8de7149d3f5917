"""How much of a week runs what a schedule stops and starts."""

from fractions import Fraction

import pytest

from offline.cost.hours import share

STOP, START = "cron(0 20 ? * MON-FRI *)", "cron(0 7 ? * MON-FRI *)"


@pytest.mark.parametrize(
    ("actions", "part"),
    [
        ([], Fraction(1)),
        ([(STOP, False), (START, True)], Fraction(5 * 13, 168)),
        ([("cron(0 20 * * ? *)", False), ("cron(30 7 * * ? *)", True)], Fraction(25, 48)),
        ([("cron(0 20 ? * FRI *)", False), ("cron(0 20 ? * SUN *)", True)], Fraction(5, 7)),
        ([("cron(0 0 ? * SAT-SUN *)", False), ("cron(0 0 ? * MON,WED *)", True)], Fraction(5, 7)),
        ([("cron(0 0 ? * SAT *)", False)], Fraction(0)),
    ],
)
def test_the_part_of_a_week(actions: list[tuple[str, bool]], part: Fraction) -> None:
    assert share(actions) == part


@pytest.mark.parametrize("schedule", ["rate(1 day)", "cron(0 20 1 * ? *)", "cron(0 20 ? * 2-6 *)", "at(2026-12-24T20:00:00)"])
def test_what_does_not_repeat_weekly_is_not_guessed(schedule: str) -> None:
    assert share([(schedule, False), (START, True)]) is None
