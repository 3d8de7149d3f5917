"""A pack is started, configured and asked as the engine does it; one that fails is told from one that objects."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from offline.errors import Exit, PreviewError
from offline.judging.calls import PackError
from offline.judging.findings import Finding
from offline.judging.pack import judge
from offline.judging.pack_process import PackProcess
from offline.project import Project
from offline.simulation.runner import Mode, Recording, record
from tests.offline.samples import BUCKETS_NAMED, write_pack
from tests.stacks import ROOT

PROJECT = Project(name="platform", stack="dev", program=Path(), config={"platform:key": "1"}, secret_keys=())


def _buckets() -> None:
    first = aws.s3.Bucket("first", bucket="bad", opts=pulumi.ResourceOptions(protect=True))
    options = pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(delete="40m"))
    aws.s3.Bucket("second", bucket="good", tags={"of": first.arn, "secret": pulumi.Output.secret("hunter2")}, opts=options)


def _judge(pack: Path, mode: Mode = Mode.APPLIED, config: Mapping[str, Any] | None = None) -> list[Finding]:
    recording = record(_buckets, stack="dev", mode=mode)
    with PackProcess(pack, PROJECT, mode) as process:
        return list(judge(process.port(mode), recording, config or {}).findings)


def _said(findings: list[Finding]) -> list[str]:
    return [finding.text for finding in findings]


def _pack(folder: Path, body: str, kind: str = "ResourceValidationPolicy", **policy: Any) -> Path:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    extra = "".join(f", {key}={value}" for key, value in policy.items())
    policies = f'{kind}("rule", "Title.", check{extra})'
    text = f'def check(args, report):\n{lines}\n\nPolicyPack("p", [{policies}], EnforcementLevel.MANDATORY)\n'
    return write_pack(folder, text)


def test_a_violation_names_rule_level_resource_and_text(tmp_path: Path) -> None:
    (finding,) = _judge(write_pack(tmp_path, BUCKETS_NAMED))
    assert (finding.rule, finding.level, finding.text) == ("good-names", "mandatory", "Call it something else.")
    assert finding.urn == "urn:pulumi:dev::platform::aws:s3/bucket:Bucket::first"


def test_the_configuration_decides_the_level(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, BUCKETS_NAMED)
    assert [finding.level for finding in _judge(pack, config={"good-names": "advisory"})] == ["advisory"]
    assert _judge(pack, config={"all": "disabled"}) == []


def test_properties_of_the_configuration_reach_the_rule(tmp_path: Path) -> None:
    schema = 'PolicyConfigSchema({"days": {"type": "integer", "default": 7}})'
    pack = _pack(tmp_path, 'if args.name == "first": report(f"{args.get_config()[\'days\']:g} days")', config_schema=schema)
    assert _said(_judge(pack)) == ["7 days"]
    assert _said(_judge(pack, config={"rule": {"days": 9}})) == ["9 days"]


def test_a_configuration_the_pack_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PreviewError, match=r"'nice-names' is not a policy of this pack"):
        _judge(write_pack(tmp_path, BUCKETS_NAMED), config={"nice-names": "advisory"})


def test_a_configuration_that_the_pack_refuses_is_no_failure_of_the_pack() -> None:
    with pytest.raises(PreviewError, match=r"the policy configuration is wrong:\n  .* takes `reason` and `expires`") as raised:
        _judge(ROOT / "policy", config={"all": "disabled"})
    assert raised.value.status is Exit.INPUT


def test_what_is_lowered_is_told_once_with_its_near_end() -> None:
    soon = (datetime.now(UTC).date() + timedelta(days=3)).isoformat()
    config = {"s3-not-public": {"enforcementLevel": "disabled", "reason": "moves", "expires": soon}}
    recording = record(_buckets, stack="dev", mode=Mode.APPLIED)
    with PackProcess(ROOT / "policy" / "start", PROJECT, Mode.APPLIED) as process:
        judgement = judge(process.port(Mode.APPLIED), recording, config)
    assert judgement.pack.startswith("platform-start ")
    (lowered,) = judgement.lowered
    assert str(lowered).startswith(f"off until {soon}, usually mandatory: moves (it ends in 3 days: ")
    assert "rules-lowered" not in {finding.rule for finding in judgement.findings}


def test_what_asks_less_by_a_setting_is_told_as_well() -> None:
    config = {"rds-backups-kept": {"minDays": 0, "reason": "moves", "expires": "2999-01-01"}}
    recording = record(_buckets, stack="dev", mode=Mode.APPLIED)
    with PackProcess(ROOT / "policy", PROJECT, Mode.APPLIED) as process:
        (lowered,) = judge(process.port(Mode.APPLIED), recording, config).lowered
    assert str(lowered) == "mandatory with `minDays` 0 until 2999-01-01, usually mandatory: moves"


def test_resource_rules_see_inputs_and_options_and_secrets_in_plain(tmp_path: Path) -> None:
    pack = _pack(
        tmp_path,
        'if "Bucket" in args.resource_type:\n'
        "    report(f\"{args.name} {args.opts.protect} {'arn' in args.props} {dict(args.props.get('tags', {})).get('secret')}\")",
    )
    assert _said(_judge(pack)) == ["first True False None", "second False False hunter2"]


def test_rules_see_timeouts_in_seconds(tmp_path: Path) -> None:
    pack = _pack(tmp_path, 'if args.name == "second": report(f"{args.opts.custom_timeouts.delete_seconds:g}")')
    assert _said(_judge(pack)) == ["2400"]


def test_stack_rules_see_outputs_and_edges(tmp_path: Path) -> None:
    pack = _pack(
        tmp_path,
        "for each in args.resources:\n"
        '    if each.name == "second":\n'
        '        arn = each.props["arn"]\n'
        "        report(f\"{arn} after {[other.name for other in each.property_dependencies['tags']]}\", each.urn)",
        kind="StackValidationPolicy",
    )
    assert _said(_judge(pack)) == ["arn:aws:s3:::good after ['first']"]


def test_the_provider_s_configuration_can_be_judged(tmp_path: Path) -> None:
    pack = _pack(
        tmp_path,
        'if args.resource_type == "pulumi:providers:aws": report(args.props["region"])\n'
        'if args.name == "first": report("by " + args.provider.resource_type)',
    )
    recording = record(_buckets, stack="dev", config={"aws:region": "eu-west-1"})
    with PackProcess(pack, PROJECT, Mode.APPLIED) as process:
        assert _said(list(judge(process.port(Mode.APPLIED), recording, {}).findings)) == ["eu-west-1", "by pulumi:providers:aws"]


def test_the_pack_s_environment_is_the_engine_s_in_each_of_two_modes(tmp_path: Path) -> None:
    pack = _pack(
        tmp_path,
        "import os, pulumi\n"
        'if args.name == "first":\n'
        "    here = os.path.basename(os.getcwd())\n"
        "    report(f\"{pulumi.get_stack()} {pulumi.runtime.is_dry_run()} {pulumi.Config().get('key')} {here}\")",
    )
    with PackProcess(pack, PROJECT, Mode.PLANNED, Mode.APPLIED) as process:
        for mode, dry in {Mode.APPLIED: "False", Mode.PLANNED: "True"}.items():
            findings = judge(process.port(mode), record(_buckets, stack="dev", mode=mode), {}).findings
            assert _said(list(findings)) == [f"dev {dry} 1 pack"]


def test_an_unknown_value_leaves_a_rule_undecided(tmp_path: Path) -> None:
    pack = _pack(tmp_path, 'if args.name == "second": args.props["tags"]["of"]')
    (finding,) = _judge(pack, Mode.PLANNED)
    assert (finding.undecided, finding.level) == (True, "mandatory")
    assert finding.urn == "urn:pulumi:dev::platform::aws:s3/bucket:Bucket::second"
    assert _judge(pack, Mode.APPLIED) == []


def test_a_pack_that_does_not_start_is_quoted(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, "raise RuntimeError('nothing in here works')")
    with PackProcess(pack, PROJECT, Mode.PLANNED, Mode.APPLIED) as process:
        with pytest.raises(PreviewError, match=r"nothing in here works") as caught:
            process.port(Mode.PLANNED)
        with pytest.raises(PreviewError, match=r"it did not start"):
            process.port(Mode.APPLIED)
    assert caught.value.status is Exit.PROGRAM


def test_a_pack_that_prints_something_else_first_is_told_so(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, "print('hello')\n" + BUCKETS_NAMED)
    with PackProcess(pack, PROJECT, Mode.APPLIED) as process, pytest.raises(PreviewError, match=r"'hello' instead of a port"):
        process.port(Mode.APPLIED)


def test_a_rule_that_crashes_is_a_failure_of_the_pack(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"division by zero"):
        _judge(_pack(tmp_path, "1 / 0"))


def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PreviewError, match=r"no PulumiPolicy.yaml in it"):
        PackProcess(tmp_path, PROJECT, Mode.APPLIED)


def test_no_process_outlives_its_use(tmp_path: Path) -> None:
    with PackProcess(write_pack(tmp_path, BUCKETS_NAMED), PROJECT, Mode.APPLIED) as process:
        process.port(Mode.APPLIED)
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
        running = children.read_text(encoding="utf-8").split() if children.exists() else []
    assert all(
        not Path(f"/proc/{child}/cwd").exists() or (tmp_path / "pack") != Path(f"/proc/{child}/cwd").readlink() for child in running
    )


def test_recordings_can_be_judged_again(tmp_path: Path) -> None:
    recording: Recording = record(_buckets, stack="dev")
    with PackProcess(write_pack(tmp_path, BUCKETS_NAMED), PROJECT, Mode.APPLIED) as process:
        assert len(judge(process.port(Mode.APPLIED), recording, {}).rules) == 1
