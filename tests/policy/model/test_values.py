"""Plain values: paths into them, how messages show them, and the marker for what is unknown."""

import pytest

from policy.model.values import UNKNOWN, UNREADABLE, dig, each_object, shown


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


def test_an_unknown_is_no_condition() -> None:
    with pytest.raises(TypeError, match=r"^an unknown value has no truth; compare it with UNKNOWN first$"):
        bool(UNKNOWN)


def test_elements_that_are_no_objects_are_distinguished_from_unknown_ones() -> None:
    assert list(each_object([{"a": 1}, UNKNOWN, "x"])) == [(0, {"a": 1}), (1, UNKNOWN), (2, UNREADABLE)]
