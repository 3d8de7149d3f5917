"""The preview from any folder, and through make: the status, the stack's name and standard output are the preview's own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from offline.errors import Exit
from tests.offline.samples import ROOT, write_project

SCRIPT = ROOT / "bin" / "platform-preview"


def _run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MAKELEVEL", "STACK")}
    return subprocess.run(  # noqa: S603 - our own script, or make on a folder of the test
        list(map(str, words)), cwd=cwd, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_script_previews_its_own_checkout_from_any_folder(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(SCRIPT)
    (tmp_path / "json.py").write_text("raise RuntimeError('not the standard library')", encoding="utf-8")
    done = _run(link, "nope", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert "there is no stack 'nope'" in done.stderr
    assert "production" in done.stderr


def test_paths_of_the_script_are_relative_to_the_folder_it_is_called_from(tmp_path: Path) -> None:
    write_project(tmp_path, "")
    done = _run(SCRIPT, "dev", "-C", ".", "--policy-pack", "none", "--mode", "planned", "--json", "state.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert (tmp_path / "state.json").exists()


def test_every_stack_is_previewed_from_any_folder(tmp_path: Path) -> None:
    write_project(tmp_path, "")
    done = _run(SCRIPT, "--all", "-C", ".", "--policy-pack", "none", "--mode", "planned", cwd=tmp_path)
    assert done.returncode == Exit.OK
    assert done.stdout.startswith("dev ")


def test_without_a_command_the_commands_are_listed(tmp_path: Path) -> None:
    done = _run(SCRIPT.with_name("platform"), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert "preview" in done.stdout


def test_every_command_finds_its_checkout(tmp_path: Path) -> None:
    done = _run(SCRIPT.with_name("platform"), "policies", "no-such-rule", cwd=tmp_path)
    assert done.returncode == Exit.INPUT
    assert "no-such-rule" in done.stderr


def test_a_checkout_without_its_environment_says_how_to_get_it(tmp_path: Path) -> None:
    shutil.copytree(SCRIPT.parent, tmp_path / "bin")
    done = _run(tmp_path / "bin" / SCRIPT.name, "dev", cwd=tmp_path)
    assert done.returncode == Exit.INPUT
    assert "run make preview in" in done.stderr


@pytest.fixture(name="checkout")
def _checkout(tmp_path: Path) -> Path:
    """A checkout of the Makefile alone: its Python talks and installs nothing, its preview shows what it is given and fails."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").touch()
    for name, script in (
        (".venv/bin/python", "echo installing"),
        ("bin/platform-preview", 'for word; do echo "<$word>"; done; exit ${STATUS:-3}'),
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)
    return tmp_path


def test_make_tells_the_preview_s_status_which_it_cannot_pass_on(checkout: Path) -> None:
    done = _run("make", "preview", cwd=checkout)
    assert done.returncode == 2, "GNU make ends with 2 whatever fails"
    assert "The preview's exit status is 3; make's own is always 2. For scripts: bin/platform-preview\n" in done.stderr


def test_standard_output_of_make_is_the_preview_s_even_while_it_installs(checkout: Path) -> None:
    done = _run("make", "preview", "STACK=dev", "ARGS=--format junit", cwd=checkout)
    assert done.stdout == "<--format>\n<junit>\n<-->\n<dev>\n"
    assert "Installing" in done.stderr
    assert "installing" in done.stderr


@pytest.mark.parametrize("stack", ["acme/dev", "a b", "a; touch gone", "-x", "it's"])
def test_make_passes_a_stack_s_name_on_as_it_is(checkout: Path, stack: str) -> None:
    assert _run("make", "preview", f"STACK={stack}", cwd=checkout).stdout == f"<-->\n<{stack}>\n"
    assert not (checkout / "gone").exists()


def test_make_without_a_stack_leaves_the_question_to_the_preview(checkout: Path) -> None:
    assert _run("make", "preview", "STACK=", "ARGS=--all", cwd=checkout).stdout == "<--all>\n"


def test_a_variable_of_make_written_small_is_told(checkout: Path) -> None:
    done = _run("make", "preview", "stack=production", cwd=checkout)
    assert (done.returncode, done.stdout) == (2, "")
    assert "write STACK=production" in done.stderr
