"""Drift is what AWS has beside the program: not what waits to be applied, and not what is expected to differ."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.ending import Exit, OpsError
from ops.readers.drift import Change, drifted, read_expected, read_preview, unexpected
from tests.ops.driving import Ops
from tests.shipped import recorded
from tests.stacks import ROOT

ALLOWED = ROOT / ".github" / "drift.yaml"
SERVICE = "platform:service:Service$aws:ecs/service:Service::api-service"
TARGET = "platform:service:Service$platform:scaling:Scaling$aws:appautoscaling/target:Target::api-scaling-target"
GROUP = "platform:network:Network$aws:ec2/securityGroup:SecurityGroup::alb-group"


def step(op: str, what: str, *paths: str, **more: Any) -> dict[str, Any]:
    """A step as the CLI writes it."""
    diff = {path: {"kind": "update", "inputDiff": False} for path in paths} or None
    reasons = {"diffReasons": sorted({path.partition(".")[0] for path in paths})} if paths else {}
    urn = f"urn:pulumi:production::platform::{what}"
    return {
        "op": op,
        "urn": urn,
        "provider": "urn:pulumi:production::platform::pulumi:providers:aws::default::1",
        "detailedDiff": diff,
        **reasons,
        **more,
    }


def preview(folder: Path, *steps: dict[str, Any], name: str = "drift.json") -> list[Change]:
    path = folder / name
    root = {"op": "same", "urn": "urn:pulumi:production::platform::pulumi:pulumi:Stack::platform-production", "detailedDiff": None}
    path.write_text(json.dumps({"config": {}, "steps": [root, *steps], "duration": 1, "changeSummary": {"same": 1}}))
    return list(read_preview(path).changes)


def test_what_is_only_read_is_no_change(tmp_path: Path) -> None:
    assert preview(tmp_path, step("refresh", SERVICE), step("same", GROUP), step("read", GROUP)) == []


@pytest.mark.parametrize(
    "one",
    [
        step("update", TARGET, "minCapacity", "maxCapacity"),
        step("update", TARGET, "maxCapacity"),
        step("update", SERVICE, "desiredCount"),
    ],
)
def test_what_scales_is_expected(tmp_path: Path, one: dict[str, Any]) -> None:
    assert unexpected(preview(tmp_path, one), read_expected(ALLOWED)) == []


@pytest.mark.parametrize(
    ("one", "properties"),
    [
        (step("update", GROUP, "ingress[0].cidrBlocks[1]", "description"), {"ingress", "description"}),
        (step("update", SERVICE, "desiredCount", "loadBalancers[0].targetGroupArn"), {"desiredCount", "loadBalancers"}),
        (step("create", TARGET), set()),
        (step("delete", SERVICE), set()),
        (step("replace", TARGET, "minCapacity"), {"minCapacity"}),
        (step("update", SERVICE), set()),  # which properties is not said
    ],
)
def test_anything_else_is_not(tmp_path: Path, one: dict[str, Any], properties: set[str]) -> None:
    (change,) = unexpected(preview(tmp_path, one), read_expected(ALLOWED))
    assert (change.op, set(change.properties)) == (one["op"], properties)


def test_properties_are_read_where_there_is_no_detailed_difference(tmp_path: Path) -> None:
    (change,) = preview(tmp_path, {**step("update", SERVICE), "diffReasons": ["desiredCount"]})
    assert change.properties == {"desiredCount"}
    assert (change.type, change.name) == ("aws:ecs/service:Service", "api-service")


def test_what_waits_to_be_applied_is_no_drift(tmp_path: Path) -> None:
    """A merged change before its approval, or a recorded image, would make every night red."""
    pending = preview(tmp_path, step("update", SERVICE, "taskDefinition"), step("create", TARGET), name="pending.json")
    found = preview(
        tmp_path, step("update", SERVICE, "taskDefinition", "enableExecuteCommand"), step("create", TARGET), step("create", GROUP)
    )
    left = drifted(found, pending)
    assert [(change.name, change.op, change.properties) for change in left] == [
        ("api-service", "update", {"enableExecuteCommand"}),
        ("alb-group", "create", frozenset()),
    ]


def test_what_waits_as_another_step_is_drift(tmp_path: Path) -> None:
    pending = preview(tmp_path, step("update", GROUP, "description"), name="pending.json")
    assert drifted(preview(tmp_path, step("replace", GROUP, "description")), pending) != []


def test_what_is_expected_is_of_the_program_and_has_a_reason() -> None:
    """A type that was misspelt would allow nothing, and be noticed at night."""
    resources = recorded("production").resources
    for line in read_expected(ALLOWED):
        inputs = [resource.inputs for resource in resources if resource.type == line.type]
        assert inputs, line.type
        assert line.properties <= {key for one in inputs for key in one}
        assert len(line.because) > 20


@pytest.mark.parametrize(
    "lines",
    [
        {"type": "a"},
        [{"type": "a", "properties": ["b"]}],
        [{"type": "a", "properties": ["b"], "because": ""}],
        [{"type": "a", "properties": [], "because": "c"}],
        [{"type": "a", "properties": ["b"], "because": "c", "until": "d"}],
        ["a"],
    ],
)
def test_a_line_without_a_reason_is_refused(tmp_path: Path, lines: object) -> None:
    path = tmp_path / "drift.yaml"
    path.write_text(yaml.safe_dump(lines))
    with pytest.raises(OpsError, match="a list of `type`, `properties` and `because`") as refused:
        read_expected(path)
    assert refused.value.status == Exit.INPUT


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"steps": [{"op": "update"}]}', '{"steps": [{"op": "update", "urn": "x"}]}', '{"steps": ["x"]}']
)
def test_what_is_no_preview_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "drift.json"
    path.write_text(text)
    with pytest.raises(OpsError, match="run it again") as refused:
        read_preview(path)
    assert refused.value.status == Exit.INPUT


def test_what_nobody_expects_is_red_and_says_where_to_look(ops: Ops, tmp_path: Path) -> None:
    preview(tmp_path, step("update", GROUP, "ingress[0].cidrBlocks[0]"), step("update", SERVICE, "desiredCount"))
    ended = ops("drift", str(tmp_path / "drift.json"))
    assert ended.status == Exit.FAILED
    assert "1 resources of production are not as the program says" in ended.err
    assert "docs/runbooks/incident-evidence.md" in ended.err
    rows = {
        line.split()[0]: line.split()[-1] for line in ended.out.splitlines() if line.startswith((" alb-", "alb-", " api-", "api-"))
    }
    assert rows == {"alb-group": "no", "api-service": "yes"}
