"""docs/new-environment.md, followed to the letter in a copy of the project: it ends with a clean preview and a green check."""

from pathlib import Path

import pytest
import yaml

from tests.following import copy_of_the_project, follow
from tests.stacks import STACKS

PAGE = "docs/new-environment.md"


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    if "qa" in STACKS:
        pytest.skip(f"{PAGE} was followed here already: what it made is checked like every stack")
    copy = copy_of_the_project(tmp_path_factory.mktemp("environment"))
    return copy, follow(PAGE, copy, ONLY="qa and test_preview or readme or generated")


def test_it_ends_with_a_clean_preview_and_a_green_check(followed: tuple[Path, str]) -> None:
    _, printed = followed
    assert "No policy forbids this deployment." in printed
    assert " passed" in printed
    assert "failed" not in printed


def test_the_environment_is_what_the_page_promises(followed: tuple[Path, str]) -> None:
    copy, _ = followed
    network = yaml.safe_load((copy / "Pulumi.qa.yaml").read_text())["config"]["platform:network"]
    assert network["availability_zones"] == ["us-east-2a", "us-east-2b"]
    assert network["nat"] == "none"
    assert not list(copy.rglob("*.bak"))
