"""Every stack file through the real command: nothing crashes, nothing is forbidden, nothing is even advised, without a waiver."""

import functools
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from offline.errors import Exit
from offline.reporting.state import export
from tests.check.found import DEPLOYED
from tests.offline.samples import run
from tests.stacks import ROOT, STACKS, recorded

# On day one the applied run is enough: what it adds to the other is that no image has been pushed.
EVERY = [*((stack, ()) for stack in STACKS), *((stack, ("--day-one", "--mode", "applied")) for stack in DEPLOYED)]


@functools.cache
def previewed(stack: str, options: tuple[str, ...] = ()) -> tuple[subprocess.CompletedProcess[str], Any]:
    """Return a preview and the state it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state.json"
        done = run("preview", stack, "-C", ROOT, "--json", state, *options, environment={"PYTHONHASHSEED": "1"})
        assert state.exists(), f"make preview STACK={stack} says\n{done.stdout}{done.stderr}"
        return done, json.loads(state.read_text())


@pytest.mark.parametrize(("stack", "options"), EVERY)
def test_a_stack_is_clean(stack: str, options: tuple[str, ...]) -> None:
    done, _ = previewed(stack, options)
    told = f"make preview STACK={stack} ARGS='{' '.join(options)}' says\n{done.stdout}{done.stderr}"
    assert (done.returncode, done.stderr) == (Exit.OK, ""), told
    assert ("Ran applied in" if "--mode" in options else "Ran planned and applied in") in done.stdout, told
    assert "No policy forbids this deployment.\n" in done.stdout, told
    assert "(advisory)" not in done.stdout, told
    assert "not decided in any mode" not in done.stdout, told


@pytest.mark.parametrize("stack", STACKS)
def test_the_same_stack_file_declares_the_same_twice(stack: str) -> None:
    """A time stamp, a random value or the order of a set in the program would change something in every `up`."""
    _, again = previewed(stack)
    assert by_urn(again) == by_urn(json.loads(json.dumps(export(recorded(stack)))))


def by_urn(state: Any) -> dict[str, Any]:
    """Return all that a state holds but for providers, whose configuration the command line spaces differently."""
    return {one["urn"]: one for one in state["deployment"]["resources"] if not one["type"].startswith("pulumi:providers:")}


def test_no_waiver_is_configured_anywhere() -> None:
    """A rule that is switched off would let every stack pass."""
    assert not list(ROOT.glob("*policy*.json"))
