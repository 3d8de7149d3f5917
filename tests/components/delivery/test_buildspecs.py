"""What builds run, run: the commands of each specification in a shell, with stand-ins for everything they call."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.stacks import ROOT

FOLDER = ROOT / "components" / "delivery" / "buildspecs"
FILES = tuple(sorted(path.name for path in FOLDER.glob("*.yml")))
# Writes down how it was called, and ends as the test says: by its name and its words.
STAND_IN = """#!/bin/bash
name="$(basename "$0")"
printf '%s\\n' "$name $*" >> "$CALLS"
[ "$name $1 $2" = "aws ssm get-parameters-by-path" ] && cat "$RECORDED"
[ "$name $1 $2" = "aws s3 ls" ] && { [ -s "$LOCKS" ] || exit 1; cat "$LOCKS"; exit 0; }
[ "$name" = sleep ] && sed -i 1d "$LOCKS"
[ "$name" = jq ] && exec "$JQ" "$@"
while read -r status words; do
  case "$name $*" in "$words"*) exit "$status" ;; esac
done < "$ENDINGS"
exit 0
"""
NEW = {"api": "sha256:" + "1" * 64}


def commands(file: str, phase: str) -> list[str]:
    specification: dict[str, Any] = yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))
    listed: list[str] = specification["phases"][phase]["commands"]
    return listed


class Ran(NamedTuple):
    """How the commands ended, and what they called."""

    status: int
    out: str
    calls: list[str]
    folder: Path

    def ops(self) -> list[str]:
        return [call.removeprefix("python -m ops ") for call in self.calls if call.startswith("python -m ops")]


class Build:
    """Runs the commands of a phase as CodeBuild does: one shell, which ends at the first that fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tools = folder / "tools"
        for path in (tools, folder / "source" / ".venv" / "bin"):
            path.mkdir(parents=True)
        for name in ("aws", "pulumi", "docker", "jq", "curl", "sleep", "python", "tar"):
            self._stand_in(tools / name)
        for name in ("python", "pip"):
            self._stand_in(folder / "source" / ".venv" / "bin" / name)
        self.recorded: dict[str, str] = {}
        self.locked_minutes = 0

    @staticmethod
    def _stand_in(path: Path) -> None:
        path.write_text(STAND_IN)
        path.chmod(0o755)

    def __call__(self, file: str, phase: str, *endings: str, **variables: str) -> Ran:
        calls, ended, recorded = (self.folder / name for name in ("calls", "endings", "recorded.json"))
        calls.write_text("")
        locks = self.folder / "locks"
        locks.write_text("sys/env/.pulumi/locks/organization/platform/production/1.json\n" * self.locked_minutes)
        ended.write_text("".join(f"{one}\n" for one in endings))
        parameters = [{"Name": f"/sys/env/images/{name}", "Value": value} for name, value in self.recorded.items()]
        recorded.write_text(json.dumps({"Parameters": parameters}))
        environment = {
            "PATH": f"{self.folder / 'tools'}:{os.environ['PATH']}",
            "CALLS": str(calls),
            "ENDINGS": str(ended),
            "RECORDED": str(recorded),
            "LOCKS": str(locks),
            "JQ": str(self.folder / "real-jq"),
            "HOME": str(self.folder),
            "STACK": "production",
            "IMAGES": json.dumps(NEW),
            "CODEBUILD_BUILD_NUMBER": "7",
            "CODEBUILD_RESOLVED_SOURCE_VERSION": "0123456789abcdef",
            **variables,
        }
        script = "set -e\n" + "\n".join(commands(file, phase))
        done = subprocess.run(  # noqa: S603  this project's own commands
            ["bash", "-c", script],  # noqa: S607  as CodeBuild's agent looks it up
            cwd=self.folder / "source",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout + done.stderr, calls.read_text().splitlines(), self.folder / "source")


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """A place to build in."""
    made = Build(tmp_path)
    (tmp_path / "real-jq").write_text(JQ)
    (tmp_path / "real-jq").chmod(0o755)
    return made


# Does what the specifications ask jq for, for machines without it.
JQ = """#!/usr/bin/env python3
import json, sys
program, files = sys.argv[-1], sys.argv[-1:]
if sys.argv[1] == "length":
    print(len(json.load(open(sys.argv[2]))))
elif "from_entries" in program:
    found = json.load(sys.stdin)["Parameters"]
    delivered = json.load(open(sys.argv[sys.argv.index("--slurpfile") + 2]))
    before = {one["Name"].split("/")[-1]: one["Value"] for one in found if one["Value"] != "none"}
    print(json.dumps({name: value for name, value in before.items() if name in delivered}))
else:
    print(json.load(open(sys.argv[-1]))["containerimage.digest"])
"""
DEPLOYING = {
    "ACCOUNT": "111122223333",
    "DEPLOYER": "acct-shared-deployer-pde-production",
    "LOGIN": "s3://state/sys/env?region=us-east-1",
    "RECORDS": "/sys/env/images",
    "COMMIT": "0123456789abcdef",
    "LOCK_MINUTES": "60",
    "WAIT_MINUTES": "100",
}


@pytest.mark.parametrize("file", FILES)
def test_every_command_is_shell_that_bash_reads(file: str) -> None:
    for phase in yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))["phases"].values():
        assert phase["on-failure"] == "ABORT"
        for command in phase["commands"]:
            done = subprocess.run(["bash", "-n", "-c", command], capture_output=True, text=True, check=False)  # noqa: S603, S607  as above
            assert (done.returncode, done.stderr) == (0, ""), command


def test_a_deployment_acts_as_the_deployer_with_credentials_that_renew_themselves(build: Build) -> None:
    ran = build("deploy.yml", "build", **DEPLOYING)
    assert ran.status == 0, ran.out
    profile = (ran.folder / "deployer.config").read_text().splitlines()
    assert profile == [
        "[profile deployer]",
        "role_arn = arn:aws:iam::111122223333:role/acct-shared-deployer-pde-production",
        "role_session_name = delivery-7",
        "credential_source = EcsContainer",
    ]
    assert ran.calls[0] == "pulumi login s3://state/sys/env?region=us-east-1"
    assert json.loads((ran.folder / "images.json").read_text()) == NEW


def test_a_deployment_that_goes_well_migrates_deploys_and_is_tried(build: Build) -> None:
    ran = build("deploy.yml", "build", **DEPLOYING)
    assert ran.status == 0, ran.out
    assert ran.ops() == ["deploy --images images.json --migrate --stack production --minutes 100 --yes", "smoke --stack production"]
    assert "production runs what was built from 0123456789abcdef" in ran.out


def test_another_deployment_is_waited_for(build: Build) -> None:
    build.locked_minutes = 3
    ran = build("deploy.yml", "build", **DEPLOYING)
    assert ran.status == 0, ran.out
    assert [call for call in ran.calls if call.startswith(("aws s3", "sleep"))] == [
        *["aws s3 ls --recursive s3://state/sys/env/.pulumi/locks/", "sleep 60"] * 3,
        "aws s3 ls --recursive s3://state/sys/env/.pulumi/locks/",
    ]
    assert len(ran.ops()) == 2


def test_a_lock_that_stays_is_not_waited_for_for_ever(build: Build) -> None:
    build.locked_minutes = 9
    ran = build("deploy.yml", "build", **{**DEPLOYING, "LOCK_MINUTES": "5"})
    assert (ran.status, ran.ops()) == (5, [])
    assert "Nothing was changed" in ran.out


@pytest.mark.parametrize("status", [1, 3, 5])
def test_a_deployment_that_fails_ends_with_its_status_and_is_not_tried(build: Build, status: int) -> None:
    """It has taken its images back itself."""
    build.recorded = {"api": "sha256:" + "0" * 64}
    ran = build("deploy.yml", "build", f"{status} python -m ops deploy", **DEPLOYING)
    assert ran.status == status
    assert ran.ops() == ["deploy --images images.json --migrate --stack production --minutes 100 --yes"]


def test_what_fails_its_smoke_test_gives_way_to_what_ran_before(build: Build) -> None:
    before = {"api": "sha256:" + "0" * 64, "worker": "sha256:" + "2" * 64}
    build.recorded = {**before, "beat": "none", "collector": "sha256:" + "3" * 64}
    delivered = json.dumps({**NEW, "worker": "sha256:" + "1" * 64, "beat": "sha256:" + "1" * 64})
    ran = build("deploy.yml", "build", "1 python -m ops smoke", **{**DEPLOYING, "IMAGES": delivered})
    assert ran.status == 1
    assert ran.ops() == [
        "deploy --images images.json --migrate --stack production --minutes 100 --yes",
        "smoke --stack production",
        "deploy --images before.json --stack production --minutes 100 --yes",
    ]
    assert json.loads((ran.folder / "before.json").read_text()) == before


def test_the_first_deployment_has_nothing_to_go_back_to(build: Build) -> None:
    build.recorded = {"api": "none"}
    ran = build("deploy.yml", "build", "1 python -m ops smoke", **DEPLOYING)
    assert ran.status == 1
    assert len(ran.ops()) == 2
    assert "Nothing ran before" in ran.out


@pytest.mark.parametrize("fails", ["pulumi login", "aws ssm"])
def test_nothing_is_deployed_where_something_before_it_fails(build: Build, fails: str) -> None:
    ran = build("deploy.yml", "build", f"1 {fails}", **DEPLOYING)
    assert ran.status != 0
    assert ran.ops() == []


def test_a_pulumi_that_is_not_what_was_named_is_not_run(build: Build) -> None:
    archive = "pulumi-v3.272.0-linux-arm64.tar.gz"
    (build.folder / "source" / archive).write_text("what was downloaded")
    ran = build("deploy.yml", "install", "0 x", PULUMI_VERSION="3.272.0", PULUMI_SHA256="0" * 64)
    assert (ran.status, f"{archive}: FAILED" in ran.out) == (1, True), ran.out
    assert [call.partition(" ")[0] for call in ran.calls] == ["python", "pip", "curl"]


def test_an_image_is_built_once_and_pushed_to_the_repository_of_each_stack(build: Build) -> None:
    (build.folder / "source" / "metadata.json").write_text('{"containerimage.digest": "sha256:abc"}')
    ran = build(
        "image.yml",
        "build",
        REGISTRY="111122223333.dkr.ecr.us-east-1.amazonaws.com",
        STACKS="pde-dev pde-production",
        IMAGE="api",
        DOCKERFILE="docker/Dockerfile.api",
        CONTEXT=".",
        SBOM_GENERATOR="scanner@sha256:1",
    )
    assert ran.status == 0, ran.out
    (call,) = (call for call in ran.calls if call.startswith("docker"))
    registry = "111122223333.dkr.ecr.us-east-1.amazonaws.com"
    assert call == (
        f"docker buildx build --push --tag {registry}/pde-dev/api:commit-0123456789ab-7 "
        f"--tag {registry}/pde-production/api:commit-0123456789ab-7 --platform linux/arm64 --file docker/Dockerfile.api "
        "--provenance mode=max --sbom generator=scanner@sha256:1 --metadata-file metadata.json ."
    )
    assert "api is sha256:abc" in ran.out
    assert yaml.safe_load((FOLDER / "image.yml").read_text())["env"]["exported-variables"] == ["DIGEST"]


def test_an_image_whose_digest_nobody_knows_is_not_built(build: Build) -> None:
    ran = build("image.yml", "build", REGISTRY="r", STACKS="pde-dev", IMAGE="api", DOCKERFILE="D", CONTEXT=".", SBOM_GENERATOR="s")
    assert ran.status != 0


def test_no_option_of_a_script_is_left_in_the_shell_of_the_build() -> None:
    """CodeBuild's own commands run in the same one."""
    for file in FILES:
        for phase in ("install", "pre_build", "build"):
            if phase in yaml.safe_load((FOLDER / file).read_text())["phases"]:
                for command in commands(file, phase):
                    assert "\n" not in command.strip() or command.strip().startswith("(\n"), command


def test_the_check_asks_for_one_stack_and_ends_as_it_ends(build: Build) -> None:
    ran = build("check.yml", "build", "1 python -m ops verify")
    assert (ran.status, ran.ops()) == (1, ["verify images.json --stack production"])


@pytest.mark.parametrize(("command", "status"), [("true", 0), ("false | true", 1), ("exit 3", 3)])
def test_tests_end_as_they_end(build: Build, command: str, status: int) -> None:
    assert build("tests.yml", "build", TEST_COMMAND=command).status == status
