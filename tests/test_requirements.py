"""Whatever a requirements file asks for is pinned, with hashes, in the file that is installed; none names a registry."""

import re
from pathlib import Path

import pytest

from tests.stacks import ROOT

ASKED = sorted(ROOT.glob("requirements*.in"))


def names(text: str) -> set[str]:
    lines = (line.strip() for line in text.splitlines())
    return {re.split(r"[\s=<>~!\[;]", line)[0].lower() for line in lines if re.match(r"[A-Za-z0-9]", line)}


@pytest.mark.parametrize("asked", ASKED, ids=lambda path: path.name)
def test_all_that_is_asked_for_is_pinned_with_hashes(asked: Path) -> None:
    pinned = asked.with_suffix(".txt").read_text()
    assert names(asked.read_text()) - names(pinned) == set(), "`make lock` pins it"
    requirements = re.findall(r"(?m)^[A-Za-z0-9][^\n]*(?:\n {4}--hash[^\n]*)*", pinned)
    assert [one.splitlines()[0] for one in requirements if "--hash=sha256:" not in one] == []


@pytest.mark.parametrize("asked", ASKED, ids=lambda path: path.name)
def test_no_file_names_a_registry(asked: Path) -> None:
    assert "://" not in asked.read_text() + asked.with_suffix(".txt").read_text()


def test_what_the_operations_commands_need_is_there_for_their_tests() -> None:
    """The tests run where only the program's and the developers' packages are installed."""
    pinned = names((ROOT / "requirements-dev.txt").read_text()) | names((ROOT / "requirements.txt").read_text())
    assert names((ROOT / "requirements-ops.in").read_text()) - pinned == set(), "name these in requirements-dev.in"
