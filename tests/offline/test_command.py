"""The command as a user runs it: what it prints, where, and what its exit status says."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from offline.errors import Exit
from offline.judging.findings import Finding, Judgement
from offline.preview import Outcome, Preview
from offline.project import Project
from offline.reporting.redact import scrubbed
from offline.reporting.text import Paper, render
from offline.simulation.runner import UNKNOWN, Mode, Recording, record
from offline.simulation.values import SIGNATURE, secrets
from tests.offline.samples import BUCKETS_NAMED, ROOT, SAMPLE, SAMPLE_CONFIG, run, write_pack, write_project

ONE_BUCKET = """
import pulumi
import pulumi_aws as aws

aws.s3.Bucket("logs", bucket=pulumi.Config().require("bucket"))
"""


def _squeezed(text: str) -> str:
    """The text with columns narrowed to one space."""
    return re.sub(" +", " ", text)


def _preview(folder: Path, *arguments: str, **options: Any) -> Any:
    return run("preview", "dev", "-C", folder, *arguments, **options)


def test_a_clean_preview_succeeds_and_says_that_nothing_was_real(tmp_path: Path) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    done = _preview(write_project(tmp_path, ONE_BUCKET, "{bucket: good}"), "--policy-pack", "pack")
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert done.stdout.startswith("Offline preview of platform/dev\nAWS was not contacted and nothing was created")
    assert "└─ aws:s3:Bucket logs\n" in _squeezed(done.stdout)
    assert "1 resources in 0 components: s3 1" in done.stdout
    assert "Ran planned and applied in" in done.stdout
    assert "No policy forbids this deployment." in done.stdout


def test_a_violation_fails_the_preview_and_says_what_where_and_how_to_fix_it(tmp_path: Path) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    done = _preview(write_project(tmp_path, ONE_BUCKET, "{bucket: bad}"), "--policy-pack", "pack")
    assert done.returncode == Exit.POLICY
    assert "aws:s3:Bucket logs [1 violated]\n" in _squeezed(done.stdout)
    assert "good-names (mandatory)  logs\n    Buckets have good names.\n    Call it something else.\n" in done.stdout
    assert "1 violation forbids this deployment." in done.stdout


def test_a_configuration_file_changes_what_the_pack_demands(tmp_path: Path) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    file = tmp_path / "config.json"
    file.write_text('{"good-names": "advisory"}', encoding="utf-8")
    done = _preview(
        write_project(tmp_path, ONE_BUCKET, "{bucket: bad}"),
        "--policy-pack",
        "pack",
        "--policy-pack-config",
        str(file),
        "--mode=applied",
    )
    assert done.returncode == Exit.OK
    assert "good-names (advisory)  logs" in done.stdout
    assert "No policy forbids this deployment, 1 to think about." in done.stdout


def test_a_mandatory_rule_that_no_mode_decides_fails_the_preview(tmp_path: Path) -> None:
    write_pack(
        tmp_path,
        """
        from pulumi_policy.proxy import UnknownValueError

        def check(args, report):
            raise UnknownValueError("04da6b54-80e4-46f7-96ec-b56ff0331ba9", ["policy"])

        PolicyPack("p", [StackValidationPolicy("rule", "Title.", check)], EnforcementLevel.MANDATORY)
        """,
    )
    done = _preview(write_project(tmp_path, ""), "--policy-pack", "pack")
    assert done.returncode == Exit.POLICY
    assert "rule (mandatory, not decided in any mode)  the stack as a whole" in done.stdout


def test_an_unknown_stack_is_one_line(tmp_path: Path) -> None:
    done = run("preview", "prod", "-C", write_project(tmp_path, ""))
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert done.stderr == "error: there is no stack 'prod': Pulumi.prod.yaml does not exist; stacks of this project: dev\n"


def test_broken_yaml_is_named_with_file_and_line(tmp_path: Path) -> None:
    write_project(tmp_path, "")
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  a: [1\n", encoding="utf-8")
    done = _preview(tmp_path)
    assert done.returncode == Exit.INPUT
    assert done.stderr.startswith(f"error: {tmp_path}/Pulumi.dev.yaml, line 3")
    assert done.stderr.count("\n") == 1


BAD_SETTINGS = """
import pulumi
import pulumi_aws as aws

class SettingsError(pulumi.RunError):
    pass

{before}
raise SettingsError("two things are wrong:\\n  a: too big\\n  b: missing")
"""


def test_bad_settings_are_told_without_a_traceback(tmp_path: Path) -> None:
    done = _preview(write_project(tmp_path, BAD_SETTINGS.format(before="")), "--policy-pack", "none")
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert done.stderr == "error: two things are wrong:\n  a: too big\n  b: missing\n"


def test_an_error_for_the_user_after_something_was_declared_is_the_program_s(tmp_path: Path) -> None:
    done = _preview(write_project(tmp_path, BAD_SETTINGS.format(before="aws.sns.Topic('t')")), "--policy-pack", "none")
    assert done.returncode == Exit.PROGRAM
    assert done.stderr == "error: two things are wrong:\n  a: too big\n  b: missing\n"


RAISING = """
import pulumi_random as random
from part import fail

random.RandomPassword("password", length=20).result.apply(fail)
"""


def test_a_program_that_raises_is_shown_by_its_own_frames(tmp_path: Path) -> None:
    write_project(tmp_path, RAISING)
    (tmp_path / "part.py").write_text("def fail(value):\n    raise KeyError('no ' + value)\n", encoding="utf-8")
    done = _preview(tmp_path, "--policy-pack", "none", "--mode", "applied")
    assert (done.returncode, done.stdout) == (Exit.PROGRAM, "")
    assert done.stderr == (
        "error: the program failed:\n  part.py, line 2, in fail\n    raise KeyError('no ' + value)\nKeyError: 'no [secret]'\n"
    )


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("x = (1,\n", "__main__.py, line 1\n    x = (1,\nSyntaxError: '(' was never closed"),
        ("import sys; sys.exit('enough')", "SystemExit: enough"),
        ("try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('b') from e\n", "ValueError: b\nbecause of KeyError: 'a'"),
    ],
)
def test_whatever_ends_the_program_is_its_failure(tmp_path: Path, program: str, said: str) -> None:
    done = _preview(write_project(tmp_path, program), "--policy-pack", "none")
    assert done.returncode == Exit.PROGRAM
    assert said in done.stderr
    assert "site-packages" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_preview_leaves_no_process_behind(tmp_path: Path, number: signal.Signals) -> None:
    write_pack(tmp_path, "import os, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))\n" + BUCKETS_NAMED)
    write_project(tmp_path, "import pathlib, time\npathlib.Path('started').touch()\ntime.sleep(60)\n")
    command = [sys.executable, "-m", "offline", "preview", "dev", "-C", str(tmp_path), "--policy-pack", "pack"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own command
        while not ((tmp_path / "started").exists() and (tmp_path / "pack" / "pid").exists()):
            time.sleep(0.05)
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output, errors) == (128 + number, b"", b"")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pack" / "pid").read_text(encoding="utf-8")), 0)


def test_a_program_that_fails_only_once_all_is_known_is_told_apart(tmp_path: Path) -> None:
    program = "import pulumi\nif not pulumi.runtime.is_dry_run():\n    raise ValueError('late')\n"
    done = _preview(write_project(tmp_path, program), "--policy-pack", "none")
    assert done.stderr.startswith("error: run as applied (as planned it ran): the program failed:\n  __main__.py, line 3")


def test_a_pack_that_crashes_is_quoted(tmp_path: Path) -> None:
    write_pack(tmp_path, "raise RuntimeError('nothing in here works')")
    done = _preview(write_project(tmp_path, ""), "--policy-pack", "pack")
    assert done.returncode == Exit.PROGRAM
    assert "the policy pack" in done.stderr
    assert "nothing in here works" in done.stderr


def test_what_the_program_prints_and_warns_is_part_of_the_report(tmp_path: Path) -> None:
    program = "import pulumi\nprint('hello')\npulumi.log.warn('careful')\n"
    done = _preview(write_project(tmp_path, program), "--policy-pack", "none")
    assert "The program warns: careful\nThe program prints: hello\n" in done.stdout


def test_resources_declared_in_one_mode_only_are_pointed_out(tmp_path: Path) -> None:
    program = "import pulumi, pulumi_aws as aws\nif pulumi.runtime.is_dry_run():\n    aws.sns.Topic('t')\n"
    done = _preview(write_project(tmp_path, program), "--policy-pack", "none")
    assert "Only when planned: urn:pulumi:dev::platform::aws:sns/topic:Topic::t" in done.stdout


def test_piped_output_has_no_escape_codes(tmp_path: Path) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    done = _preview(write_project(tmp_path, ONE_BUCKET, "{bucket: bad}"), "--policy-pack", "pack", environment={"TERM": "xterm"})
    assert "\x1b" not in done.stdout + done.stderr


def test_a_terminal_without_line_drawing_gets_plain_characters(tmp_path: Path) -> None:
    project = write_project(tmp_path, ONE_BUCKET, "{bucket: good}")
    done = _preview(project, "--policy-pack", "none", environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == Exit.OK
    assert "`- aws:s3:Bucket logs\n" in _squeezed(done.stdout)


@pytest.fixture(scope="module", name="sample")
def _sample(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One preview of the sample program, with its report and its state."""
    file = tmp_path_factory.mktemp("state") / "state.json"
    done = run("preview", "sample", "-C", SAMPLE, "--policy-pack", "none", "--json", file, "--full")
    assert done.returncode == Exit.OK
    return done.stdout, file.read_text(encoding="utf-8")


@pytest.fixture(scope="module", name="applied")
def _applied() -> Recording:
    return record(SAMPLE, stack="sample", config=SAMPLE_CONFIG, mode=Mode.APPLIED)


def test_no_secret_is_ever_written(sample: tuple[str, str], applied: Recording) -> None:
    hidden = {value for resource in applied.resources for value in secrets([resource.inputs, resource.outputs])}
    assert hidden
    for text in sample:
        assert not [value for value in hidden if value in text]


def test_unknown_outputs_are_shown_as_such(sample: tuple[str, str]) -> None:
    assert "  reference  [unknown until up]\n" in sample[0]


def test_the_state_has_the_form_of_a_stack_export(sample: tuple[str, str], applied: Recording) -> None:
    state = json.loads(sample[1])
    assert state["version"] == 3
    assert "simulated" in state["deployment"]["manifest"]["version"]
    resources = {entry["urn"]: entry for entry in state["deployment"]["resources"]}
    assert resources.keys() == {resource.urn for resource in (*applied.resources, *applied.providers)}
    database = resources[applied.named("database-instance").urn]
    assert database["protect"] is True
    assert database["ignoreChanges"] == ["allocatedStorage"]
    assert database["id"].startswith("db-")
    assert database["parent"] == applied.named("database").urn
    assert database["inputs"]["password"][SIGNATURE] == "1b47061264138c4ac30d75fd1eb44270"
    assert json.loads(database["inputs"]["password"]["plaintext"]) == "[secret]"
    assert database["propertyDependencies"]["kmsKeyId"] == [applied.named("database-key").urn]
    assert UNKNOWN not in sample[1], "both modes write the applied state"


def test_every_reference_in_the_state_leads_to_an_earlier_entry(sample: tuple[str, str]) -> None:
    known: set[str] = set()
    for entry in json.loads(sample[1])["deployment"]["resources"]:
        provider = entry.get("provider", "").rpartition("::")[0]
        needed = {entry.get("parent"), provider, *entry.get("dependencies", [])} - {None, ""}
        assert needed <= known, entry["urn"]
        known.add(entry["urn"])


def test_json_on_standard_output_moves_the_report_to_standard_error(tmp_path: Path) -> None:
    project = write_project(tmp_path, ONE_BUCKET, "{bucket: good}")
    done = _preview(project, "--policy-pack", "none", "--mode", "planned", "--json", "-")
    state = json.loads(done.stdout)
    assert UNKNOWN in {entry["outputs"].get("arn") for entry in state["deployment"]["resources"]}
    assert done.stderr.startswith("Offline preview of platform/dev")


def test_a_state_that_cannot_be_written_is_wrong_input(tmp_path: Path) -> None:
    done = _preview(write_project(tmp_path, ""), "--policy-pack", "none", "--json", str(tmp_path / "no" / "state.json"))
    assert done.returncode == Exit.INPUT
    assert "state.json: cannot be written" in done.stderr


def test_the_vpc_component_is_folded_unless_everything_is_asked_for(sample: tuple[str, str], tmp_path: Path) -> None:
    assert "aws:ec2:RouteTableAssociation" in sample[0]
    done = run("preview", "sample", "-C", SAMPLE, "--policy-pack", "none", "--mode", "planned", "--json", tmp_path / "state.json")
    assert "awsx:ec2:Vpc network [20 inside: 1 Eip, 1 InternetGateway, 1 NatGateway, 4 Route, 4 RouteTable" in _squeezed(
        done.stdout
    )
    assert "aws:ec2:RouteTable " not in done.stdout


PROJECT = Project(name="platform", stack="sample", program=SAMPLE, config={}, secret_keys=("platform:token",))
FINDING = Finding(rule="rule", level="mandatory", urn=None, title="Title.", text="A line " + "of many words " * 20)


def _rendered(recording: Recording, paper: Paper) -> str:
    judgement = Judgement(pack="pack 1", rules=("rule",), findings=(FINDING,))
    preview = Preview(project=PROJECT, outcomes={Mode.APPLIED: Outcome(recording=recording, judgement=judgement)})
    return render(preview, paper)


def test_no_line_is_wider_than_the_terminal(applied: Recording) -> None:
    text = _rendered(applied, Paper(width=60, color=False, unicode=True))
    assert [line for line in text.splitlines() if len(line) > 60] == []


def test_a_terminal_gets_colours(applied: Recording) -> None:
    assert "\x1b[31mrule (mandatory)\x1b[0m" in _rendered(applied, Paper(width=80, color=True, unicode=True))


def test_encrypted_values_of_the_stack_file_are_announced(applied: Recording) -> None:
    assert "a stand-in was used for: platform:token" in _rendered(applied, Paper(width=None, color=False, unicode=True))


def test_a_text_that_quotes_a_secret_is_cleaned(applied: Recording) -> None:
    password = next(secrets(applied.named("database-password").outputs["result"]))
    assert scrubbed(f"the password {password} is weak", applied.resources) == "the password [secret] is weak"
