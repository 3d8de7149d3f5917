"""Whatever a stack file holds: a documented status, no traceback, and nothing of a secret in any output."""

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offline import command
from offline.errors import Exit
from tests.offline.samples import write_project

SECRET = "Qz7#'k\"9\nvX\\ßß"
PARTS = ("Qz7#", "vX\\", "ßß", "\\u00df")

# A program that shows everything it is configured with, and fails on some of it.
SHOWS_ALL = """
import json, pulumi
from pulumi.runtime.config import CONFIG, get_config_env

config = {**get_config_env(), **CONFIG.get()}
for key, value in config.items():
    print(key, value, repr(value), json.dumps({"again": json.dumps(value)}))
pulumi.export("config", config)
pulumi.log.warn(str(config))
if "platform:fail" in config:
    raise ValueError(config)
"""

_PROFILE = settings(max_examples=80, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))

_KEYS = st.sampled_from(["a", "aws:x", "platform:fail", "", "a:b:c", "<<", "secure", "é", "17"])
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=4) | st.dates()
_NODES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3) | st.sets(_KEYS), max_leaves=8
)


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Iterator[Path]:
    yield write_project(tmp_path, SHOWS_ALL)
    gc.enable()  # the command ends before it could be of use there


def _run(project: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The status of a preview of a stack file, and everything it wrote."""
    (project / "Pulumi.dev.yaml").write_bytes(content)
    state = project / "state.json"
    state.unlink(missing_ok=True)
    status = command.main(["preview", "dev", "-C", str(project), "--policy-pack", "none", "--mode=planned", f"--json={state}"])
    printed, said = capsys.readouterr()
    assert status in set(Exit)
    assert "Traceback" not in said
    assert "the preview itself failed" not in said
    assert (status == Exit.OK) == (not said.startswith("error: ")) == state.exists()
    if status == Exit.INPUT:
        assert printed == ""
        assert "Pulumi.dev.yaml" in said
        assert "; fix: " in said
    written = state.read_text(encoding="utf-8") if state.exists() else ""
    return status, printed + said + written


@_PROFILE
@given(content=st.binary(max_size=40) | st.binary(max_size=40).map(b"config:\n  a: ".__add__))
def test_any_bytes(project: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    assert _run(project, content, capsys)[0] in (Exit.OK, Exit.INPUT)


@_PROFILE
@given(config=st.dictionaries(_KEYS, _NODES, max_size=4), flow=st.booleans())
def test_any_values_beside_a_secret(project: Path, capsys: pytest.CaptureFixture[str], config: dict[str, Any], flow: bool) -> None:  # noqa: FBT001 - hypothesis passes it by name
    content = yaml.dump({"config": {**config, "aws:secretKey": SECRET}}, default_flow_style=flow, allow_unicode=True).encode()
    status, written = _run(project, content, capsys)
    for part in PARTS:
        assert part not in written
    if status == Exit.OK:
        assert "[secret]" in written


def test_the_program_does_show_what_it_is_given(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = json.dumps({"config": {"a": "shown", "aws:secretKey": SECRET, "platform:fail": 1}}).encode()
    status, written = _run(project, content, capsys)
    assert status == Exit.PROGRAM
    assert "'platform:a': 'shown', 'aws:secretKey': '[secret]'" in written
