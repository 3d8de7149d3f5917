"""Every stack file through the real command: nothing crashes, nothing is forbidden, nothing is even advised, without a waiver."""

import functools
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from offline.errors import Exit
from offline.reporting.state import export
from tests.offline.samples import run
from tests.stacks import ROOT, STACKS, Change, changed, recorded, values_of
from tests.systems.pre_delinquency_engine.engine import SIGN_IN

EVERY = [(stack, ()) for stack in STACKS] + [(stack, ("--day-one",)) for stack in ("dev", "production")]


@functools.cache
def previewed(stack: str, options: tuple[str, ...] = ()) -> tuple[subprocess.CompletedProcess[str], Any]:
    """Return a preview, in both modes, and the state it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state.json"
        done = run("preview", stack, "-C", ROOT, "--json", state, *options, environment={"PYTHONHASHSEED": "1"})
        return done, json.loads(state.read_text())


@pytest.mark.parametrize(("stack", "options"), EVERY)
def test_a_stack_is_clean_in_both_modes(stack: str, options: tuple[str, ...]) -> None:
    done, _ = previewed(stack, options)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert "Ran planned and applied in" in done.stdout
    assert "No policy forbids this deployment.\n" in done.stdout
    assert "(advisory)" not in done.stdout
    assert "not decided in any mode" not in done.stdout


@pytest.mark.parametrize("stack", STACKS)
def test_the_same_stack_file_declares_the_same_twice(stack: str) -> None:
    """A time stamp, a random value or the order of a set in the program would change something in every `up`."""
    _, again = previewed(stack)
    assert by_urn(again) == by_urn(json.loads(json.dumps(export(recorded(stack)))))


def by_urn(state: Any) -> dict[str, Any]:
    """Return all that a state holds but for providers, whose configuration the command line spaces differently."""
    return {one["urn"]: one for one in state["deployment"]["resources"] if not one["type"].startswith("pulumi:providers:")}


CLOSED: tuple[Change, ...] = (
    ("platform:network.nat", "none"),
    ("platform:network.interface_endpoints", ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray", "monitoring"]),
)
OPTIONAL: tuple[Change, ...] = (
    ("platform:alerts", {"slack": {"team_id": "T07EA123LEP", "channel_id": "C07EZ1ABC23"}}),
    ("platform:services.dashboard.sign_in", SIGN_IN),
    ("platform:services.api.deployment", {"strategy": "blue-green"}),
    ("platform:tracing", {"collector": f"sha256:{'cd' * 32}"}),
)


@pytest.mark.parametrize(
    ("stack", "changes"),
    [("dev", CLOSED), ("dev", OPTIONAL), ("production", (("platform:protect", False),))],
    ids=["without NAT", "with everything optional", "about to be taken down"],
)
def test_what_no_checked_in_stack_switches_on_is_clean_too(stack: str, changes: tuple[Change, ...], tmp_path: Path) -> None:
    for name in ("Pulumi.yaml", "__main__.py", "components", "systems", "policy"):
        (tmp_path / name).symlink_to(ROOT / name)
    values = changed(values_of(stack), *changes)
    (tmp_path / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": values}))
    done = run("preview", stack, "-C", tmp_path)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert "No policy forbids this deployment.\n" in done.stdout
    assert "(advisory)" not in done.stdout


def test_no_waiver_is_configured_anywhere() -> None:
    assert not list(ROOT.glob("*policy*.json"))
