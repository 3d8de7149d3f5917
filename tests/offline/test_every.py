"""Every stack of a project at once: a line for each, the report of those that do not pass, and the worst status."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import pytest

from offline import command
from offline.commands import preview
from offline.errors import Exit
from offline.every import Outcome
from tests.offline.samples import BUCKETS_NAMED, ONE_BUCKET, run_here, write_pack, write_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_pack(tmp_path, BUCKETS_NAMED)
    write_project(tmp_path, ONE_BUCKET, "{bucket: good}")
    (tmp_path / "Pulumi.bad.yaml").write_text("config: {bucket: bad}\n")
    return tmp_path


def test_each_stack_has_its_line_failures_their_report_and_the_worst_status_is_that_of_all(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "Pulumi.broken.yaml").write_text("config: [")
    done = run_here(capsys, "preview", "--all", "--full", "-C", project, "--policy-pack", "pack", "--mode", "applied")
    assert done.returncode == Exit.INPUT
    lines = done.stdout.splitlines()
    assert lines[0] == "bad     1 violation forbids this deployment."
    assert lines[-1] == "dev     No policy forbids this deployment."
    assert "broken  error: " in done.stdout
    assert any(line.startswith("    ") and "Call it something else." in line for line in lines)
    assert "urn:pulumi:bad::platform::aws:s3/bucket:Bucket::logs" in done.stdout, "in full, as was asked"


@pytest.mark.parametrize("option", [("dev",), ("--json", "-"), ("--show", "logs"), ("--format", "junit")])
def test_what_is_for_one_stack_is_refused(project: Path, option: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    done = run_here(capsys, "preview", "--all", *option, "-C", project, "--policy-pack", "pack")
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert "leave out --all" in done.stderr


def test_a_preview_of_nothing_names_what_there_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = run_here(capsys, "preview", "-C", project)
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert done.stderr == "error: no stack is named; name one of bad, dev, or ask for --all\n"


def test_options_reach_every_preview(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but what is for one stack; an option that `preview` learns has to be told which it is."""
    file = project / "config.json"
    file.write_text("{}")
    options = ["--mode", "applied", "--policy-pack", "pack", "--policy-pack-timeout", "0.001", "--day-one", "--full"]
    options += ["--policy-pack-config", str(file)]
    told: list[Sequence[str]] = []

    def previews(_directory: Path, _stacks: Sequence[str], passed_on: Sequence[str]) -> Sequence[Outcome]:
        told.append(passed_on)
        return ()

    monkeypatch.setattr(preview, "previews", previews)
    assert command.main(["preview", "--all", "-C", str(project), *options]) == Exit.OK
    parser = argparse.ArgumentParser()
    preview.add(parser.add_subparsers())
    default, asked, reached = (vars(parser.parse_args(["preview", *words])) for words in ((), options, *told))
    assert reached == asked
    assert {name for name in default if asked[name] == default[name]} == {
        *("stack", "all", "json", "show", "against", "format"),
        "run",
    }


@pytest.mark.parametrize("file", ["gone.json", "loop", "n\0ul"])
def test_a_configuration_that_cannot_be_read_is_told_once(project: Path, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "loop").symlink_to(project / "loop")
    assert command.main(["preview", "--all", "-C", str(project), "--policy-pack-config", str(project / file)]) == Exit.INPUT
    printed, said = capsys.readouterr()
    assert printed == ""
    assert said.startswith("error: ")
    assert said.count("\n") == 1
