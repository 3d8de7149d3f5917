"""A file that cannot be read is named with the reason and a way out, in one line."""

import codecs
import os
from pathlib import Path

import pytest

from offline.errors import Exit, PreviewError
from offline.text_file import text_of


def _problem(file: Path) -> str:
    with pytest.raises(PreviewError) as caught:
        text_of(file)
    assert caught.value.status is Exit.INPUT
    message = str(caught.value)
    assert "\n" not in message
    assert "; allowed: " in message
    assert "; fix: " in message
    return message


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(codecs.BOM_UTF8 + "é".encode())
    assert text_of(file) == "é"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a: 1".encode("utf-16"), "line 1: UTF-16 or UTF-32"),
        ("a: 1".encode("utf-32"), "line 1: UTF-16 or UTF-32"),
        (b"a: 1\nb: \xff\n", "line 2: byte 0xff, which is not UTF-8"),
        (b"a" * (256 * 1024 + 1), "more than 256 KiB"),
    ],
)
def test_what_is_no_such_text_is_said(tmp_path: Path, content: bytes, problem: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert f"{file}, {problem}".replace(", more", ": more") in _problem(file)


def test_a_file_that_cannot_be_opened_is_named_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert "cannot be read: Too many levels of symbolic links" in _problem(loop)
    assert "cannot be read: Is a directory" in _problem(tmp_path)
    assert "cannot be read: No such file" in _problem(tmp_path / "gone")
    assert "cannot be read: File name too long" in _problem(tmp_path / ("a" * 300))
    assert "no name of a file" in _problem(Path("a\0b"))

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "open", refused)
    assert "cannot be read: Permission denied" in _problem(tmp_path / "closed")
