"""Every stack of a project at once: a line for each, the report of those that do not pass, and the worst status."""

from pathlib import Path

import pytest

from offline import command
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


@pytest.mark.parametrize("option", [("dev",), ("--json", "-"), ("--show", "logs"), ("--format", "junit")])
def test_what_is_for_one_stack_is_refused(project: Path, option: tuple[str, ...]) -> None:
    done = run("preview", "--all", *option, "-C", project, "--policy-pack", "pack")
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert "leave out --all" in done.stderr


def test_a_preview_of_nothing_names_what_there_is(project: Path) -> None:
    done = run("preview", "-C", project)
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert done.stderr == "error: no stack is named; name one of bad, dev, or ask for --all\n"


def test_options_reach_every_preview(project: Path) -> None:
    done = run("preview", "--all", "--full", "-C", project, "--policy-pack", "pack", "--policy-pack-timeout", "0.001")
    assert done.returncode == Exit.PROGRAM
    assert "within 0.001 seconds" in done.stdout
    done = run("preview", "--all", "--full", "-C", project, "--policy-pack", "pack")
    assert "urn:pulumi:bad::platform::aws:s3/bucket:Bucket::logs" in done.stdout


@pytest.mark.parametrize("file", ["gone.json", "loop", "n\0ul"])
def test_a_configuration_that_cannot_be_read_is_told_once(project: Path, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "loop").symlink_to(project / "loop")
    assert command.main(["preview", "--all", "-C", str(project), "--policy-pack-config", str(project / file)]) == Exit.INPUT
    printed, said = capsys.readouterr()
    assert printed == ""
    assert said.startswith("error: ")
    assert said.count("\n") == 1
