"""Plain values: paths into them, how messages show them, and the marker for what is unknown."""

import pytest

from policy.model.values import UNKNOWN, UNREADABLE, decode, dig, each_object, is_too_deep, number, shown


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.b", 1),
        ("a.0.b", 1),
        ("list.0", "x"),
        ("list.1", None),
        ("one.c", 2),
        ("many.c", None),
        ("hidden.x.y", UNKNOWN),
        ("none.x", None),
    ],
)
def test_paths(path: str, expected: object) -> None:
    value: dict[str, object] = {
        "a": {"b": 1},
        "list": ["x"],
        "one": [{"c": 2}],
        "many": [{"c": 1}, {"c": 2}],
        "hidden": UNKNOWN,
        "none": None,
    }
    assert dig(value, path) == expected


def test_messages_repeat_no_string_unless_asked_to() -> None:
    values: list[object] = [None, UNKNOWN, True, 7.0, "hunter2", {}, []]
    assert [shown(value) for value in values] == [
        "not set",
        "not known",
        "true",
        "7",
        "a text",
        "an object",
        "a list",
    ]
    assert shown("monitor", quote=True) == "`monitor`"


@pytest.mark.parametrize("value", [7, -7.5, 1e300, -1e300])
def test_a_number_is_one(value: float) -> None:
    assert number(value) == value


@pytest.mark.parametrize("value", [1e301, -1e301, 10**400, float("inf"), float("nan"), True, "7", None, UNKNOWN])
def test_what_is_no_number_of_use_is_none(value: object) -> None:
    assert number(value) is None


def test_messages_show_numbers_of_use() -> None:
    assert [shown(value) for value in (int(1e300), -int(1e300))] == ["1e+300", "-1e+300"]
    assert [shown(value) for value in (10**301, -(10**400))] == ["a number beyond all use"] * 2
    assert [shown(value) for value in (1e301, float("inf"))] == ["1e+301", "inf"]


@pytest.mark.parametrize(
    ("document", "is_deep", "is_readable"),
    [
        ("[" * 100 + "]" * 100, False, True),
        ('{"a":' * 100 + "1" + "}" * 100, False, True),
        ("[" * 101 + "]" * 101, True, False),
        ('{"a":' * 101 + "1" + "}" * 101, True, False),
        ("[" * 100_000 + "]" * 100_000, True, False),
        ("[", False, False),
        ('"text"', False, True),
    ],
    ids=["lists", "objects", "deep lists", "deep objects", "beyond Python", "no JSON", "text"],
)
def test_documents_have_as_many_levels_as_any_of_aws_has(document: str, is_deep: bool, is_readable: bool) -> None:  # noqa: FBT001
    assert is_too_deep(document) is is_deep
    assert (decode(document) is not UNREADABLE) is is_readable


def test_a_document_may_be_allowed_fewer_levels() -> None:
    assert decode("[[]]", deepest=1) is UNREADABLE
    assert decode("[1]", deepest=1) == [1]


def test_an_unknown_is_no_condition() -> None:
    with pytest.raises(TypeError, match=r"^an unknown value has no truth; compare it with UNKNOWN first$"):
        bool(UNKNOWN)


def test_elements_that_are_no_objects_are_distinguished_from_unknown_ones() -> None:
    assert list(each_object([{"a": 1}, UNKNOWN, "x"])) == [(0, {"a": 1}), (1, UNKNOWN), (2, UNREADABLE)]
