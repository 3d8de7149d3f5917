"""Options and files with values that nobody means: each is refused in words, and none gets a good verdict."""

import json
from pathlib import Path

import pytest

from ops.ending import Exit
from tests.ops.cases import cases
from tests.ops.driving import Ops
from tests.stacks import ROOT

WORDS = [
    "recovery-check --step up=nan",
    "recovery-check --step up=inf",
    "recovery-check --step up=-600",
    "recovery-check --step =5",
    "recovery-check --step up=1e999",
    "logs api --since 999999d",
    "smoke --connect-to localhost:99999",
    "smoke --connect-to localhost:0",
    "smoke --p95-ms 0",
    "smoke --p95-ms -5",
    "scale api -1 4",
    "upload-model /dev/null --key ../x",
    "upload-model /dev/zero",
    "upload-model /tmp",
]


@pytest.mark.parametrize("line", WORDS)
def test_a_value_that_nobody_means(ops: Ops, line: str) -> None:
    ended = ops(line, "--yes")
    assert ended.status == Exit.INPUT, ended
    assert [one for one in ended.actions if one.startswith(("s3:Put", "application-autoscaling:R"))] == []


FILES = [
    ("import --from {}", {"resources": [None]}, "resources"),
    ("import --from {}", {"resources": ["x", 1]}, "resources"),
    ("drift {}", {"steps": [{"op": "update", "urn": 5}]}, "a step without op and urn"),
    ("drift {}", {"steps": [{"op": "update", "urn": "a::b::c::d", "detailedDiff": [7]}]}, "a step without op and urn"),
    ("verify {}", {"api": []}, "sha256"),
    ("release {}", {"api": {"x": 1}}, "sha256"),
    ("deploy --images {}", {"": "sha256:"}, "allowed"),
]


@pytest.mark.parametrize(("line", "content", "said"), FILES)
def test_a_file_with_something_else_in_it(ops: Ops, tmp_path: Path, line: str, content: object, said: str) -> None:
    file = tmp_path / "a file.json"
    file.write_text(json.dumps(content))
    arguments = [one if one != "{}" else str(file) for one in line.split()]
    status, _, err = ops.words(*arguments, "--stack", "production", "--outputs", ops.outputs(), "--yes")
    assert status == Exit.INPUT, err
    assert said in err


@pytest.mark.parametrize(
    "line", ["import --from {}", "drift {}", "verify {}", "release {}", "deploy --images {}", "costs --estimate {}"]
)
@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[" * 100_000, b"null", b""], ids=["no text", "deep", "null", "empty"])
def test_a_file_that_is_no_json(ops: Ops, tmp_path: Path, line: str, content: bytes) -> None:
    file = tmp_path / "a file.json"
    file.write_bytes(content)
    arguments = [one if one != "{}" else str(file) for one in line.split()]
    status, _, err = ops.words(*arguments, "--stack", "production", "--outputs", ops.outputs(), "--yes")
    assert (status, "fix:" in err) == (Exit.INPUT, True), err


def test_an_import_file_that_cannot_be_written(ops: Ops, tmp_path: Path) -> None:
    case = cases()["import"]
    case.prepare(ops)
    status, _, err = ops(case.line, "--to=" + str(tmp_path / "absent" / "found.json"))
    assert status == Exit.INPUT, err
    assert "--to" in err


def test_a_stack_file_that_only_speaks_of_deliveries(ops: Ops, tmp_path: Path) -> None:
    for stack in ("production", "dev"):
        text = (ROOT / f"Pulumi.{stack}.yaml").read_text()
        (tmp_path / f"Pulumi.{stack}.yaml").write_text(f"# platform:delivery: is in another file\n{text}")
    images = tmp_path / "images.json"
    images.write_text('{"api": "sha256:' + "0" * 64 + '"}')
    status, _, err = ops.words("verify", str(images), "--stack", "production", folder=tmp_path)
    assert status == Exit.INPUT
    assert "a stack that no pipeline delivers to" in err
