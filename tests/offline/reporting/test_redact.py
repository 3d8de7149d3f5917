"""No secret is in anything that is written, however it is quoted; what gives nothing away is left alone."""

import base64
import html
import json
import urllib.parse
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from offline.judging.findings import Finding
from offline.reporting.redact import Redaction, secrets_of
from offline.simulation.model import Mode, Resource
from offline.simulation.runner import UNKNOWN, Recording, Secret
from offline.simulation.values import secrets
from tests.offline.samples import preview_here, run_here, write_pack, write_project

HARD = "p\"w'1\n& 2\\<é€\t|end"


def test_no_secret_is_ever_written(sample: tuple[str, str], applied: Recording) -> None:
    hidden = {value for resource in applied.resources for value in secrets([resource.inputs, resource.outputs])}
    assert hidden
    for text in sample:
        assert not [value for value in hidden if value in text]


def test_a_text_that_quotes_a_secret_is_cleaned(applied: Recording) -> None:
    password = next(secrets(applied.named("database-password").outputs["result"]))
    redaction = Redaction(secrets_of(applied.resources))
    assert redaction.text(f"the password {password} is weak") == "the password [secret] is weak"


@pytest.mark.parametrize(
    "written",
    [
        HARD,
        json.dumps(HARD),
        json.dumps(HARD, ensure_ascii=False),
        json.dumps({"a": json.dumps({"b": HARD})}),
        repr(HARD),
        ascii(HARD),
        repr([HARD, '"']),
        html.escape(HARD),
        html.escape(HARD, quote=False),
        urllib.parse.quote(HARD),
        urllib.parse.quote_plus(HARD),
        urllib.parse.urlencode({"a": HARD}),
        " ".join(HARD.split()),
        base64.b64encode(HARD.encode()).decode(),
        base64.b64encode(f"user:{HARD}".encode()).decode(),
        base64.urlsafe_b64encode(f"x:{HARD}!".encode()).decode(),
    ],
)
def test_a_secret_is_found_in_every_notation(written: str) -> None:
    cleaned = Redaction([HARD]).text(f"<{written}>")
    assert "[secret]" in cleaned
    assert not [part for part in ("w'1", "end", "2\\", "4oKs", "&amp; 2") if part in cleaned]


def test_a_secret_with_one_kind_of_quote_is_found_beside_the_other() -> None:
    for secret in ("it's one", 'it"s one'):
        for written in (repr(secret), repr(f"{secret} '"), repr(f'{secret} "'), repr(f"{secret} '\"")):
            assert "s one" not in Redaction([secret]).text(written)


def test_the_lines_of_a_secret_are_secret_however_they_are_indented() -> None:
    key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nAAAAB3NzaC1yc2EA\n-----END KEY-----\n"
    for written in (yaml.safe_dump({"a": key}), "\n".join(f"    {line}" for line in key.splitlines())):
        cleaned = Redaction([key]).text(written)
        assert "MIIE" not in cleaned
        assert "AAAAB3" not in cleaned


def test_a_short_secret_is_hidden_where_it_stands_alone() -> None:
    redaction = Redaction(["7", "abc"])
    assert redaction.text("7 of 17: abc, abcd, 'abc' 7.") == "[secret] of 17: [secret], abcd, '[secret]' [secret]."


def test_what_gives_nothing_away_is_not_searched_for() -> None:
    resource = _resource({"a": Secret([True, None, "", UNKNOWN, 5432])})
    assert secrets_of([resource]) == {"5432"}


def test_of_a_block_of_the_configuration_each_value_is_secret() -> None:
    block = '{"a": "hunter2", "b": [1]}'
    assert secrets_of([], [block, "text"]) == {block, "hunter2", "1", "text"}


def test_values_are_cleaned_wherever_a_text_is_in_them() -> None:
    resource = _resource({"a": ["x hunter2", {"hunter2": 4711}], "b": Secret("hunter2"), "c": UNKNOWN, "d": True})
    recording = Recording(project="p", stack="s", mode=Mode.APPLIED, resources=(resource,), outputs={}, messages=("hunter2!",))
    cleaned = Redaction(["hunter2", "4711", "applied", "aws:x/y:Z", "46f7"]).of(recording)
    inputs = cleaned.resources[0].inputs
    assert inputs["a"] == ["x [secret]", {"[secret]": "[secret]"}]
    assert inputs["b"] == Secret("hunter2"), "what is marked is left to what writes it"
    assert inputs["c"] == UNKNOWN
    assert inputs["d"] is True
    assert cleaned.resources[0].type == "aws:x/y:Z"
    assert cleaned.messages == ("[secret]!",)
    assert cleaned.mode is Mode.APPLIED


def test_a_finding_keeps_its_rule() -> None:
    finding = Finding(rule="hunter2", level="mandatory", urn=None, title="hunter2", text="a hunter2 b")
    cleaned = Redaction(["hunter2"]).of(finding)
    assert (cleaned.rule, cleaned.title, cleaned.text) == ("hunter2", "[secret]", "a [secret] b")


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(secret=st.text(min_size=4), around=st.text(max_size=3))
def test_any_secret_is_found_in_json_and_python(secret: str, around: str) -> None:
    redaction = Redaction([secret])
    for written in (secret, json.dumps(secret)[1:-1], json.dumps([json.dumps(secret)]), repr(secret)[1:-1]):
        assert "[secret]" in redaction.text(f"{around}{written}{around}")


CARELESS = """
import json, sys, pulumi, pulumi_aws as aws
key = pulumi.Config("aws").get("secretKey")
print("using", key)
pulumi.log.warn(f"with {key}")
aws.s3.Bucket("logs", tags={"key": json.dumps({"k": json.dumps(key)})}, bucket="bad")
pulumi.export("key", f"it is {key}")
"""

TOLD = """
import json
import pulumi
import pulumi_aws as aws

key = pulumi.Config("aws").require("accessKey")
environment = [{"name": "KEY", "value": key}, {"name": "WORD", "value": "hunter2"}]
definitions = pulumi.Output.secret(json.dumps([{"name": "told", "environment": environment}]))
role = aws.iam.Role("told-role", name=key, assume_role_policy="{}")
aws.ecs.TaskDefinition("told", family=key, container_definitions=definitions, task_role_arn=role.arn, cpu="256", memory="512")
aws.cloudwatch.MetricAlarm("told-alarm", comparison_operator="x", evaluation_periods=1, alarm_description="key " + key)
"""
TELLING = """
import os
def check(args, report):
    if "tags" in args.props:
        report(args.props["tags"]["key"] + os.environ["PULUMI_CONFIG"])

PolicyPack("names", [ResourceValidationPolicy("tells", "Nothing is good.", check)], EnforcementLevel.MANDATORY)
"""


@pytest.mark.parametrize("form", ["text", "junit", "markdown", "sarif", "html"])
def test_credentials_of_the_stack_file_are_in_no_output(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_pack(tmp_path, TELLING)
    config = json.dumps(
        {"aws:region": "us-east-1", "aws:secretKey": HARD, "aws:accessKey": "AKIAEXAMPLE", "aws:token": "tok\nen1234"}
    )
    write_project(tmp_path, CARELESS, config)
    state = tmp_path / "state.json"
    done = preview_here(capsys, tmp_path, "--policy-pack", "pack", "--mode", "applied", "--json", state, "--format", form)
    assert "[secret]" in done.stdout
    assert "secret-of-the-stack-file" in done.stdout, "what the pack's environment has in place of the credentials"
    json.loads(state.read_text(encoding="utf-8"))
    for written in (done.stdout, done.stderr, state.read_text(encoding="utf-8")):
        for part in ("w'1", "|end", "AKIAEXAMPLE", "en1234"):
            assert part not in written


@pytest.mark.parametrize("command", [("explain", "dev", "told"), ("explain", "dev", "told", "--format", "json"), ("costs", "dev")])
def test_no_other_command_shows_a_secret(tmp_path: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    write_project(tmp_path, TOLD, json.dumps({"aws:region": "us-east-1", "aws:secretKey": HARD, "aws:accessKey": "AKIAEXAMPLE"}))
    done = run_here(capsys, *command, "-C", tmp_path)
    assert done.returncode == 0, done.stderr
    for part in ("w'1", "|end", "AKIAEXAMPLE", "hunter2"):
        assert part not in done.stdout + done.stderr


def test_a_failing_program_quotes_no_credential(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = "import pulumi\nraise ValueError([pulumi.Config('aws').get('secretKey')])"
    done = preview_here(capsys, write_project(tmp_path, program, json.dumps({"aws:secretKey": HARD})), "--policy-pack", "none")
    assert "ValueError: ['[secret]']" in done.stderr


def test_a_named_tuple_stays_one() -> None:
    class Pair(NamedTuple):
        one: str
        other: object

    assert Redaction(frozenset({"hunter2"})).of(Pair("hunter2", [Pair("a hunter2", 1)])) == Pair(
        "[secret]", [Pair("a [secret]", 1)]
    )


def _resource(inputs: dict[str, object]) -> Resource:
    return Resource(urn="urn", type="aws:x/y:Z", name="n", parent=None, custom=True, inputs=inputs, outputs={})
