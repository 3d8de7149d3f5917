"""Every command that README, docs, workflows and stack files name exists, with the options they give it: nothing is called."""

import argparse
import contextlib
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import awscli
import pytest
from awscli.botocore.validate import ParamValidator
from awscli.clidriver import CLIOperationCaller, create_clidriver
from awscli.customizations.commands import BasicCommand
from awscli.customizations.waiters import WaiterCaller

from offline import command as offline_command
from ops import command as operations
from tests.documented import Line, commands, of_comments, of_page, of_workflow
from tests.stacks import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WORKFLOWS = [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), *sorted((ROOT / "docs" / "workflows").glob("*.yml"))]
LINES = [
    *(line for page in PAGES for line in of_page(page)),
    *(line for workflow in WORKFLOWS for line in of_workflow(workflow)),
    *(line for file in sorted(ROOT.glob("Pulumi.*.yaml")) for line in of_comments(file)),
]
# What only version 2 of the AWS CLI has, which is no package -> why it is named.
VERSION_2 = {("sso", "login", "--sso-session"): "people of Identity Center sign in with it; version 1 has no sessions"}
# Commands of the Pulumi CLI -> their options besides -s, as its reference has them.
PULUMI = {
    "config set": {"--secret", "--path"},
    "destroy": {"--target"},
    "import": {"--parent", "--generate-code", "--file", "--protect"},
    "install": set(),
    "login": set(),
    "policy analyze": {"--file"},
    "preview": {"--policy-pack", "--policy-pack-config", "--refresh", "--json", "--non-interactive", "--import-file", "--diff"},
    "stack": {"--show-urns"},
    "stack export": {"--file", "--show-secrets"},
    "stack import": {"--file"},
    "stack init": {"--secrets-provider"},
    "stack output": {"--json"},
    "stack rm": set(),
    "state delete": set(),
    "state unprotect": set(),
    "up": {"--policy-pack", "--policy-pack-config", "--refresh", "--target", "--non-interactive", "--yes"},
}
# What is no target of this Makefile: a variable of a workflow, and a guide's own.
OTHERS = {"$TARGET", "deploy-aws"}
# Commands of GitHub's CLI -> their options.
GH = {
    "api": {"--jq", "--method", "--input", "--field", "-f", "--paginate", "--silent"},
    "workflow run": {"--repo", "--ref", "--raw-field", "-f"},
}


@pytest.fixture(scope="module")
def aws() -> Iterator[Any]:
    """The AWS CLI, which parses as ever, holds what it would send against the operation's model, and calls nothing."""

    def invoke(_: object, service: str, operation: str, parameters: dict[str, Any], _globals: object) -> int:
        shape = driver.session.get_service_model(service).operation_model(operation).input_shape
        report = "" if shape is None else ParamValidator().validate(parameters, shape).generate_report()
        assert not report, report
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CLIOperationCaller, "invoke", invoke)
        patch.setattr(WaiterCaller, "invoke", invoke)
        # Whatever else would call: there is nobody it could call as.
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in {
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_DATA_PATH": str(Path(awscli.__file__).parent / "data"),
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            patch.setenv(name, value)
        driver = create_clidriver()
        for command in below(BasicCommand):
            if "_run_main" in vars(command):
                patch.setattr(command, "_run_main", lambda *_: 0)
        yield driver


def below(command: type) -> Iterator[type]:
    """Yield what is made of a class: commands that the CLI has of its own, such as `s3 cp`, do all their work in one method."""
    subclasses: list[type] = command.__subclasses__()
    for one in subclasses:
        yield one
        yield from below(one)


def parsed(aws: Any, line: Line) -> str:
    """What the AWS CLI has against a command; empty when it takes it."""
    words = [re.sub(r"^fileb?://", "", word) for word in line.words[1:]]
    if "--profile" in words:  # no name of this machine's, and the CLI keeps it for whatever comes next
        at = words.index("--profile")
        del words[at : at + 2]
    problem = said(aws, words)
    if line.inline and (missing := re.search(r"the following arguments are required: (.+)", problem)):
        # A sentence may name a command with some of its options; those are to be right.
        for option in missing[1].split(", "):
            words += [option, "placeholder-of-some-length"] if option.startswith("--") else ["s3://one", "s3://another"]
        problem = said(aws, words)
    return problem


def said(aws: Any, words: list[str]) -> str:
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        try:
            status = aws.main(words)
        except SystemExit as stop:
            status = stop.code
        except AssertionError as error:
            return str(error)
    return errors.getvalue().strip() or "failed" if status else ""


def of(program: str) -> list[Line]:
    """Each command of a program once, without those that a sentence names by their first words alone."""
    distinct = {line.words: line for line in LINES if line.words[0].removeprefix("./") == program and len(line.words) > 1}
    return list(distinct.values())


def options(words: Sequence[str]) -> set[str]:
    return {word.partition("=")[0] for word in words if re.match("--?[a-z]", word)}


def test_there_is_something_to_check() -> None:
    """A scanner that finds nothing would pass everything."""
    counts = {program: len(of(program)) for program in ("aws", "pulumi", "gh", "make", "bin/platform-preview", "bin/platform-ops")}
    assert {program for program, count in counts.items() if count < 5} == set(), counts
    text = "X=1 for K in a b; do aws s3 ls \"$(aws sts get-caller-identity --query 'A[?B==`c`]')\" | tee x; done > file # aws no\n"
    assert [line.words for line in commands(text, "here")] == [
        ("aws", "sts", "get-caller-identity", "--query", "A[?B==`c`]"),
        ("for", "K", "in", "a", "b"),
        ("aws", "s3", "ls", "substituted"),
        ("tee", "x"),
        ("done",),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "aws s3 lss x",
        "aws rds describe-db-instances --db-instances x",
        "aws kms enable-key --key-id ''",
        "aws sts get-caller-identity --query 'A['",
        "aws ecs wait services-steady --cluster a --services b",
    ],
)
def test_what_the_aws_cli_would_refuse_is_found(aws: Any, words: str) -> None:
    (line,) = commands(words, "here", inline=True)
    assert parsed(aws, line)


def test_every_command_of_the_aws_cli_parses(aws: Any) -> None:
    """By version 1, which is a package, but for what only version 2 has."""
    lines = [line for line in of("aws") if len(line.words) > 2]
    newer = {words for words in VERSION_2 for line in lines if set(words) <= set(line.words)}
    assert newer == set(VERSION_2), "no page names these any more"
    problems = [(line, parsed(aws, line)) for line in lines if not any(set(words) <= set(line.words) for words in VERSION_2)]
    assert [f"{line}\n    {problem[-300:]}" for line, problem in problems if problem] == []


def test_every_command_of_the_pulumi_cli_is_one() -> None:
    wrong = []
    for line in of("pulumi"):
        words = line.words[1:]
        command = max((name for name in PULUMI if words[: len(name.split())] == tuple(name.split())), key=len, default=None)
        if command is None or not options(words) <= PULUMI[command] | {"-s", "--stack"}:
            wrong.append(str(line))
    assert not wrong, "\n".join(wrong)


def test_every_command_of_githubs_cli_is_one() -> None:
    for line in of("gh"):
        words = line.words[1:]
        command = next((name for name in GH if words[: len(name.split())] == tuple(name.split())), None)
        assert command is not None, line
        assert options(words) <= GH[command], line


def test_every_target_of_make_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in of("make"):
        named = [word for word in line.words[1:] if "=" not in word and not word.startswith("-")]
        assert set(named) - OTHERS <= targets | {f".venv/{name}" for name in ("runtime", "dev", "ops")}, line


def takes(parser: argparse.ArgumentParser, words: Sequence[str]) -> bool:
    """Whether a parser takes these words; asking for help is taken."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            parser.parse_args(words)
        except SystemExit as stop:
            return stop.code == 0
    return True


def is_one(line: Line) -> bool:
    """Whether a line is one command, and no sentence about any: `bin/platform COMMAND`, or one that ends with an option's name."""
    return not line.words[1].isupper()


@pytest.mark.parametrize("program", ["bin/platform", "bin/platform-preview"])
def test_every_offline_command_takes_its_options(program: str) -> None:
    parser = offline_command._parser()  # noqa: SLF001  the one that `main` parses with
    first = ["preview"] if program == "bin/platform-preview" else []
    assert [str(line) for line in of(program) if is_one(line) and not takes(parser, [*first, *line.words[1:]])] == []


def test_every_operations_command_takes_its_options() -> None:
    wrong = []
    modules = [
        replace(line, words=line.words[2:]) for line in of("python") if line.words[1:3] == ("-m", "ops") and len(line.words) > 3
    ]
    for line in [*of("bin/platform-ops"), *modules]:
        words = [*line.words[1:], *(["--stack", "production"] if line.inline and "--stack" not in line.words else [])]
        if is_one(line) and not takes(operations.parser(words), words):
            wrong.append(str(line))
    assert wrong == []
