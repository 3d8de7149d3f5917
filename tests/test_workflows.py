"""The workflows: what a pull request may, who deploys, and that every line is written once."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.account.deployer import SESSION_SECONDS
from stack.settings.account import DRIFT_ENVIRONMENT
from systems import deployments
from systems.deployments import Deployment, in_turn, main
from tests.stacks import ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = {path.stem: yaml.load(path.read_text(), yaml.CSafeLoader) for path in sorted(FOLDER.glob("*.yml"))}
FOREIGN = ROOT / "docs" / "workflows" / "deploy-service.yml"
JOBS = {(name, job): body for name, workflow in WORKFLOWS.items() for job, body in workflow["jobs"].items()}
ON: Any = True
"""What YAML makes of the key `on`."""


def steps(name: str, job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = JOBS[name, job]["steps"]
    return found


def test_a_pull_request_gets_no_credentials_and_nothing_privileged_runs_for_one() -> None:
    """`pull_request_target` and `workflow_run` run with the repository's secrets for code or files that a fork made."""
    events = {name: set(workflow[ON]) for name, workflow in WORKFLOWS.items()}
    assert events == {
        "apply": {"workflow_call"},
        "deploy": {"push", "workflow_dispatch"},
        "deploy-in-turn": {"workflow_call"},
        "drift": {"schedule", "workflow_dispatch"},
        "pull-request": {"pull_request"},
    }
    text = (FOLDER / "pull-request.yml").read_text()
    assert "secrets." not in text
    assert "environment:" not in text


def test_each_job_has_the_least_permissions() -> None:
    assert {name: workflow["permissions"] for name, workflow in WORKFLOWS.items()} == {name: {} for name in WORKFLOWS}
    read, deploy = {"contents": "read"}, {"contents": "read", "id-token": "write"}
    assert {key: job["permissions"] for key, job in JOBS.items()} == {
        ("apply", "apply"): deploy,
        ("apply", "deployment"): read,
        ("deploy", "plan"): read,
        ("deploy", "system"): deploy,
        ("deploy-in-turn", "first"): deploy,
        ("deploy-in-turn", "second"): deploy,
        ("deploy-in-turn", "third"): deploy,
        ("drift", "drift"): deploy,
        ("drift", "plan"): read,
        ("pull-request", "comment"): {"pull-requests": "write"},
        ("pull-request", "report"): read,
        ("pull-request", "test"): read,
    }


def test_the_job_that_may_comment_runs_nothing_of_the_pull_request() -> None:
    comment = JOBS["pull-request", "comment"]
    assert "github.event.pull_request.head.repo.full_name == github.repository" in comment["if"]
    assert [step["uses"].partition("@")[0] for step in comment["steps"] if "uses" in step] == ["actions/download-artifact"]
    (script,) = (step["run"] for step in comment["steps"] if "run" in step)
    assert not re.search(r"(^|[\s;|&])(\./|make|python|bin/|source|eval)", script)


def test_a_pipe_fails_with_what_is_before_it() -> None:
    """GitHub's own shell is `bash -e`: without `shell: bash`, which adds pipefail, `judge | tee` is always green."""
    for name, workflow in WORKFLOWS.items():
        piped = any("|" in step.get("run", "") for job in workflow["jobs"].values() for step in job.get("steps", ()))
        assert not piped or workflow["defaults"] == {"run": {"shell": "bash"}}, name


def test_no_checkout_leaves_its_token_behind() -> None:
    checkouts = [
        step for job in JOBS.values() for step in job.get("steps", ()) if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert len(checkouts) == 7
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_a_stack_is_applied_once_at_a_time_for_as_long_as_its_session_lasts() -> None:
    job = JOBS["apply", "apply"]
    assert job["concurrency"] == {"group": "stack-${{ inputs.stack }}", "cancel-in-progress": False}
    assert job["environment"] == "${{ needs.deployment.outputs.environment }}"
    (session,) = (step["with"] for step in job["steps"] if step.get("uses", "").startswith("aws-actions/"))
    assert session["role-duration-seconds"] == SESSION_SECONDS == job["timeout-minutes"] * 60
    commands = [line.split() for step in job["steps"] for line in step.get("run", "").splitlines()]
    assert [command[1] for command in commands] == ["login", "install", "preview", "up"]
    for command in commands[2:]:
        assert command[command.index("--policy-pack") + 1] == "policy"


def test_drift_is_looked_for_as_who_reads_from_the_environment_without_reviewers() -> None:
    job = JOBS["drift", "drift"]
    assert job["environment"] == DRIFT_ENVIRONMENT
    assert f"repos/ORG/REPO/environments/{DRIFT_ENVIRONMENT} --input" in (ROOT / "docs" / "bootstrap.md").read_text()
    (session,) = (step["with"] for step in job["steps"] if step.get("uses", "").startswith("aws-actions/"))
    assert session["role-to-assume"] == "${{ matrix.reader }}"
    commands = [line for step in job["steps"] for line in step.get("run", "").splitlines()]
    assert [line.split()[1] for line in commands] == ["login", "install", "preview", "preview", "drift"]
    assert ["--refresh" in line for line in commands[2:4]] == [False, True]


def test_the_turns_differ_in_their_number_alone() -> None:
    for index, (name, job) in enumerate(WORKFLOWS["deploy-in-turn"]["jobs"].items()):
        stack = f"fromJSON(inputs.stacks)[{index}]"
        before = list(WORKFLOWS["deploy-in-turn"]["jobs"])[index - 1]
        waits = {} if index == 0 else {"needs": before, "if": f"{stack} != null"}
        assert job == {
            "permissions": job["permissions"],
            "uses": "./.github/workflows/apply.yml",
            "with": {"stack": f"${{{{ {stack} }}}}"},
            **waits,
        }, name


def test_what_workflows_take_from_the_deployments_is_among_what_they_print(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    every = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
    assert main(["production"]) == 0
    one = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
    assert JOBS["apply", "deployment"]["outputs"].keys() <= one.keys()
    assert JOBS["deploy", "plan"]["outputs"].keys() <= every.keys() & one.keys()
    taken = set(re.findall(r"matrix\.([a-z_]+)", (FOLDER / "drift.yml").read_text()))
    assert all(taken <= row.keys() for row in json.loads(every["deployments"]))
    assert json.loads(one["systems"]) == [{"system": "pre-delinquency-engine", "stacks": '["production"]'}]
    assert json.loads(every["systems"])[0] == {"system": "pre-delinquency-engine", "stacks": '["dev", "staging", "production"]'}


def test_a_recovery_stack_is_applied_when_somebody_asks_alone() -> None:
    row = Deployment(stack="a", system="x", environment="a", role="r", login="l", region="e", reader="d", on_request=False)
    rows = [row, Deployment(stack="b", system="x", environment="b", role="r", login="l", region="e", reader="d", on_request=True)]
    assert in_turn(
        [*rows, Deployment(stack="c", system="x", environment="c", role="r", login="l", region="e", reader="d", on_request=False)]
    ) == {"x": ["a", "c"]}


def test_a_stack_that_no_job_would_apply_is_told() -> None:
    """The workflow has a job for each place in the row."""
    jobs = WORKFLOWS["deploy-in-turn"]["jobs"].values()
    places = range(deployments.IN_TURN)
    assert [job["with"]["stack"] for job in jobs] == [f"${{{{ fromJSON(inputs.stacks)[{place}] }}}}" for place in places]
    row = deployments.deployments()[0]
    rows = [replace(row, system="x", stack=f"x-{number}") for number in range(deployments.IN_TURN + 1)]
    with pytest.raises(deployments.DeploymentError, match="x has 4 stacks that a push applies"):
        in_turn(rows)
    assert len(in_turn(rows[1:])["x"]) == deployments.IN_TURN


def test_a_stack_that_nobody_deploys_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["account"]) == 2
    assert "'account' is not deployed by GitHub: name one of dev, " in capsys.readouterr().err


def test_a_line_without_a_stack_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(ROOT / "Pulumi.account.yaml", tmp_path)
    assert main([], tmp_path) == 2
    assert "has pre-delinquency-engine/dev, and no stack file has both" in capsys.readouterr().err
    broken = (ROOT / "Pulumi.account.yaml").read_text().replace("retention_days: 365", "retention_days: 1")
    (tmp_path / "Pulumi.account.yaml").write_text(broken)
    assert main([], tmp_path) == 2
    assert "platform:account.trail.retention_days" in capsys.readouterr().err


def test_what_an_applications_workflow_does_its_role_may() -> None:
    workflow = yaml.safe_load(FOREIGN.read_text())
    assert workflow["permissions"] == {}
    role = workflow["env"]["ROLE"].rpartition("/")[2]
    assert role == f"acct-shared-application-{workflow['env']['REPOSITORY'].partition('/')[0]}"
    (row,) = (one for one in deployments.deployments() if one.stack == workflow["jobs"]["deploy"]["env"]["STACK"])
    assert (row.role.rpartition("/")[2], row.region) == (role.replace("application", "deployer"), workflow["env"]["REGION"])
    token = next(step["with"] for step in workflow["jobs"]["deploy"]["steps"] if "with" in step)
    assert {key for key in token if key.startswith("permission-")} == {"permission-actions"}
    assert set(WORKFLOWS["deploy"][ON]["workflow_dispatch"]["inputs"]) == {"stack"}
    # As `ops verify` asks of it, and made by what the pipelines make theirs with.
    built = next(step["run"] for step in workflow["jobs"]["image"]["steps"] if "docker buildx build" in step.get("run", ""))
    assert "--provenance mode=max --sbom" in built
    build = yaml.safe_load((ROOT / "Pulumi.pre-delinquency-engine-delivery.yaml").read_text())["config"]["platform:delivery"][
        "build"
    ]
    assert (workflow["env"]["BUILDER"], workflow["env"]["SBOM_GENERATOR"]) == (build["builder"], build["sbom_generator"])


@pytest.mark.parametrize(("statuses", "ends"), [({"a": 0, "b": 4}, 0), ({"a": 0, "b": 1}, 1), ({"a": 3, "b": 0}, 1)])
def test_the_report_of_a_pull_request(tmp_path: Path, statuses: dict[str, int], ends: int) -> None:
    """Data at stake is for people to decide; what is forbidden, or could not be looked at, is red."""
    (tmp_path / "bin").mkdir()
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "report", tmp_path / ".ci")
    for stack in statuses:
        (tmp_path / f"Pulumi.{stack}.yaml").touch()
    preview = tmp_path / "bin" / "platform-preview"
    cases = "; ".join(f"{stack}) exit {status}" for stack, status in statuses.items()).replace("; ", ";; ")
    preview.write_text(
        f'#!/bin/sh\n[ "$1" = a ] && echo "Nothing differs between a and a"\necho "report of $*"\ncase $1 in {cases} ;; esac\n'
    )
    preview.chmod(0o755)
    done = subprocess.run(  # noqa: S603  the script under test
        [tmp_path / ".ci" / "report", "1234abc"], capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]}
    )
    assert (done.returncode, done.stderr) == (ends, "")
    assert "Nothing changes in a.\n" in done.stdout
    assert "report of b --against 1234abc --format markdown\n" in done.stdout
    assert ("is replaced or deleted: b.**" in done.stdout) is (statuses["b"] == 4)
