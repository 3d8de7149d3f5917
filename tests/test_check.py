"""`make check` ends with what is to do: every check says it in words, and the last lines are those words."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stacks import ROOT

CHECKS = sorted((ROOT / "tests" / "check").glob("test_*.py"))


def speaks(message: ast.expr | None) -> bool:
    """Whether a message has words: the name of a resource alone says neither what is wrong nor what to do."""
    return (
        message is not None
        and not isinstance(message, ast.Attribute)
        and not (isinstance(message, ast.Name) and message.id == "name")
    )


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_every_assertion_says_what_to_do(path: Path) -> None:
    silent = [
        node.lineno for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Assert) and not speaks(node.msg)
    ]
    assert silent == [], f"{path.name}: give the assertions in these lines a message that says what to write where"


RED = """
import pytest

@pytest.mark.parametrize("number", [1, 2])
def test_said_once(number):
    assert number == 0, "Pulumi.qa.yaml: add\\na line"

def test_without_words():
    assert 1 == 2

def test_breaks():
    {}["api"]

def test_green():
    assert True
"""


def test_the_end_is_what_to_do(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "check" / "conftest.py", tmp_path)
    (tmp_path / "test_red.py").write_text(RED)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=no", "-rN", f"--rootdir={tmp_path}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603  our own command
    _, _, said = done.stdout.partition(" 3 to do ")
    lines = said.splitlines()[1:-1]
    assert lines == [
        "- Pulumi.qa.yaml: add",
        "  a line",
        "- test_red.py, line 9: assert 1 == 2",
        "- test_red.py, line 12: KeyError: 'api'",
    ]


def test_a_green_check_has_nothing_to_do(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "check" / "conftest.py", tmp_path)
    (tmp_path / "test_green.py").write_text("def test_green():\n    assert True\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603  our own command
    assert "to do" not in done.stdout
