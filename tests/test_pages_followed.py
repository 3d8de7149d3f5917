"""docs/new-service.md, new-system.md and new-environment.md, followed to the letter one after another in a copy of the project."""

import subprocess
from pathlib import Path

import pytest
import yaml

from systems import Systems
from tests.following import copy_of_the_project, follow
from tests.stacks import STACKS

SERVICES = {service.name for name in Systems() for service in Systems()[name].services}
FOLLOWED = {
    "docs/new-service.md": "letter-writer" in SERVICES,
    "docs/new-system.md": "weather-test" in STACKS,
    "docs/new-environment.md": "qa" in STACKS,
}
"""Whether a page was followed in this project already: what it made is checked like every service, system and environment."""
PAGES = [page for page, already in FOLLOWED.items() if not already]
ONLY = "readme or image_contract and pre-delinquency-engine"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_project(tmp_path_factory.mktemp("followed"))


@pytest.fixture(scope="module")
def printed(copy: Path) -> str:
    if not PAGES:
        pytest.skip("all of them were followed here already")
    return follow(PAGES, copy, ONLY=ONLY)


def test_they_end_with_clean_previews_and_a_green_check(printed: str) -> None:
    assert printed.count("No policy forbids this deployment.\n\nOffline preview of ") == len(PAGES)
    assert " passed" in printed
    assert "failed" not in printed


@pytest.mark.skipif(FOLLOWED["docs/new-system.md"], reason="it was followed here already")
@pytest.mark.usefixtures("printed")
def test_what_they_make_is_short_and_written_as_the_linters_like_it(copy: Path) -> None:
    assert len((copy / "systems" / "weather.py").read_text().splitlines()) < 60
    for command in (("check",), ("format", "--check")):
        ruff = [copy / ".venv" / "bin" / "ruff", *command, "systems"]
        done = subprocess.run(ruff, cwd=copy, capture_output=True, text=True, check=False)  # noqa: S603  our own command
        assert done.returncode == 0, done.stdout
    assert not list(copy.rglob("*.bak"))


@pytest.mark.skipif(FOLLOWED["docs/new-environment.md"], reason="it was followed here already")
@pytest.mark.usefixtures("printed")
def test_the_environment_is_what_its_page_promises(copy: Path) -> None:
    network = yaml.safe_load((copy / "Pulumi.qa.yaml").read_text())["config"]["platform:network"]
    assert network["availability_zones"] == ["us-east-2a", "us-east-2b"]
    assert network["nat"] == "none"
