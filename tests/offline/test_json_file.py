"""JSON that the engine could pass on is read; anything else is told with the file's name and a way out."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offline.errors import Exit, PreviewError
from offline.json_file import object_of


def _read(folder: Path, content: str | bytes) -> Any:
    file = folder / "file.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return object_of(file, of="names")


def test_an_object_is_read(tmp_path: Path) -> None:
    assert _read(tmp_path, '{"a": [1, 0.5, true, null, "x", {}]}') == {"a": [1, 0.5, True, None, "x", {}]}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "line 1, column 1: is not JSON"),
        ('{\n"a": 1,\n}', "line 3, column 1: is not JSON"),
        ("null", "expected an object with names, found null"),
        ("1", "found a number"),
        ("true", "found true or false"),
        ('"a"', "found a text"),
        ("[]", "found a list"),
        ('{"a": {"b": 1, "b": 2}}', "key 'b' appears twice"),
        ('{"a": NaN}', "NaN, which is no JSON"),
        ('{"a": 1e999}', "a number too great"),
        ('{"a": ' + "9" * 5_000 + "}", "a number of 5000 digits"),
        ('{"a": 9223372036854775808}', "a number of 19 digits"),
        ('{"a": "\\ud800"}', "half a character"),
        ('{"\\udc00": 1}', "half a character"),
        ('{"a": ' + "[" * 25 + "]" * 25 + "}", "more than 20 objects and lists"),
        ("[" * 100_000, "more than 20 objects and lists"),
    ],
)
def test_anything_else_is_told(tmp_path: Path, content: str, problem: str) -> None:
    with pytest.raises(PreviewError) as caught:
        _read(tmp_path, content)
    message = str(caught.value)
    assert caught.value.status is Exit.INPUT
    assert message.startswith(str(tmp_path / "file.json"))
    assert problem in message
    assert "\n" not in message
    assert "; fix: " in message


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=40) | st.text('{}[]":,\\u0123456789deE+-.NaN tru', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    with contextlib.suppress(PreviewError):
        assert isinstance(_read(tmp_path, content), dict)
