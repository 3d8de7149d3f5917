"""What differs, where programs are odd: masked texts, other regions, wildcards in options, lists that are secret."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest

from offline.access.openings import openings
from offline.access.roles import roles
from offline.access.sizes import alarms
from offline.access.statements import covers
from offline.changes.difference import Difference, difference
from offline.changes.state_file import recording_of
from offline.changes.values import changes
from offline.errors import PreviewError
from offline.explaining.parts import Parts
from offline.explaining.reach import paths
from tests.offline.changes.programs import between, run, touched


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        ("logs-[secret]", "logs-1", False),
        ("us-east-1", "us-east-[secret]", False),
        ("[secret]", "anything", False),
        ("a [secret] b [secret]", "a x b y", False),
        ("a [secret] b", "a x c", True),
        ("[secret]-logs", "logs", True),
        ("[secret]x", "[secret]y", True),
    ],
)
def test_a_mask_stands_for_whatever_was_secret(before: str, after: str, differs: bool) -> None:  # noqa: FBT001
    assert bool(list(changes({"bucket": before}, {"bucket": after}))) == differs


def test_lines_in_another_order_are_another_script() -> None:
    (found,) = changes({"userData": "mount /x\nrm -rf /x\n"}, {"userData": "rm -rf /x\nmount /x\n"})
    assert found.path == "userData"


@pytest.mark.parametrize("path", ["layers", "imageConfig.commands", "imageConfig.entryPoints"])
def test_lists_whose_order_counts(path: str) -> None:
    assert list(changes(["a", "b"], ["b", "a"], path))


def queue_in(region: str) -> Callable[[], None]:
    def program() -> None:
        provider = aws.Provider("elsewhere", region=region)
        aws.sqs.Queue("orders", name="orders", opts=pulumi.ResourceOptions(provider=provider))

    return program


def test_what_its_provider_moves_is_replaced() -> None:
    found = between(queue_in("us-east-1"), queue_in("eu-west-1"))
    assert [one.entry.name for one in found.replaced] == ["orders"]
    assert [one.entry.name for one in found.losses] == ["orders"]


def bucket(tag: str, **options: list[str]) -> Callable[[], None]:
    def program() -> None:
        aws.s3.Bucket("logs", bucket="logs", tags={"tier": tag}, opts=pulumi.ResourceOptions(**options))  # type: ignore[arg-type]

    return program


@pytest.mark.parametrize("named", ["*", "tags.*", "tags", "tags.tier"])
def test_wildcards_in_options_are_obeyed(named: str) -> None:
    replaced = between(bucket("one", replace_on_changes=[named]), bucket("two", replace_on_changes=[named]))
    assert touched(replaced)["replaced"] == {"logs"}
    assert touched(between(bucket("one", ignore_changes=[named]), bucket("two", ignore_changes=[named]))) == {}


def test_a_pattern_of_many_wildcards_is_read_at_once() -> None:
    start = time.perf_counter()
    assert not covers("iam:" + "*a" * 40 + "b", "iam:" + "a" * 400)
    assert covers("iam:" + "*" * 30 + "x", "iam:" + "a" * 400 + "x")
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("pattern", "other", "wider"),
    [
        ("*", "", True),
        ("a*", "a", True),
        ("a?c", "abc", True),
        ("a?c", "a*c", False),
        ("*b*d", "abcd", True),
        ("*b*d", "abcde", False),
        ("a*c*", "a*c*d", True),
        ("abc", "abcd", False),
        ("abcd", "abc", False),
        ("s3:Get*", "s3:GetObject*", True),
    ],
)
def test_what_a_pattern_covers(pattern: str, other: str, wider: bool) -> None:  # noqa: FBT001
    assert covers(pattern, other) == wider


def secret_lists() -> None:
    """Declare lists that are secret as wholes."""
    group = aws.ec2.SecurityGroup(
        "group",
        ingress=[
            {"protocol": "tcp", "from_port": 1, "to_port": 1, "cidr_blocks": pulumi.Output.secret(["10.0.0.0/8"])},
        ],
    )
    aws.iam.Role("role", assume_role_policy="{}", managed_policy_arns=pulumi.Output.secret(["arn:aws:iam::aws:policy/x"]))
    aws.cloudwatch.MetricAlarm(
        "alarm", comparison_operator="x", evaluation_periods=1, alarm_actions=pulumi.Output.secret([group.arn])
    )


def test_lists_that_are_secret_are_read_without_what_is_in_them() -> None:
    recording = run(secret_lists)
    assert len(openings(recording)) == 1
    assert not any("10.0.0.0" in one.peer for one in openings(recording))
    assert len(roles(recording)["role"].managed) == 1
    assert alarms(recording) == {"alarm": True}
    assert len(paths(Parts(recording))) == 1
    assert isinstance(difference(recording, recording, names=("a", "b")), Difference)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "x.json"
    os.mkfifo(pipe)
    with pytest.raises(PreviewError, match="no file"):
        recording_of(pipe)


def test_a_hook_of_git_does_not_lend_its_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from offline import revision  # noqa: PLC0415 - beside what it is about

    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    environment = revision._environment()  # noqa: SLF001 - what git and the earlier program are given
    assert not [key for key in environment if key.startswith("GIT_")]
    assert json.dumps(environment)


def open_bucket(*, policy: bool, bucket: bool = True) -> Callable[[], None]:
    def program() -> None:
        if bucket:
            logs = aws.s3.Bucket("logs", bucket="logs")
            if policy:
                statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"}
                aws.s3.BucketPolicy("open", bucket=logs.id, policy=json.dumps({"Statement": [statement]}))

    return program


def test_a_policy_that_comes_to_what_was_there_is_access_gained() -> None:
    gained = between(open_bucket(policy=False), open_bucket(policy=True)).effects.permissions
    assert [(one.holder, one.gained) for one in gained] == [("open", ("s3:GetObject on arn:aws:s3:::logs/* for *",))]
    lost = between(open_bucket(policy=True), open_bucket(policy=False)).effects.permissions
    assert [(one.holder, one.gained) for one in lost] == [("open", ())]
    assert len(lost[0].lost) == 1
    new = between(open_bucket(policy=False, bucket=False), open_bucket(policy=True)).effects.permissions
    assert new == (), "nobody had less before there was a bucket"
