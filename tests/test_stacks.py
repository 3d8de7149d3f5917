"""Every stack file through the real command: nothing crashes, nothing is forbidden, nothing is even advised, without a waiver."""

import pytest

from offline.errors import Exit
from tests.offline.samples import run
from tests.stacks import ROOT, STACKS

EVERY = [(stack, ()) for stack in STACKS] + [(stack, ("--day-one",)) for stack in ("dev", "production")]


@pytest.mark.parametrize(("stack", "options"), EVERY)
def test_a_stack_is_clean_in_both_modes(stack: str, options: tuple[str, ...]) -> None:
    done = run("preview", stack, "-C", ROOT, *options)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert "Ran planned and applied in" in done.stdout
    assert "No policy forbids this deployment.\n" in done.stdout
    assert "(advisory)" not in done.stdout
    assert "not decided in any mode" not in done.stdout


def test_no_waiver_is_configured_anywhere() -> None:
    assert not list(ROOT.glob("*policy*.json"))
