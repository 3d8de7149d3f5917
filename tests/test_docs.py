"""What the documentation says that a program can check."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from offline.simulation.runner import Mode, plain
from tests.shipped import recorded, values_of
from tests.stacks import ROOT

README = (ROOT / "README.md").read_text()
OPERATED = [ROOT / "docs" / "bootstrap.md", *sorted((ROOT / "docs" / "runbooks").glob("*.md"))]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_make_has_every_target_the_readme_uses_and_helps_with_the_few() -> None:
    targets = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607  make is looked up
    known = {line.split()[0] for line in targets.splitlines()}
    assert known == {
        "preview",
        "report",
        "test-report",
        "permissions",
        "check",
        "test",
        "lint",
        "bench",
        "generate",
        "costs",
        "clean",
    }
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.MULTILINE)) <= known | {"help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_anchors_are_headings(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^):#]*)#([^)]+)\)", page.read_text()):
        path = page.parent / target if target else page
        headings = re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}, f"{target}#{anchor}"


def test_a_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == [f"{index:04}" for index in range(1, len(numbers) + 1)]
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        assert path.read_text().startswith(f"# {int(path.name[:4])}. "), path.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_and_folders_named_in_the_text_exist(page: Path) -> None:
    for path in re.findall(r"`((?:components|systems|stack|schemas|naming|policy|offline|docs|tests)/[\w./-]*)`", page.read_text()):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_modules_named_in_the_text_exist(page: Path) -> None:
    for name in re.findall(r"`((?:components|systems|stack|offline|policy)(?:\.\w+)+)(?:\([^`]*)?`", page.read_text()):
        parts = name.split(".")
        modules = [(ROOT / "/".join(parts[:end])).with_suffix(".py") for end in range(2, len(parts) + 1)]
        assert any(one.exists() for one in (*modules, ROOT / "/".join(parts) / "__init__.py")), name


# What the commands of a runbook make themselves.
MADE_BY_HAND = {"pde-production-evidence", "pde-production-last", "pde-production-kept", "pde-production-database-last"}


@pytest.mark.parametrize("page", OPERATED, ids=lambda page: page.name)
def test_names_and_paths_in_runbooks_are_the_programs(page: Path) -> None:
    """A wrong name in a runbook is found at three in the morning."""
    text = page.read_text()
    for stack in ("production", "dr"):
        recording = recorded(stack)
        known = json.dumps(plain([resource.inputs for resource in recording.resources]), default=str)
        named = {name.rstrip("-") for name in re.findall(rf"\bpde-{stack}-[a-z0-9-]+", text)} - MADE_BY_HAND
        paths = set(re.findall(rf"/(?:ecs/)?pre-delinquency-engine/{stack}/[a-z/-]+[a-z]", text))
        assert {one for one in named | paths if one not in known} == set()


@pytest.mark.parametrize("page", OPERATED, ids=lambda page: page.name)
def test_resources_in_runbooks_are_declared_where_they_say(page: Path) -> None:
    logical = {resource.name for stack in ("production", "dr") for resource in recorded(stack).resources}
    logical |= {name.replace("database-", "database-2-") for name in logical if name.startswith("database-")}
    tiers = ("api", "database", "migrate", "dashboard", "stream", "cache", "alb")
    mentioned = set(re.findall(rf"`((?:{'|'.join(tiers)})(?:-[a-z0-9]+)+)`", page.read_text()))
    assert mentioned - logical == set()


@pytest.mark.parametrize("page", OPERATED, ids=lambda page: page.name)
def test_places_of_the_state_are_the_account_stacks(page: Path) -> None:
    """A state in another bucket, or under another key, is one the deployer cannot read."""
    places = values_of("account")["platform:account"]["state"]
    text = page.read_text()
    assert set(re.findall(r"s3://([a-z-]+state[a-z-]*)", text)) <= {place["bucket"] for place in places}
    assert set(re.findall(r"(alias/platform-state[a-z-]*)", text)) <= {place["key_alias"] for place in places}


def test_the_bootstrap_creates_every_place_of_the_state() -> None:
    text = (ROOT / "docs" / "bootstrap.md").read_text()
    for place in values_of("account")["platform:account"]["state"]:
        assert place["bucket"] in text
        assert place["key_alias"] in text
    (imported,) = re.findall(r"--parent 'github=(urn:\S+)'", text)
    assert imported in recorded("account").by_urn


def test_settings_named_in_the_changes_exist() -> None:
    """A wish leads to a key of a stack file; one that was renamed would be refused as unknown."""
    settings = (ROOT / "docs" / "settings.md").read_text()
    blocks: dict[str, str] = {}
    for path, rows in re.findall(r"^###? (?:`platform:)?(.+?)`?\n(.*?)(?=^##|\Z)", settings, re.MULTILINE | re.DOTALL):
        blocks[path] = blocks.get(path, "") + rows  # two systems may use one key for different tiers
    top = "".join(rows for path, rows in blocks.items() if " " in path)
    named = re.findall(r"`platform:([a-z_.<>]+)`", (ROOT / "docs" / "changes.md").read_text())
    assert len(named) > 10
    for path in named:
        block, _, key = path.rpartition(".")
        assert f"| `{key}` |" in (blocks[block] if block else top), path


def test_the_changes_of_a_module_are_the_modules_own_words() -> None:
    module = (ROOT / "systems" / "pre_delinquency_engine.py").read_text()
    page = (ROOT / "docs" / "changes.md").read_text()
    for word in (
        "SERVICES",
        "JOBS",
        "BUCKETS",
        "TOPICS",
        "ServiceSpec",
        "JobSpec",
        "BucketSpec",
        "image_of",
        "produces",
        "consumes",
    ):
        assert f"`{word}" in page
        assert re.search(rf"\b{word}\b", module), word


def test_the_image_parameter_of_the_readme_is_the_programs() -> None:
    names = {parameter.inputs["name"] for parameter in recorded("production", Mode.PLANNED).of("aws:ssm/parameter:Parameter")}
    assert set(re.findall(r"--name (/\S+/images/\S+)", README)) <= names
