"""The report for people, on terminals of any kind."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from offline.errors import Exit
from offline.judging.findings import Finding, Judgement
from offline.project import Project
from offline.reporting.summary import Run, Summary, summarize
from offline.reporting.terminal import Terminal
from offline.reporting.text import render
from offline.simulation.runner import Mode, Recording
from offline.simulation.values import UNKNOWN, leaves
from policy.engine.catalogue import RULES as CATALOGUE
from policy.engine.pack import NAME, VERSION
from tests.offline.reporting.verdicts import ADVICE, BROKEN, RULES, UNCLEAR, previewed
from tests.offline.samples import (
    BUCKETS_NAMED,
    ONE_BUCKET,
    SAMPLE,
    preview_here,
    printed_here,
    run_here,
    squeezed,
    write_pack,
    write_project,
)
from tests.stacks import ROOT, recorded

WIDE = Terminal(width=100, color=False, unicode=True)


@pytest.fixture(scope="module", name="overview")
def _overview() -> str:
    """The report of the sample program, as it is without options."""
    return printed_here("preview", "sample", "-C", SAMPLE, "--policy-pack", "none", "--mode", "planned")


def test_outputs_that_only_up_decides_are_one_line(sample: tuple[str, str], overview: str) -> None:
    assert "\n  Known after up: reference\n" in overview
    assert "\n  reference  [known after up]\n" in sample[0]


def test_what_the_program_prints_and_warns_is_part_of_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = "import pulumi\nprint('hello')\npulumi.log.warn('careful')\n"
    done = preview_here(capsys, write_project(tmp_path, program), "--policy-pack", "none")
    assert "The program warns: careful\nThe program prints: hello\n" in done.stdout


def test_resources_declared_in_one_mode_only_are_pointed_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = "import pulumi, pulumi_aws as aws\nif pulumi.runtime.is_dry_run():\n    aws.sns.Topic('t')\n"
    done = preview_here(capsys, write_project(tmp_path, program), "--policy-pack", "none")
    assert "Only when planned: urn:pulumi:dev::platform::aws:sns/topic:Topic::t" in done.stdout


FULL_AND_SHORT = """
import sys
from offline.command import main
*words, pack = sys.argv[1:]
main([*words, pack, "--full"])
main([*words, "none"])
"""


def full_and_short(project: Path, pack: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The report with all there is, and one without options of what no pack judges, of a process with this environment."""
    return subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", FULL_AND_SHORT, "preview", "dev", "-C", str(project), "--policy-pack", pack],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "", **environment},
        capture_output=True,
        text=True,
        check=True,
    )


def test_a_terminal_without_line_drawing_gets_plain_characters(tmp_path: Path) -> None:
    project = write_project(tmp_path, ONE_BUCKET, "{bucket: good}")
    said = squeezed(full_and_short(project, "none", PYTHONIOENCODING="ascii", PYTHONUTF8="0").stdout)
    assert " logs aws:s3:Bucket 1 resource\n" in said
    assert "`- aws:s3:Bucket logs\n" in said


def test_components_are_folded_unless_everything_is_asked_for(sample: tuple[str, str], overview: str) -> None:
    assert "aws:ec2:RouteTableAssociation" in sample[0]
    assert "\n network awsx:ec2:Vpc 20 resources\n" in squeezed(overview)
    assert "\n database platform:database:Database 8 resources, 1 protected\n" in squeezed(overview)
    assert "RouteTable" not in overview


def shown(capsys: pytest.CaptureFixture[str], project: Path, name: str, mode: str = "planned") -> subprocess.CompletedProcess[str]:
    return run_here(capsys, "preview", "dev", "-C", project, "--policy-pack", "none", "--show", name, "--mode", mode)


def test_one_component_can_be_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = write_project(tmp_path, TWO_COMPONENTS)
    done = shown(capsys, project, "first")
    assert "aws:sns:Topic first-topic" in squeezed(done.stdout)
    assert "second" not in done.stdout
    inside = shown(capsys, project, "second-topic")
    assert "demo:index:Part second" in squeezed(inside.stdout)
    missing = shown(capsys, project, "frist")
    assert (missing.returncode, missing.stdout) == (Exit.INPUT, "")
    assert "the stack has no component or resource called 'frist'; it has first" in missing.stderr


def test_one_resource_shows_its_properties(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever makes a service bigger looks for its size: documents written as JSON are taken apart, secrets stay hidden."""
    project = write_project(tmp_path, ONE_QUEUE)
    done = shown(capsys, project, "letters")
    _, _, properties = squeezed(done.stdout).partition("\nletters, aws:sqs:Queue\n")
    assert properties.partition("\n\n")[0].splitlines() == [
        " delaySeconds 5",
        " kmsMasterKeyId [secret]",
        " redrivePolicy [known after up]",
        " policy",
        " Statement[0].Action sqs:SendMessage",
        " Statement[0].Sid [secret]",
        " tags",
        " Note {not JSON",
    ]
    assert "hunter2hunter2" not in done.stdout
    applied = squeezed(shown(capsys, project, "letters", "applied").stdout)
    assert "\n redrivePolicy\n deadLetterTargetArn arn:aws:sqs:us-east-1:111122223333:dead" in applied


def test_a_component_shows_no_properties(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = shown(capsys, write_project(tmp_path, TWO_COMPONENTS), "first")
    assert "\nfirst, " not in done.stdout
    assert "\nfirst-topic, " not in done.stdout


def test_the_verdict_is_first_and_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    done = preview_here(capsys, write_project(tmp_path, ONE_BUCKET, "{bucket: bad}"), "--policy-pack", "pack")
    lines = done.stdout.splitlines()
    assert lines[0] == lines[-1] == "1 violation forbids this deployment."
    assert " logs aws:s3:Bucket 1 resource, 1 violated\n" in squeezed(done.stdout)


def test_what_needs_attention_comes_before_what_is_declared() -> None:
    unsure = replace(ADVICE, rule="keys-turn", undecided=True)
    other = replace(BROKEN, urn=f"{BROKEN.urn}-copy")
    text = render(previewed(BROKEN, other, ADVICE, unsure), WIDE)
    assert """
buckets-closed (mandatory)  models, models-copy
  Buckets are closed
  It is open.
  Fix: close it | shut it.

keys-turn (advisory, not decided in any mode)  the stack as a whole
  Two zones
  There is one.

two-zones (advisory)  the stack as a whole
  Two zones
  There is one.

0 resources""" in text.replace("  (--show NAME opens one, --full opens all)", "")
    assert f"\n  {BROKEN.urn}\n" in render(previewed(BROKEN), WIDE, full=True)


def test_what_planned_mode_leaves_to_applied_mode_is_a_count() -> None:
    undecided = [replace(UNCLEAR, urn=f"urn:pulumi:dev::platform::aws:s3/bucket:Bucket::{name}") for name in ("b", "c", "a")]
    planned = previewed(*undecided, mode=(Mode.PLANNED,))
    assert "\n3 checks undecided while planned, --mode applied decides them (see --full).\n" in render(planned, WIDE)
    assert "undecided while planned, --mode applied decides them:\n  roles-narrow: a, b, c\n" in render(planned, WIDE, full=True)


@pytest.fixture(scope="module", name="production")
def _production() -> Summary:
    """What the shipped production stack comes to, with some checks that only applied mode decides."""
    project = Project(name="platform", stack="production", program=SAMPLE, config={}, secret_keys=())
    runs = {}
    for mode in Mode:
        recording = recorded("production", mode)
        open_ = [replace(UNCLEAR, urn=one.urn) for one in recording.of("aws:iam/rolePolicy:RolePolicy")]
        judgement = Judgement(pack="platform 0.1.0", rules=RULES, findings=tuple(open_) if mode is Mode.PLANNED else ())
        runs[mode] = Run(recording=recording, judgement=judgement)
    return summarize(project, runs)


def test_a_preview_of_production_fits_two_screens(production: Summary) -> None:
    """Two of forty-one lines at a hundred columns."""
    lines = render(production, WIDE).splitlines()
    assert sum(max(1, -(-len(line) // 100)) for line in lines) <= 82
    assert lines[0] == lines[-1] == "No policy forbids this deployment."
    assert any(line.split()[:2] == ["database", "platform:database:Database"] for line in lines)
    (undecided,) = (line for line in lines if "undecided" in line)
    assert undecided.endswith("undecided while planned, all decided once applied (see --full).")


def test_the_readme_shows_what_a_preview_of_production_says(production: Summary) -> None:
    _, _, told = (ROOT / "README.md").read_text(encoding="utf-8").partition("Offline preview of platform/production\n")
    shown = [line for line in told.partition("```")[0].splitlines() if line and not line.startswith(("Policy pack", "  ..."))]
    said = [" ".join(line.split()) for line in render(production, WIDE).splitlines()]
    assert len(shown) == 5
    assert [line for line in shown if " ".join(line.split()) not in said] == []
    assert f"\nPolicy pack {NAME}-strict {VERSION}, {len(CATALOGUE)} rules;" in told


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("options", [{}, {"full": True}, {"name": "database"}], ids=["overview", "full", "one"])
def test_nothing_but_a_single_word_is_wider_than_the_terminal(production: Summary, width: int, options: Any) -> None:
    lines = render(production, Terminal(width=width, color=False, unicode=True), **options).splitlines()
    assert [line for line in lines if len(line) > width and " " in line.strip()] == []


@pytest.mark.parametrize("width", [80, 100, None])
def test_outputs_are_whole_at_any_width(production: Summary, width: int | None) -> None:
    lines = render(production, Terminal(width=width, color=False, unicode=True)).splitlines()
    values = [leaf for leaf in leaves(production.recording.outputs) if leaf != UNKNOWN]
    assert len(values) > 20
    assert [value for value in values if not any(line.endswith(value) for line in lines)] == []


def test_two_runs_say_the_same_in_the_same_order_and_to_a_pipe_without_escape_codes(tmp_path: Path) -> None:
    """Sets of strings have another order in each process; the pack reports what it found in theirs."""
    write_pack(tmp_path, UNDECIDED_IN_ANY_ORDER)
    write_project(tmp_path, ONE_BUCKET, "{bucket: bad}")
    first, second = (full_and_short(tmp_path, "pack", PYTHONHASHSEED=seed, TERM="xterm") for seed in ("1", "2"))
    assert re.sub(r"[\d.]+ s\b.*", "", first.stdout) == re.sub(r"[\d.]+ s\b.*", "", second.stdout)
    assert "  secrets: a, b, c, d, e, f\n" in first.stdout
    assert "\x1b" not in first.stdout + first.stderr


UNDECIDED_IN_ANY_ORDER = """
from pulumi_policy.proxy import UnknownValueError
import pulumi

def check(args, report):
    names = set("abcdef")
    if pulumi.runtime.is_dry_run():
        lines = "\\n".join(f"undecided urn:pulumi:dev::platform::aws:s3/bucket:Bucket::{name}: the key" for name in names)
        raise UnknownValueError("04da6b54-80e4-46f7-96ec-b56ff0331ba9", [f"\\n{lines}\\n"])
    for name in names:
        report(f"Bucket {name}.", f"urn:pulumi:dev::platform::aws:s3/bucket:Bucket::{name}")

PolicyPack("p", [StackValidationPolicy("secrets", "Title.", check)], EnforcementLevel.MANDATORY)
"""
TWO_COMPONENTS = """
import pulumi, pulumi_aws as aws
for name in ("first", "second"):
    part = pulumi.ComponentResource("demo:index:Part", name)
    aws.sns.Topic(f"{name}-topic", opts=pulumi.ResourceOptions(parent=part))
"""
ONE_QUEUE = """
import json, pulumi, pulumi_aws as aws
dead = aws.sqs.Queue("dead", name="dead")
secret = pulumi.Output.secret("hunter2hunter2")
aws.sqs.Queue(
    "letters",
    delay_seconds=5,
    kms_master_key_id=secret,
    tags={"Note": "{not JSON"},
    redrive_policy=pulumi.Output.json_dumps({"deadLetterTargetArn": dead.arn}),
    policy=json.dumps({"Statement": [{"Action": "sqs:SendMessage", "Sid": "hunter2hunter2"}]}),
)
"""
PROJECT = Project(name="platform", stack="sample", program=SAMPLE, config={}, secret_keys=("platform:token",))


FINDING = Finding(rule="rule", level="mandatory", urn=None, title="Title.", text="A line " + "of many words " * 20)


def _rendered(recording: Recording, terminal: Terminal) -> str:
    judgement = Judgement(pack="pack 1", rules=("rule",), findings=(FINDING,))
    return render(summarize(PROJECT, {Mode.APPLIED: Run(recording=recording, judgement=judgement)}), terminal)


def test_findings_are_wrapped(applied: Recording) -> None:
    text = _rendered(applied, Terminal(width=60, color=False, unicode=True))
    assert [line for line in text.splitlines() if len(line) > 60 and " " in line.strip()] == []


def test_a_terminal_gets_colours(applied: Recording) -> None:
    assert "\x1b[31mrule (mandatory)\x1b[0m" in _rendered(applied, Terminal(width=80, color=True, unicode=True))


def test_encrypted_values_of_the_stack_file_are_announced(applied: Recording) -> None:
    assert "a stand-in was used for: platform:token" in _rendered(applied, Terminal(width=None, color=False, unicode=True))
