"""Names that follow from where a stack is."""

import pytest

from naming.limits import NAME_LIMITS
from tests.components.declaring import site

SITE = site()


def test_names_carry_system_and_environment() -> None:
    assert SITE.name("role", "api-task") == "wea-test-api-task"
    assert SITE.path("images/api") == "/weather/test/images/api"


@pytest.mark.parametrize("kind", NAME_LIMITS)
def test_long_names_are_cut_to_what_aws_takes_and_stay_distinct(kind: str) -> None:
    one, other = SITE.name(kind, "a" * 300 + "-one"), SITE.name(kind, "a" * 300 + "-other")
    assert len(one) == len(other) == NAME_LIMITS[kind].longest
    assert one != other
    assert SITE.name(kind, "alb") == "wea-test-alb"
    assert len(SITE.name(kind, "a" * 300, after=13)) == NAME_LIMITS[kind].longest - 13


def test_a_kind_without_a_limit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no name limit is known for 'lambda'; add it to naming/limits\.py"):
        SITE.name("lambda", "x")
