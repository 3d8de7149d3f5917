"""What AWS decides, as tests of permissions decide it: each operator, absent keys, and a denial before everything."""

from typing import Any

import pytest

from tests.deciding import Policies, Request, holds


def statement(effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": ["s3:Get*"], "Resource": ["arn:aws:s3:::one/*"], **more}


@pytest.mark.parametrize(
    ("action", "arn", "expected"),
    [
        ("s3:GetObject", "arn:aws:s3:::one/a/b", True),
        ("S3:getobject", "arn:aws:s3:::one/a", True),
        ("s3:PutObject", "arn:aws:s3:::one/a", False),
        ("s3:GetObject", "arn:aws:s3:::One/a", False),
        ("s3:GetObject", "*", False),
    ],
)
def test_a_statement_is_about_its_actions_and_resources(action: str, arn: str, *, expected: bool) -> None:
    assert Policies([statement()]).permit(Request(action=action, arn=arn)) is expected


def test_a_denial_outweighs_what_is_allowed_and_nothing_is_allowed_by_default() -> None:
    request = Request(action="s3:GetObject", arn="arn:aws:s3:::one/a")
    assert not Policies([statement(), statement("Deny")]).permit(request)
    assert not Policies([statement("Deny")]).permit(request)
    assert not Policies([]).permit(request)


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "expected"),
    [
        ("StringEquals", "a", ("a",), True),
        ("StringEquals", ["b", "a"], ("a",), True),
        ("StringEquals", "a", ("b",), False),
        ("StringEquals", "a*", ("ab",), False),
        ("StringEquals", "a", None, False),
        ("StringEqualsIfExists", "a", None, True),
        ("StringEqualsIfExists", "a", ("b",), False),
        ("StringLike", "a*", ("ab",), True),
        ("StringNotEquals", "a", ("b",), True),
        ("StringNotEquals", ["a", "b"], ("b",), False),
        ("StringNotEquals", "a", None, True),
        ("ArnLike", "arn:*:x", ("arn:aws:x",), True),
        ("Bool", "true", ("true",), True),
        ("Bool", "true", None, False),
        ("Null", "true", None, True),
        ("Null", "true", ("a",), False),
        ("Null", "false", ("a",), True),
        ("ForAllValues:StringEquals", ["a", "b"], ("a", "b"), True),
        ("ForAllValues:StringEquals", ["a"], ("a", "b"), False),
        ("ForAllValues:StringEquals", ["a"], None, True),
        ("ForAnyValue:StringEquals", ["a"], ("b", "a"), True),
        ("ForAnyValue:StringEquals", ["a"], None, False),
        ("ForAnyValue:StringNotEquals", ["a"], None, False),
    ],
)
def test_conditions(operator: str, wanted: Any, found: tuple[str, ...] | None, *, expected: bool) -> None:
    context = {} if found is None else {"AWS:key": found}
    assert holds({operator: {"aws:Key": wanted}}, context) is expected


def test_all_conditions_have_to_hold() -> None:
    both = {"StringEquals": {"a:a": "1", "a:b": "2"}}
    assert holds(both, {"a:a": ("1",), "a:b": ("2",)})
    assert not holds(both, {"a:a": ("1",)})
