"""docs/new-service.md, followed to the letter in a copy of the project: it ends with a clean preview and a green check."""

import subprocess
from pathlib import Path

import pytest

from systems.pre_delinquency_engine import SYSTEM
from tests.following import copy_of_the_project, follow

PAGE = "docs/new-service.md"


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    if "letter-writer" in {service.name for service in SYSTEM.services}:
        pytest.skip(f"{PAGE} was followed here already: what it made is checked like every service")
    copy = copy_of_the_project(tmp_path_factory.mktemp("service"))
    return copy, follow(PAGE, copy, ONLY="image_contract and pre-delinquency-engine or generated")


def test_it_ends_with_a_clean_preview_and_a_green_check(followed: tuple[Path, str]) -> None:
    _, printed = followed
    assert "No policy forbids this deployment." in printed
    assert " passed" in printed
    assert "failed" not in printed


def test_the_module_is_still_written_as_the_linters_like_it(followed: tuple[Path, str]) -> None:
    copy, _ = followed
    for command in (("check",), ("format", "--check")):
        ruff = [copy / ".venv" / "bin" / "ruff", *command, "systems"]
        done = subprocess.run(ruff, cwd=copy, capture_output=True, text=True, check=False)  # noqa: S603  our own command
        assert done.returncode == 0, done.stdout
    assert not list(copy.rglob("*.bak"))
