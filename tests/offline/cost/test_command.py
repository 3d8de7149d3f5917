"""The command as a user runs it."""

import json
from pathlib import Path

import pytest

from offline.errors import Exit
from tests.offline.samples import run_here, write_project

ONE_ADDRESS = """
import pulumi_aws as aws

aws.ec2.Eip("address")
aws.budgets.Budget("budget", budget_type="COST", limit_amount="3", limit_unit="USD", time_unit="MONTHLY")
"""
CONFIG = "{aws:region: us-east-1}"


def test_a_stack_is_estimated_and_compared_with_its_budget(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = run_here(capsys, "costs", "dev", "-C", write_project(tmp_path, ONE_ADDRESS, CONFIG))
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert done.stdout.startswith("dev: 3.65 USD a month expected\n")
    assert "Budget: 3 USD; expected is 0.65 ABOVE it. The biggest items:\n  address: 3.65\n" in done.stdout


def test_one_resource_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = run_here(capsys, "costs", "dev", "--explain", "address", "-C", write_project(tmp_path, ONE_ADDRESS, CONFIG))
    assert done.returncode == Exit.OK
    assert "730 x 0.005 USD per hour = 3.65\n" in done.stdout


def test_json_is_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = run_here(capsys, "costs", "--all", "--format", "json", "-C", write_project(tmp_path, ONE_ADDRESS, CONFIG))
    assert [(one["stack"], one["total"]["expected"], one["budget"]) for one in json.loads(done.stdout)] == [("dev", 3.65, 3.0)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nope"], "there is no stack 'nope'"),
        ([], "no stack is named; name one of dev, or ask for --all"),
        (["dev", "--all"], "leave out the stack, or leave out --all"),
        (["--all", "--explain", "address"], "leave out --all, or leave out --explain"),
        (["dev", "--format", "json", "--explain", "address"], "leave out --format, or leave out --explain"),
        (["dev", "--beside", "x.yaml"], "--beside is for --format markdown"),
        (["dev", "--format", "markdown", "--beside", "x.yaml"], "x.yaml"),
        (["dev", "--explain", "adress"], "it pays for address"),
    ],
)
def test_wrong_input_is_told_in_a_line(arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = run_here(capsys, "costs", *arguments, "-C", write_project(tmp_path, ONE_ADDRESS, CONFIG))
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert done.stderr.startswith("error: ")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
