"""Whatever a stack file holds: a documented status, no traceback, and nothing of a secret in any output."""

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

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
import json, os, subprocess, sys, pulumi
from pulumi.runtime.config import CONFIG, get_config_env

config = {**get_config_env(), **CONFIG.get()}
for key, value in config.items():
    print(key, value, repr(value), json.dumps({"again": json.dumps(value)}))
    print(repr(value), file=sys.stderr)
    os.write(2, value.encode(errors="replace"))
    sys.stdout.buffer.write(value.encode(errors="replace"))
pulumi.export("config", config)
pulumi.log.warn(str(config))
if "platform:fail" in config:
    raise ValueError(config)
"""

_PROFILE = settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))

_KEYS = st.sampled_from(["a", "aws:x", "platform:fail", "", "a:b:c", "<<", "secure", "é", "17"])
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=4) | st.dates()
_NODES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3) | st.sets(_KEYS), max_leaves=8
)


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Iterator[Path]:
    yield write_project(tmp_path, SHOWS_ALL)
    gc.enable()  # the command ends before it could be of use there


def _run(project: Path, content: bytes, capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The status of a preview of a stack file, and everything it wrote."""
    (project / "Pulumi.dev.yaml").write_bytes(content)
    state = project / "state.json"
    state.unlink(missing_ok=True)
    status = command.main(["preview", "dev", "-C", str(project), "--policy-pack", "none", "--mode=planned", f"--json={state}"])
    printed, said = capfd.readouterr()
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
def test_any_bytes(project: Path, capfd: pytest.CaptureFixture[str], content: bytes) -> None:
    assert _run(project, content, capfd)[0] in (Exit.OK, Exit.INPUT)


@_PROFILE
@given(config=st.dictionaries(_KEYS, _NODES, max_size=4), flow=st.booleans())
def test_any_values_beside_a_secret(project: Path, capfd: pytest.CaptureFixture[str], config: dict[str, Any], flow: bool) -> None:  # noqa: FBT001 - hypothesis passes it by name
    content = yaml.dump({"config": {**config, "aws:secretKey": SECRET}}, default_flow_style=flow, allow_unicode=True).encode()
    status, written = _run(project, content, capfd)
    for part in PARTS:
        assert part not in written
    if status == Exit.OK:
        assert "[secret]" in written


def test_the_program_does_show_what_it_is_given(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    content = json.dumps({"config": {"a": "shown", "aws:secretKey": SECRET, "platform:fail": 1}}).encode()
    status, written = _run(project, content, capfd)
    assert status == Exit.PROGRAM
    assert "'platform:a': 'shown', 'aws:secretKey': '[secret]'" in written


@pytest.mark.parametrize(("end", "expected"), [("", Exit.OK), ("raise RuntimeError", Exit.PROGRAM)])
def test_what_the_program_writes_past_python_is_kept_and_cleaned(
    project: Path, capfd: pytest.CaptureFixture[str], end: str, expected: Exit
) -> None:
    program = """
import os, subprocess, sys, pulumi
secret = pulumi.Config("aws").require("secretKey")
subprocess.run(["echo", "child", secret])
os.write(1, f"one {secret}\\n".encode())
os.write(2, f"two {secret}\\n".encode())
print("error", secret, file=sys.stderr)
"""
    (project / "__main__.py").write_text(program + end, encoding="utf-8")
    status, written = _run(project, b"config: {'aws:secretKey': correct horse}", capfd)
    assert status == expected
    assert "horse" not in written
    for word in ("child", "one", "two", "error"):
        assert f"The program prints: {word} [secret]" in written


def test_what_the_program_writes_past_python_is_not_in_the_other_forms(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "__main__.py").write_text("import os\nos.write(1, b'no XML')\nos.write(2, b'here')", encoding="utf-8")
    (project / "Pulumi.dev.yaml").write_text("config: {}", encoding="utf-8")
    assert command.main(["preview", "dev", "-C", str(project), "--policy-pack", "none", "--format", "junit"]) == Exit.OK
    printed, said = capfd.readouterr()
    ET.fromstring(printed)  # noqa: S314 - our own
    assert "no XML" not in printed.split("<system-out>")[0]
    assert said == ""
