"""YAML of plain values is read; whatever else a file holds is told with its line, and never with the value."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offline import yaml_file
from offline.errors import Exit, PreviewError
from offline.yaml_file import document_of
from tests.stacks import ROOT

_FUZZED = settings(
    max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _read(folder: Path, content: str | bytes) -> Any:
    file = folder / "file.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return document_of(file).values


def _problem(folder: Path, content: str) -> str:
    with pytest.raises(PreviewError) as caught:
        _read(folder, content)
    assert caught.value.status is Exit.INPUT
    message = str(caught.value)
    assert message.startswith(f"{folder / 'file.yaml'}, line ")
    assert "\n" not in message
    assert "; fix: " in message
    return message


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("17", 17),
        ("-1", -1),
        ("0.5", 0.5),
        ("017", "017"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e400", "1e400"),
        (".inf", ".inf"),
        ("yes", "yes"),
        ("True", True),
        ("~", None),
        ("", None),
        ("2024-05-01", "2024-05-01"),
        ("12:30", "12:30"),
        ("!!str 17", "17"),
        ("!!int 17", 17),
        ("!!float 1", 1.0),
        ("&a [1, {b: c}]", [1, {"b": "c"}]),
        ('"\\u00e9\\0"', "é\0"),
    ],
)
def test_a_plain_value_is_read(tmp_path: Path, written: str, read: Any) -> None:
    assert _read(tmp_path, f"a: {written}\n") == {"a": read}


def test_a_block_may_take_over_the_keys_of_another(tmp_path: Path) -> None:
    content = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\nd: {<<: *a}\n"
    read = _read(tmp_path, content)
    assert read["c"] == {"x": 3, "y": 1, "z": 2}
    assert read["d"] == read["a"]


@pytest.mark.parametrize("content", ["", "# a comment\n", "---\n", "~\n", "\ufeff"])
def test_a_file_without_a_value_has_no_keys(tmp_path: Path, content: str) -> None:
    assert _read(tmp_path, content) == {}


@pytest.mark.parametrize(
    "value",
    """!!int x, !!bool maybe, !!float x, !!float .inf, !!null x, !!timestamp x, !!timestamp 2024-05-01, !!set {a: b}, !!omap [a: 1],
    !!pairs [a: 1], !!binary aGVsbG8=, !!binary ä, !mine x, !!python/name:os.system x, !!seq {a: b}, !!map [a], !!map x, !!seq x,
    !!str {a: b}, !!int "17\\n", !!merge x, <<""".replace("\n    ", " ").split(", "),
)
def test_a_tag_that_does_not_fit_is_told(tmp_path: Path, value: str) -> None:
    message = _problem(tmp_path, f"x: 1\na: {value}\n")
    assert "line 2, column 4: a value that the tag !" in message
    assert "allowed: text, whole numbers" in message


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a: 1\na: 2\n", "line 2, column 1: key 'a' appears twice"),
        ("a: 1\n'a': 2\n", "line 2, column 1: key 'a' appears twice"),
        ("? [a]\n: 1\n", "line 1, column 3: a key must be text"),
        ("? *a\n: 1\n", "undefined alias"),
        ("a: &a [*a]\n", "line 1, column 4: an alias of what it is part of"),
        ("&a a: &b {c: *b}\n", "an alias of what it is part of"),
        ("a: &a {<<: *a}\n", "an alias of what it is part of"),
        ("a: {<<: 1}\n", "`<<` with a number"),
        ("a: " + "[" * 5_000 + "\n", "more than 20 blocks and lists inside each other"),
        ("a: &a " + "[" * 15 + "]" * 15 + "\nb: " + "[" * 15 + "*a" + "]" * 15, "more than 20 blocks"),
        ("a: " + "9" * 5_000 + "\n", "line 1, column 4: a number of 5000 digits"),
        ("a: 99999999999999999999\n", "a number of 20 digits"),
        ("a: " + "9" * 200 + "." + "9" * 200 + "\n", "a number of 401 digits"),
        ("a: 1.0e999\n", "too great for the engine"),
        ('a: "\\ud800"\n', "half a character"),
        ('"\\udc00": a\n', "half a character"),
        ('a: "\\U00110000"\n', "line 1"),
        ("a: 1\n---\nb: 2\n", "expected a single document"),
        ("a: 1\n\x07\n", "line 2: the character U+0007"),
        ("a: \x7f\n", "line 1: the character U+007F"),
        ("%YAML 9.9\n---\na: 1\n", "incompatible YAML document"),
        ("- a\n", "expected keys and values, found a list"),
        ("text\n", "expected keys and values, found a text"),
    ],
)
def test_what_is_no_plain_value_is_told_with_its_line(tmp_path: Path, content: str, problem: str) -> None:
    assert problem in _problem(tmp_path, content)


def test_aliases_do_not_multiply(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "more than 20000 values" in _problem(tmp_path, "\n".join(lines))


def test_no_message_shows_a_value(tmp_path: Path) -> None:
    for content in (
        "a: !!int hunter2",
        "a: [hunter2",
        "hunter2",
        "- hunter2",
        'a: "hunter2\\ud800"',
        "a: {<<: hunter2}",
        "a: hunter2: b",
    ):
        assert "hunter2" not in _problem(tmp_path, f"{content}\n")


def _settled(folder: Path, content: str | bytes) -> str:
    """What is said of a file, if it is refused; any other error is raised."""
    try:
        _read(folder, content)
    except PreviewError as error:
        return str(error)
    return ""


@_FUZZED
@given(content=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    assert "\n" not in _settled(tmp_path, content)


_WORDS = re.findall(
    r"\S+",
    r"""a:_ -_ { } [ ] ,_ &x_ *x_ !! ! int_ set_ <<:_ ?_ :_ ' " | > ~ 1 . e9 9999999999999999999999
    \u \ud800 \U0011 % --- ... # _ __""",
)
_SPACES = ["\n", "\n  ", "\t", "\0", "\u2028", "\r", "\x85"]


@_FUZZED
@given(words=st.lists(st.sampled_from([*(word.replace("_", " ") for word in _WORDS), *_SPACES]), max_size=25))
def test_any_pieces_of_yaml_are_read_or_refused(tmp_path: Path, words: list[str]) -> None:
    assert "\n" not in _settled(tmp_path, "".join(words))


@pytest.mark.parametrize("file", sorted(ROOT.glob("Pulumi*.yaml")), ids=lambda file: str(file.name))
def test_without_libyaml_a_file_says_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = document_of(file)
    monkeypatch.setattr(yaml_file, "_QuickLoader", None)
    assert document_of(file) == quick
