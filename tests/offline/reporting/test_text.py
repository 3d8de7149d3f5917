"""The report for people, on terminals of any kind."""

from pathlib import Path

import pytest

from offline.errors import Exit
from offline.judging.findings import Finding, Judgement
from offline.project import Project
from offline.reporting.summary import Run, summarize
from offline.reporting.terminal import Terminal
from offline.reporting.text import render
from offline.simulation.runner import Mode, Recording
from tests.offline.samples import BUCKETS_NAMED, ONE_BUCKET, SAMPLE, preview, run, squeezed, write_pack, write_project
from tests.stacks import recorded


def test_outputs_that_only_up_decides_are_one_line(sample: tuple[str, str]) -> None:
    (line,) = (line for line in sample[0].splitlines() if line.startswith("  Known after up: "))
    assert "reference" in line


def test_what_the_program_prints_and_warns_is_part_of_the_report(tmp_path: Path) -> None:
    program = "import pulumi\nprint('hello')\npulumi.log.warn('careful')\n"
    done = preview(write_project(tmp_path, program), "--policy-pack", "none")
    assert "The program warns: careful\nThe program prints: hello\n" in done.stdout


def test_resources_declared_in_one_mode_only_are_pointed_out(tmp_path: Path) -> None:
    program = "import pulumi, pulumi_aws as aws\nif pulumi.runtime.is_dry_run():\n    aws.sns.Topic('t')\n"
    done = preview(write_project(tmp_path, program), "--policy-pack", "none")
    assert "Only when planned: urn:pulumi:dev::platform::aws:sns/topic:Topic::t" in done.stdout


def test_piped_output_has_no_escape_codes(tmp_path: Path) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    done = preview(write_project(tmp_path, ONE_BUCKET, "{bucket: bad}"), "--policy-pack", "pack", environment={"TERM": "xterm"})
    assert "\x1b" not in done.stdout + done.stderr


def test_a_terminal_without_line_drawing_gets_plain_characters(tmp_path: Path) -> None:
    project = write_project(tmp_path, ONE_BUCKET, "{bucket: good}")
    done = preview(project, "--policy-pack", "none", environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == Exit.OK
    assert " logs aws:s3:Bucket 1\n" in squeezed(done.stdout)
    opened = preview(project, "--policy-pack", "none", "--full", environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert "`- aws:s3:Bucket logs\n" in squeezed(opened.stdout)


def test_components_are_folded_unless_everything_is_asked_for(sample: tuple[str, str]) -> None:
    assert "aws:ec2:RouteTableAssociation" in sample[0]
    done = run("preview", "sample", "-C", SAMPLE, "--policy-pack", "none", "--mode", "planned")
    assert " network awsx:ec2:Vpc 20\n" in squeezed(done.stdout)
    assert "aws:ec2:RouteTable " not in done.stdout


def test_one_component_can_be_opened(tmp_path: Path) -> None:
    project = write_project(tmp_path, TWO_COMPONENTS)
    done = preview(project, "--policy-pack", "none", "--show", "first")
    assert "aws:sns:Topic first-topic" in squeezed(done.stdout)
    assert "second" not in done.stdout
    inside = preview(project, "--policy-pack", "none", "--show", "second-topic")
    assert "demo:index:Part second" in squeezed(inside.stdout)
    missing = preview(project, "--policy-pack", "none", "--show", "frist")
    assert (missing.returncode, missing.stdout) == (Exit.INPUT, "")
    assert "the stack has no component or resource called 'frist'; it has first" in missing.stderr


def test_the_verdict_is_first_and_last(tmp_path: Path) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    done = preview(write_project(tmp_path, ONE_BUCKET, "{bucket: bad}"), "--policy-pack", "pack")
    lines = done.stdout.splitlines()
    assert lines[1] == lines[-1] == "1 violation forbids this deployment."
    assert " logs aws:s3:Bucket 1 1 violated\n" in squeezed(done.stdout)


@pytest.mark.parametrize("width", [80, 100])
def test_a_preview_of_production_fits_two_screens(width: int) -> None:
    """Two of forty lines at a hundred columns; nothing of an output is cut at any width."""
    project = Project(name="platform", stack="production", program=SAMPLE, config={}, secret_keys=())
    recording = recorded("production", Mode.PLANNED)
    text = render(summarize(project, {Mode.PLANNED: Run(recording=recording)}), Terminal(width=width, color=False, unicode=True))
    assert len(text.splitlines()) <= (80 if width == 100 else 96)
    url = next(str(value) for name, value in recording.outputs.items() if name == "cloudwatch_dashboard_url")
    assert url in text
    assert "/ecs/pre-delinquency-engine/production/transaction-simulator" in text
    wide = [line for line in text.splitlines() if len(line) > width]
    assert all(len(line.split()) <= len(("name", "key:", "value")) for line in wide), "only one word that cannot break"


TWO_COMPONENTS = """
import pulumi, pulumi_aws as aws
for name in ("first", "second"):
    part = pulumi.ComponentResource("demo:index:Part", name)
    aws.sns.Topic(f"{name}-topic", opts=pulumi.ResourceOptions(parent=part))
"""
PROJECT = Project(name="platform", stack="sample", program=SAMPLE, config={}, secret_keys=("platform:token",))


FINDING = Finding(rule="rule", level="mandatory", urn=None, title="Title.", text="A line " + "of many words " * 20)


def _rendered(recording: Recording, terminal: Terminal) -> str:
    judgement = Judgement(pack="pack 1", rules=("rule",), findings=(FINDING,))
    return render(summarize(PROJECT, {Mode.APPLIED: Run(recording=recording, judgement=judgement)}), terminal)


def test_no_line_is_wider_than_the_terminal(applied: Recording) -> None:
    text = _rendered(applied, Terminal(width=60, color=False, unicode=True))
    unbreakable = ("/", "arn:", "https:", ".com")
    wide = [line for line in text.splitlines() if len(line) > 60]
    assert [line for line in wide if not any(mark in line.split()[-1] for mark in unbreakable)] == []


def test_a_terminal_gets_colours(applied: Recording) -> None:
    assert "\x1b[31mrule (mandatory)\x1b[0m" in _rendered(applied, Terminal(width=80, color=True, unicode=True))


def test_encrypted_values_of_the_stack_file_are_announced(applied: Recording) -> None:
    assert "a stand-in was used for: platform:token" in _rendered(applied, Terminal(width=None, color=False, unicode=True))
