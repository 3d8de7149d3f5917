"""The preview holds a stack file against those beside it, by the check its project names."""

from pathlib import Path

import pytest

from offline.errors import PreviewError
from offline.project import load
from offline.siblings import check
from offline.simulation.runner import Mode, record

CHECK = """
import dataclasses

def compare(stack, configs):
    return [f"{stack} among {', '.join(sorted(configs))}"] if configs[stack].get("demo:fights") else []
"""
LOADED = """
from pathlib import Path

with Path("loads").open("a") as file:
    file.write("{}\\n")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {fights: true}\n")
    (tmp_path / "Pulumi.qa.yaml").write_text("config: {}\n")
    (tmp_path / "__main__.py").write_text("")
    (tmp_path / "pyproject.toml").write_text('[tool.offline]\nsiblings = "comparing:compare"\n')
    (tmp_path / "comparing.py").write_text(CHECK)
    return tmp_path


def test_a_fight_ends_the_preview_with_every_problem(project: Path) -> None:
    with pytest.raises(PreviewError, match=r"1 problem between Pulumi\.dev\.yaml and its siblings:\n  dev among dev, qa") as caught:
        check(project, load(project, "dev"))
    assert caught.value.status == 2


def test_no_fight_no_word(project: Path) -> None:
    assert check(project, load(project, "qa")) == []


def test_what_the_check_has_loaded_is_loaded_once_for_all_runs(project: Path) -> None:
    """Both runs of a preview, and the next check anew: its files may have changed since."""
    (project / "comparing.py").write_text(CHECK + LOADED.format("checked"))
    (project / "__main__.py").write_text("import comparing, other\n")
    (project / "other.py").write_text(LOADED.format("other"))
    check(project, load(project, "qa"))
    for mode in Mode:
        record(project, stack="qa", mode=mode)
    assert (project / "loads").read_text().split() == ["checked", "other", "other"]
    check(project, load(project, "qa"))
    assert (project / "loads").read_text().split().count("checked") == 2


def test_a_sibling_that_cannot_be_read_is_a_warning(project: Path) -> None:
    """Somebody's half-written stack file must not fail everybody's preview."""
    (project / "Pulumi.broken.yaml").write_text("config: [")
    (warning,) = check(project, load(project, "qa"))
    assert warning.startswith("Pulumi.broken.yaml was not compared with: ")


def test_a_project_without_a_check_has_none(project: Path) -> None:
    (project / "pyproject.toml").unlink()
    assert check(project, load(project, "dev")) == []
    (project / "pyproject.toml").write_text("[tool.other]\n")
    assert check(project, load(project, "dev")) == []


@pytest.mark.parametrize(
    "content", [b"= broken", b"\xff", b"[tool", b"a = " + b"[" * 5000, b"a = 99999999-99-99", b"a = 1\na = 2", b"\0"]
)
def test_an_unreadable_pyproject_is_told(project: Path, content: bytes) -> None:
    (project / "pyproject.toml").write_bytes(content)
    with pytest.raises(PreviewError, match=r"pyproject\.toml: cannot be read") as caught:
        check(project, load(project, "qa"))
    assert caught.value.status == 2


@pytest.mark.parametrize(
    "content",
    [
        "tool = 3",
        "[[tool]]",
        "tool.offline = [1]",
        "[tool.offline]\nsiblings = 3",
        "[tool.offline]\nsiblings = ['comparing:compare']",
        *(
            f"[tool.offline]\nsiblings = {named!r}"
            for named in ("", "comparing", ":", ":compare", "comparing:", "a..b:c", "../x:y")
        ),
        *(f"[tool.offline]\nsiblings = {named!r}" for named in ("gone:compare", "comparing:gone", "comparing.gone:compare")),
    ],
)
def test_a_table_that_names_no_check_is_wrong_input_and_not_no_check(project: Path, content: str) -> None:
    """It ended with the status of a program that failed, or as if the project had named none."""
    (project / "pyproject.toml").write_text(content)
    with pytest.raises(PreviewError, match=r"pyproject\.toml: no check of stack files that can be imported; allowed: ") as caught:
        check(project, load(project, "qa"))
    assert caught.value.status == 2
