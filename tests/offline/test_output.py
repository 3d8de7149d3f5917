"""Where the command cannot write, it says so in one line and ends with status 2, never with the status of a verdict."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from offline import command
from offline.commands import preview as command_preview
from offline.errors import Exit
from tests.offline.samples import ROOT, preview_here, write_project

EXPORT = "import pulumi\npulumi.export('a', 'b')"
QUICK = ("--policy-pack", "none", "--mode", "planned")


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Path:
    return write_project(tmp_path, EXPORT)


def _shell(project: Path, redirections: str, *options: str) -> subprocess.CompletedProcess[str]:
    """The command with its streams redirected by a shell."""
    words = [sys.executable, "-m", "offline", "preview", "dev", "-C", str(project), *QUICK, *options]
    script = f'exec "$@" {redirections}'
    return subprocess.run(  # noqa: S603 - our own command
        ["/bin/sh", "-c", script, "sh", *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def _one_line(text: str) -> str:
    assert text.startswith("error: ")
    assert text.count("\n") == 1
    assert "; fix: " in text
    return text


FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is a device of Linux")


@pytest.mark.parametrize(
    ("redirections", "options", "problem"),
    [
        (">&-", (), "standard output: it is closed"),
        (">&- <&-", ("--json", "-"), "standard output: it is closed"),
        pytest.param(">/dev/full", (), "standard output: cannot be written: No space left", id="report", marks=FULL),
        pytest.param(">/dev/full", ("--json", "-"), "standard output: cannot be written: No space left", id="state", marks=FULL),
        pytest.param(">/dev/null", ("--json", "/dev/full"), "/dev/full: cannot be written: No space left", id="file", marks=FULL),
    ],
)
def test_what_cannot_be_written_is_wrong_input(project: Path, redirections: str, options: tuple[str, ...], problem: str) -> None:
    done = _shell(project, redirections, *options)
    assert done.returncode == Exit.INPUT
    said = [line for line in done.stderr.splitlines(keepends=True) if line.startswith("error: ")]
    assert problem in _one_line("".join(said))
    assert "Traceback" not in done.stderr


def test_a_closed_standard_error_loses_only_what_is_said_there(project: Path) -> None:
    done = _shell(project, "2>&- <&-")
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert "Offline preview of platform/dev" in done.stdout
    (project / "Pulumi.dev.yaml").unlink()
    done = _shell(project, "2>&-")
    assert (done.returncode, done.stdout, done.stderr) == (Exit.INPUT, "", "")


def test_a_reader_that_has_gone_changes_nothing(project: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    words = [sys.executable, "-m", "offline", "preview", "dev", "-C", str(project), *QUICK]
    done = subprocess.run(words, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False)  # noqa: S603 - our own command
    os.close(writer)
    assert (done.returncode, done.stderr) == (Exit.OK, b"")


@pytest.mark.parametrize(
    ("file", "problem"), [("no/state.json", "No such file"), ("", "Is a directory"), ("a" * 300, "File name too long")]
)
def test_a_state_with_no_place_is_refused_before_anything_runs(
    tmp_path: Path, file: str, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path, "import pathlib\npathlib.Path('ran').touch()")
    done = preview_here(capsys, tmp_path, *QUICK, "--json", tmp_path / file)
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert f"cannot be written: {problem}" in _one_line(done.stderr)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("folder", ["gone", "Pulumi.yaml", "loop", "a" * 300, "n\0ul"])
def test_a_folder_that_cannot_be_used_is_named(project: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "loop").symlink_to(project / "loop")
    assert command.main(["preview", "dev", "-C", str(project / folder)]) == Exit.INPUT
    assert "no folder that can be used" in _one_line(capsys.readouterr().err)
    assert command.main(["preview", "dev", "-C", str(project), "--policy-pack", folder]) == Exit.INPUT
    assert command.main(["policies", "-C", str(project), "--policy-pack", folder]) == Exit.INPUT


def test_a_working_directory_that_has_gone_matters_only_to_relative_paths(
    project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("gone")
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert command.main(["preview", "dev"]) == Exit.INPUT
    assert "no folder that can be used (No such file or directory)" in _one_line(capsys.readouterr().err)
    assert command.main(["preview", "dev", "-C", str(project), *QUICK]) == Exit.OK


def test_a_mistake_of_the_preview_is_no_verdict(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: object) -> None:
        raise KeyError("hunter2")

    monkeypatch.setattr(command_preview, "load", broken)
    assert command.main(["preview", "dev"]) == Exit.PROGRAM
    said = capsys.readouterr().err
    assert said.startswith("error: the preview itself failed, please report it: KeyError in ")
    assert "hunter2" not in said
