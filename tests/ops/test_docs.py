"""docs/operations.md says what there is, and no more."""

import re
import subprocess
from pathlib import Path

import pytest

from ops.command import found, main, names, parser
from ops.commands.preflight import OF_ACCOUNT, OF_SYSTEMS
from ops.ending import Exit
from ops.reference import PAGE, written
from ops.words import PROGRAM
from tests.ops.fakes import TABLE
from tests.stacks import ROOT

TEXT = (ROOT / PAGE).read_text()


def test_the_table_of_commands_is_that_of_the_commands() -> None:
    assert written(TEXT) == TEXT, "python -m ops.reference writes it anew"


def test_every_example_is_taken_by_the_parser() -> None:
    for name, command in found().items():
        words = command.example.split()
        assert words[0] == name
        options = parser(words).parse_args(re.sub(r"<[^>]*>", "x", command.example).split())
        assert options.command == command


def test_every_exit_status_is_explained() -> None:
    assert {int(number) for number in re.findall(r"(?m)^\| (\d+) \|", TEXT)} == {int(one) for one in Exit}


def test_every_fake_is_listed() -> None:
    listed = dict(re.findall(r"(?m)^\| `([a-z0-9-]+:\w+)` \| (.+) \|$", TEXT))
    assert listed == dict(TABLE)


def test_the_preflight_page_says_which_lines_the_command_asks() -> None:
    page = (ROOT / "docs" / "preflight.md").read_text()
    rows = re.findall(r"(?m)^\| ([^|]+) \| (`ops`|) ?\| ", page)
    marked = {name for names, by in rows if by for name in re.sub(r"a system's |`|\.\*", "", names).split(", ")}
    asked = {name for check in (*OF_SYSTEMS, *OF_ACCOUNT) for name in check.settings}
    assert marked == asked
    assert len(rows) > len(marked), "what only people can see is on the page as well"


def test_the_script_refuses_from_any_folder(tmp_path: Path) -> None:
    command = [str(ROOT / "bin" / "platform-ops"), "status", "--stack", "nowhere"]
    refused = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603  our own script
    assert (refused.returncode, refused.stdout) == (Exit.INPUT, "")
    assert "'nowhere'" in refused.stderr


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == Exit.DONE
    helped = capsys.readouterr()
    assert helped.err == ""
    assert [name for name in names() if name not in helped.out] == []


def test_people_are_told_of_the_program_that_needs_no_virtual_environment() -> None:
    """`python -m ops` is for who is in one: at night, in a new shell, nobody is."""
    pages = [path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*.md") if "python -m ops " in path.read_text()]
    assert pages == [], "write bin/platform-ops in its place"
    assert parser(["status"]).format_help().startswith(f"usage: {PROGRAM} ")
    assert (ROOT / PROGRAM).is_file()
