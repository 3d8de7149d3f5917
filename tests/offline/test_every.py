"""Every stack of a project at once: a line for each, the report of those that do not pass, and the worst status."""

from pathlib import Path

import pytest

from offline.errors import Exit
from tests.offline.samples import BUCKETS_NAMED, ONE_BUCKET, run, write_pack, write_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_pack(tmp_path, BUCKETS_NAMED)
    write_project(tmp_path, ONE_BUCKET, "{bucket: good}")
    (tmp_path / "Pulumi.bad.yaml").write_text("config: {bucket: bad}\n")
    return tmp_path


def test_each_stack_has_its_line_and_failures_their_report(project: Path) -> None:
    done = run("preview", "--all", "-C", project, "--policy-pack", "pack")
    assert done.returncode == Exit.POLICY
    lines = done.stdout.splitlines()
    assert lines[0] == "bad  1 violation forbids this deployment."
    assert lines[-1] == "dev  No policy forbids this deployment."
    assert any(line.startswith("    ") and "Call it something else." in line for line in lines)


def test_the_worst_status_is_the_status_of_all(project: Path) -> None:
    (project / "Pulumi.broken.yaml").write_text("config: [")
    done = run("preview", "--all", "-C", project, "--policy-pack", "pack")
    assert done.returncode == Exit.INPUT
    assert "broken  error: " in done.stdout


@pytest.mark.parametrize("option", [("dev",), ("--json", "-"), ("--show", "logs")])
def test_what_is_for_one_stack_is_refused(project: Path, option: tuple[str, ...]) -> None:
    done = run("preview", "--all", *option, "-C", project, "--policy-pack", "pack")
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert "leave out --all" in done.stderr


def test_a_preview_of_nothing_names_what_there_is(project: Path) -> None:
    done = run("preview", "-C", project)
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert done.stderr == "error: no stack is named; name one of bad, dev, or ask for --all\n"
