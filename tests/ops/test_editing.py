"""Editing a stack file: one setting changes, every other character stays."""

import difflib
from pathlib import Path

import pytest

from ops.ending import Exit
from ops.readers.stack_text import NotEditableError, edited, load
from tests.ops.driving import Ops
from tests.stacks import ROOT

TEXT = """\
# a comment
config:
  platform:cache: {nodes: 2, rotation: 3} # why
  platform:database:
    engine_version: "17" # check
    alarms:
      cpu: 80 # last
  platform:buckets: {}
  platform:list:
    - {a: 1}
    - b
  platform:empty:
"""


@pytest.mark.parametrize(
    ("path", "value", "removed", "added"),
    [
        ("platform:cache rotation", "4", "{nodes: 2, rotation: 3} # why", "{nodes: 2, rotation: 4} # why"),
        ("platform:cache version", "x", "{nodes: 2, rotation: 3} # why", "{nodes: 2, rotation: 3, version: x} # why"),
        ("platform:database rotation", "2", "", "    rotation: 2"),
        ("platform:buckets new", "1", "platform:buckets: {}", "platform:buckets: {new: 1}"),
        ("platform:secret_key rotation", "2", "", "  platform:secret_key: {rotation: 2}"),
    ],
)
def test_one_line_changes(path: str, value: str, removed: str, added: str) -> None:
    after = edited(TEXT.replace("  platform:empty:\n", ""), ["config", *path.split()], value)
    lines = difflib.ndiff(TEXT.replace("  platform:empty:\n", "").splitlines(), after.splitlines())
    changes = [line for line in lines if line[0] in "+-"]
    assert [line[0] for line in changes] == (["-", "+"] if removed else ["+"])
    assert removed in changes[0]
    assert added in changes[-1]


@pytest.mark.parametrize("path", ["platform:empty rotation", "platform:list rotation", "platform:database alarms"])
def test_what_is_not_plain_is_left_alone(path: str) -> None:
    """A null, a list and a block of lines: a wrong guess would change something else."""
    with pytest.raises(NotEditableError):
        edited(TEXT, ["config", *path.split()], "1")


@pytest.mark.parametrize("file", sorted(ROOT.glob("Pulumi.*.yaml")), ids=lambda file: str(file.name))
def test_every_stack_file_takes_a_new_key_in_every_block(file: Path) -> None:
    text = file.read_text()
    for key, block in load(text)["config"].items():
        if isinstance(block, dict):
            after = edited(text, ["config", key, "made_up"], "1")
            assert len(after) - len(text) <= len("\n      made_up: 1"), key


@pytest.mark.parametrize(
    ("stack", "secret", "status", "said"),
    [
        ("migration-api-production", "api-keys", Exit.INPUT, "put-secret-value --secret-id /migration-api/production/api-keys"),
        ("default-rate-production", "secret-key", Exit.DONE, "+  platform:secret_key: {rotation: 2}"),
        ("fraud-detector-production", "app-key", Exit.INPUT, "what it has encrypted is read with no other key"),
        ("fraud-detector-production", "hmac-keys", Exit.INPUT, "one slot at a time: hmac-key-1"),
        ("fraud-detector-production", "hmac-key-1", Exit.DONE, "+  platform:hmac_key_1: {rotation: 2}"),
    ],
)
def test_what_can_be_rotated(ops: Ops, stack: str, secret: str, status: int, said: str) -> None:
    """By hand, by a setting that the file does not name yet, never, one slot at a time."""
    ops.copy_project()
    before = ops.stack_files()
    ended = ops.words("rotate", secret, "--stack", stack, "--outputs", outputs(ops), "--yes")
    assert (ended.status, said in ended.out + ended.err) == (status, True), ended
    assert (ops.stack_files() == before) == (status != Exit.DONE)


@pytest.mark.parametrize(("soon", "status"), [("", Exit.FAILED), ("--soon", Exit.DONE)])
def test_two_slots_are_not_rotated_within_a_day(ops: Ops, soon: str, status: int) -> None:
    ops.copy_project()
    ops.front.fakes["secretsmanager", "DescribeSecret"] = lambda asked: {
        "ARN": asked["SecretId"],
        "LastChangedDate": ops.clock.now(),
    }
    words = ["rotate", "hmac-key-2", *soon.split(), "--stack", "fraud-detector-production", "--outputs", outputs(ops), "--yes"]
    assert ops.words(*words).status == status


def outputs(ops: Ops) -> str:
    """The outputs of a system with every kind of secret; nothing else of it is asked of AWS."""
    arn = "arn:aws:secretsmanager:ca-central-1:111122223333:secret:"
    secrets = {name: f"{arn}{name}" for name in ("app-key", "hmac-keys", "cache", "api-keys")}
    secrets["secret-key"] = "arn:aws:ssm:us-east-1:111122223333:parameter/made/up"
    return ops.write_outputs("made-up", {"cluster": "c", "services": {}, "log_groups": {}, "repositories": {}, "secrets": secrets})
