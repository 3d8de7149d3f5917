"""What the benchmark of the pack calls too slow."""

import pytest

from tests.policy.bench import problems


@pytest.mark.parametrize("took", [{300: 2.0, 3000: 6.0, 10_000: 20.0}, {300: 0.6, 3000: 5.9, 10_000: 19.0}])
def test_times_up_to_the_limits_that_grow_as_the_plan_does_pass(took: dict[int, float]) -> None:
    assert problems(took) == []


@pytest.mark.parametrize(
    ("took", "expected"),
    [
        ({300: 2.1, 3000: 6.0, 10_000: 20.0}, ["300 resources take more than 2 s"]),
        ({300: 2.0, 3000: 6.1, 10_000: 20.0}, ["3000 resources take more than 6 s"]),
        ({300: 0.5, 3000: 5.1, 10_000: 16.0}, ["from 300 to 3000 resources the time grows 10.2 times"]),
    ],
)
def test_a_limit_passed_and_a_steep_growth_are_told(took: dict[int, float], expected: list[str]) -> None:
    assert problems(took) == expected
