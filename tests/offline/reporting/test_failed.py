"""What CI shows of a preview that could not be made."""

import html
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from offline.errors import Exit
from offline.reporting.failed import failed
from tests.offline.samples import preview_here, run_here, write_project

FORMS = ("junit", "markdown", "sarif", "html")


def place(text: str) -> tuple[str, int]:
    (result,) = json.loads(text)["runs"][0]["results"]
    where = result["locations"][0]["physicalLocation"]
    return where["artifactLocation"]["uri"], where["region"]["startLine"]


@pytest.mark.parametrize("form", FORMS)
def test_a_program_that_raises_is_reported_with_its_error(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(tmp_path, "import pulumi\n\nraise ValueError('no such zone')\n")
    done = run_here(capsys, "preview", "dev", "-C", tmp_path, "--policy-pack", "none", "--mode", "planned", "--format", form)
    assert done.returncode == Exit.PROGRAM
    assert "ValueError: no such zone" in done.stdout
    assert done.stderr.startswith("error: the program failed:")
    if form == "junit":
        suite = ET.fromstring(done.stdout)  # noqa: S314  made by this program
        assert (suite.get("tests"), suite.get("errors"), suite.get("failures")) == ("1", "1", "0")
    if form == "sarif":
        assert place(done.stdout) == ("__main__.py", 3)


@pytest.mark.parametrize("form", FORMS)
def test_a_stack_that_is_not_there_is_reported(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    done = run_here(capsys, "preview", "dev", "-C", write_project(tmp_path, "", stack="prod"), "--format", form)
    assert done.returncode == Exit.INPUT
    assert "there is no stack 'dev'" in html.unescape(done.stdout)


@pytest.mark.parametrize("form", FORMS)
def test_a_configuration_that_is_not_there_is_reported(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "policy.json"
    done = preview_here(capsys, write_project(tmp_path, ""), "--policy-pack-config", missing, "--format", form)
    assert done.returncode == Exit.INPUT
    assert "policy.json: cannot be read: No such file or directory" in html.unescape(done.stdout)


@pytest.mark.parametrize("form", FORMS)
def test_a_report_on_the_way_out_leaves_the_state_alone(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    done = preview_here(
        capsys, write_project(tmp_path, "raise ValueError", "{a: b}"), "--policy-pack", "none", "--json", "-", "--format", form
    )
    assert (done.returncode, done.stdout) == (Exit.PROGRAM, "")
    assert "ValueError" in done.stderr


def test_text_has_the_error_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert preview_here(capsys, write_project(tmp_path, "raise ValueError"), "--policy-pack", "none").stdout == ""


def test_a_setting_is_found_in_the_stack_file(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text('config:\n  aws:region: x\n  "platform:database":\n    a: 1\n')
    assert place(failed("dev", "1 problem:\n  platform:database.multi_ax\n    found: it", "sarif", tmp_path)) == (
        "Pulumi.dev.yaml",
        3,
    )
    assert place(failed("dev", "it is wrong", "sarif", tmp_path)) == ("Pulumi.dev.yaml", 1)
    assert place(failed("no such", "it is wrong", "sarif", tmp_path)) == ("Pulumi.no%20such.yaml", 1)


def test_a_place_outside_the_project_is_none_of_it(tmp_path: Path) -> None:
    assert place(failed("dev", "/usr/lib/python3/os.py, line 7, in f", "sarif", tmp_path)) == ("Pulumi.dev.yaml", 1)
    inside = failed("dev", f"{tmp_path}/Pulumi.dev.yaml, line 12: not YAML", "sarif", tmp_path)
    assert place(inside) == ("Pulumi.dev.yaml", 12)


def test_whatever_a_message_has_in_it_the_report_can_be_read() -> None:
    nasty = "\x1b[31m<&>\x00```` ]]> \ud800 \U0001f600"
    case = ET.fromstring(failed(nasty, nasty, "junit", Path()))[0][0]  # noqa: S314  made by this program
    assert case.text == "\ufffd[31m<&>\ufffd```` ]]> \ufffd \U0001f600"
    assert json.loads(failed(nasty, nasty, "sarif", Path()))["runs"][0]["results"][0]["message"]["text"] == nasty.replace(
        "\ud800", "\ufffd"
    )
    assert "<&>" not in failed(nasty, nasty, "html", Path())
    lines = failed(nasty, "a\n````\nb", "markdown", Path()).splitlines()
    assert lines[0] == "## Offline preview of a stack: not possible"
    assert lines[-5:] == ["`````text", "a", "````", "b", "`````"]
