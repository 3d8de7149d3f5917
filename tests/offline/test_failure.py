"""A program that fails is explained by what of it failed, and where."""

from pathlib import Path

import pytest

from offline.errors import Exit
from tests.offline.samples import preview, preview_here, write_project

BAD_SETTINGS = """
import pulumi
import pulumi_aws as aws

class SettingsError(pulumi.RunError):
    pass

{before}
raise SettingsError("two things are wrong:\\n  a: too big\\n  b: missing")
"""


def test_bad_settings_are_told_without_a_traceback(tmp_path: Path) -> None:
    done = preview(write_project(tmp_path, BAD_SETTINGS.format(before="")), "--policy-pack", "none")
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert done.stderr == "error: two things are wrong:\n  a: too big\n  b: missing\n"


def test_an_error_for_the_user_after_something_was_declared_is_the_program_s(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = preview_here(capsys, write_project(tmp_path, BAD_SETTINGS.format(before="aws.sns.Topic('t')")), "--policy-pack", "none")
    assert done.returncode == Exit.PROGRAM
    assert done.stderr == "error: two things are wrong:\n  a: too big\n  b: missing\n"


RAISING = """
import pulumi_random as random
from part import fail

random.RandomPassword("password", length=20).result.apply(fail)
"""


def test_a_program_that_raises_is_shown_by_its_own_frames(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(tmp_path, RAISING)
    (tmp_path / "part.py").write_text("def fail(value):\n    raise KeyError('no ' + value)\n", encoding="utf-8")
    done = preview_here(capsys, tmp_path, "--policy-pack", "none", "--mode", "applied")
    assert (done.returncode, done.stdout) == (Exit.PROGRAM, "")
    assert done.stderr == (
        "error: the program failed:\n  part.py, line 2, in fail\n    raise KeyError('no ' + value)\nKeyError: 'no [secret]'\n"
    )


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("x = (1,\n", "__main__.py, line 1\n    x = (1,\nSyntaxError: '(' was never closed"),
        ("import sys; sys.exit('enough')", "SystemExit: enough"),
        ("try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('b') from e\n", "ValueError: b\nbecause of KeyError: 'a'"),
    ],
)
def test_whatever_ends_the_program_is_its_failure(
    tmp_path: Path, program: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = preview_here(capsys, write_project(tmp_path, program), "--policy-pack", "none")
    assert done.returncode == Exit.PROGRAM
    assert said in done.stderr
    assert "site-packages" not in done.stderr


def test_a_program_that_fails_only_once_all_is_known_is_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = "import pulumi\nif not pulumi.runtime.is_dry_run():\n    raise ValueError('late')\n"
    done = preview_here(capsys, write_project(tmp_path, program), "--policy-pack", "none")
    assert done.stderr.startswith("error: run as applied (as planned it ran): the program failed:\n  __main__.py, line 3")
