"""The report for people, on terminals of any kind."""

from pathlib import Path

from offline.errors import Exit
from offline.judging.findings import Finding, Judgement
from offline.project import Project
from offline.reporting.summary import Run, summarize
from offline.reporting.terminal import Terminal
from offline.reporting.text import render
from offline.simulation.runner import Mode, Recording
from tests.offline.samples import BUCKETS_NAMED, ONE_BUCKET, SAMPLE, preview, run, squeezed, write_pack, write_project


def test_unknown_outputs_are_shown_as_such(sample: tuple[str, str]) -> None:
    assert "  reference  [unknown until up]\n" in sample[0]


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
    assert "`- aws:s3:Bucket logs\n" in squeezed(done.stdout)


def test_the_vpc_component_is_folded_unless_everything_is_asked_for(sample: tuple[str, str], tmp_path: Path) -> None:
    assert "aws:ec2:RouteTableAssociation" in sample[0]
    done = run("preview", "sample", "-C", SAMPLE, "--policy-pack", "none", "--mode", "planned", "--json", tmp_path / "state.json")
    assert "awsx:ec2:Vpc network [20 inside: 1 Eip, 1 InternetGateway, 1 NatGateway, 4 Route, 4 RouteTable" in squeezed(done.stdout)
    assert "aws:ec2:RouteTable " not in done.stdout


PROJECT = Project(name="platform", stack="sample", program=SAMPLE, config={}, secret_keys=("platform:token",))


FINDING = Finding(rule="rule", level="mandatory", urn=None, title="Title.", text="A line " + "of many words " * 20)


def _rendered(recording: Recording, terminal: Terminal) -> str:
    judgement = Judgement(pack="pack 1", rules=("rule",), findings=(FINDING,))
    return render(summarize(PROJECT, {Mode.APPLIED: Run(recording=recording, judgement=judgement)}), terminal)


def test_no_line_is_wider_than_the_terminal(applied: Recording) -> None:
    text = _rendered(applied, Terminal(width=60, color=False, unicode=True))
    assert [line for line in text.splitlines() if len(line) > 60] == []


def test_a_terminal_gets_colours(applied: Recording) -> None:
    assert "\x1b[31mrule (mandatory)\x1b[0m" in _rendered(applied, Terminal(width=80, color=True, unicode=True))


def test_encrypted_values_of_the_stack_file_are_announced(applied: Recording) -> None:
    assert "a stand-in was used for: platform:token" in _rendered(applied, Terminal(width=None, color=False, unicode=True))
