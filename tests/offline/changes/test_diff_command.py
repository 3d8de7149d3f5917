"""`diff` and `preview --against` as a user runs them."""

import functools
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from offline.changes.state_file import recording_of
from offline.errors import Exit, PreviewError
from tests.offline.samples import ROOT, run_here, write_project

DATABASE = """
import pulumi
import pulumi_aws as aws

config = pulumi.Config()
aws.rds.Instance(
    config.get("name") or "database",
    identifier="orders",
    engine="postgres",
    instance_class="db.t4g.micro",
    storage_type="gp3",
    allocated_storage=config.get_int("storage") or 20,
    password=config.get_secret("password"),
)
"""
CANARY = "correct-horse-battery"


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process."""
    return functools.partial(run_here, capsys)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    write_project(folder, DATABASE, f"{{password: {CANARY}}}")
    (folder / "Pulumi.big.yaml").write_text("config: {storage: 100}\n")
    return folder


def written(run: Run, project: Path, name: str, config: str = "{}") -> Path:
    (project / "Pulumi.dev.yaml").write_text(f"config: {config}\n")
    file = project.parent / name
    assert run("preview", "dev", "-C", project, "--policy-pack", "none", "--mode", "applied", "--json", file).returncode == Exit.OK
    return file


def git(project: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(  # noqa: S603 - git, on a folder of the test
        ["git", "-C", str(project), *identity, *arguments],  # noqa: S607 - git is looked up
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def repository(project: Path) -> Path:
    """A repository whose trees preview themselves: with this checkout's code."""
    for package in ("offline", "naming"):
        (project / package).symlink_to(ROOT / package)
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "first")
    return project


def only_its_own(repository: Path) -> bool:
    return len(git(repository, "worktree", "list").splitlines()) == 1


def test_two_files_of_one_stack_are_before_and_after(run: Run, project: Path) -> None:
    before, after = written(run, project, "before.json"), written(run, project, "after.json", "{name: orders}")
    done = run("diff", before, after, "-C", project)
    assert done.returncode == Exit.LOSS
    assert done.stdout.startswith(
        "DATA IS AT STAKE: 1 of these changes takes data with it\n  ! database (aws:rds:Instance) is deleted"
    )
    assert "before.json -> after.json: 1 added, 1 removed; 1 resources in the end." in done.stdout
    same = run("diff", before, before, "-C", project)
    assert (same.returncode, same.stdout.splitlines()[0]) == (
        Exit.OK,
        "Nothing differs between before.json and before.json: 1 resources.",
    )


def test_two_stacks_are_side_by_side_and_lose_nothing(run: Run, project: Path) -> None:
    done = run("diff", "dev", "big", "-C", project)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["dev", "big"] in lines
    assert ["database", "storage", "(GB)", "20", "100"] in lines
    said = " ".join(done.stdout.split())
    one, other, more = re.findall(r"Costs a month, expected: (\S+) -> (\S+) USD \(\+(\S+)\): database", said)[0]
    assert Decimal(other) - Decimal(one) == Decimal(more) > 0
    assert CANARY not in done.stdout


def test_what_has_no_price_is_no_saving(run: Run, project: Path) -> None:
    source = (project / "__main__.py").read_text()
    (project / "__main__.py").write_text(source.replace('"db.t4g.micro"', 'config.get("class") or "db.t4g.micro"'))
    (project / "Pulumi.big.yaml").write_text("config: {class: db.x9.huge}\n")
    done = run("diff", "dev", "big", "-C", project)
    said = " ".join(done.stdout.split())
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert "big costs more than that, since no price is known for db.x9.huge, hours of database." in said
    assert "dev costs more" not in said


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_no_form_shows_a_secret(run: Run, project: Path, form: str) -> None:
    before = written(run, project, "before.json", f"{{password: {CANARY}}}")
    (project / "Pulumi.dev.yaml").write_text(f"config: {{password: {CANARY}, name: {CANARY}}}\n")
    assert CANARY not in before.read_text()
    done = run("diff", before, "dev", "-C", project, "--format", form)
    assert done.returncode == Exit.LOSS
    assert CANARY not in done.stdout + done.stderr
    if form == "json":
        assert json.loads(done.stdout)["losses"][0]["entry"]["name"] == "database"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "is not JSON"),
        ("[]", "expected an object"),
        ("{}", "no state of a stack"),
        ('{"version": 3, "deployment": {"resources": 1}}', "`deployment.resources` is no list"),
        ('{"version": 3, "deployment": {"resources": [1]}}', "`deployment.resources[0]` is no object"),
        ('{"version": 3, "deployment": {"resources": [{}]}}', "`deployment.resources[0]` has no `urn`"),
        ('{"version": 3, "deployment": {"resources": [{"urn": "a", "type": "b"}]}}', "has an `urn` that is none"),
        ('{"version": 3, "deployment": {}}', "no resource of the type pulumi:pulumi:Stack"),
        ("", "is not JSON"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_the_reason(tmp_path: Path, content: str, reason: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content)
    with pytest.raises(PreviewError, match=re.escape(reason)) as refused:
        recording_of(file)
    assert str(refused.value).startswith(str(file))
    assert refused.value.status == Exit.INPUT


def test_a_bad_file_is_one_line(run: Run, project: Path) -> None:
    file = project.parent / "bad.json"
    file.write_text("{}")
    done = run("diff", file, "dev", "-C", project)
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert done.stderr.startswith(f"error: {file}: no state of a stack; allowed: ")
    assert done.stderr.count("\n") == 1


def test_what_is_neither_a_stack_nor_a_file_is_refused(run: Run, project: Path) -> None:
    done = run("diff", "dev", "nope", "-C", project)
    assert (done.returncode, done.stderr) == (
        Exit.INPUT,
        "error: 'nope' is neither a stack nor a file; stacks of this project: big, dev\n",
    )
    assert run("diff", "dev", "missing.json", "-C", project).returncode == Exit.INPUT


def test_a_revision_is_compared_with_what_is_there_now(run: Run, repository: Path) -> None:
    (repository / "Pulumi.dev.yaml").write_text("config: {name: orders}\n")
    done = run("preview", "dev", "-C", repository, "--policy-pack", "none", "--against", "HEAD")
    assert done.returncode == Exit.LOSS, done.stderr
    assert done.stdout.startswith("DATA IS AT STAKE")
    assert "dev at HEAD -> dev now: 1 added, 1 removed; 1 resources in the end." in done.stdout
    assert "Offline preview of platform/dev" in done.stdout
    assert only_its_own(repository)
    done = run("preview", "dev", "-C", repository, "--policy-pack", "none", "--against", "HEAD", "--format", "json")
    assert [one["name"] for one in json.loads(done.stdout)["resources"]["added"]] == ["orders"]


def test_packages_that_differ_and_a_stack_that_was_not_there_are_said(run: Run, repository: Path) -> None:
    (repository / "requirements.txt").write_text("another==1\n")
    (repository / "Pulumi.new.yaml").write_text("config: {}\n")
    done = run("preview", "dev", "-C", repository, "--policy-pack", "none", "--against", "HEAD", "--format", "markdown")
    assert done.returncode == Exit.OK, done.stderr
    assert "The packages of HEAD differ (requirements.txt)" in done.stdout
    done = run("preview", "new", "-C", repository, "--policy-pack", "none", "--against", "HEAD")
    assert done.returncode == Exit.OK, done.stderr
    assert "HEAD has no stack new: everything is added." in done.stdout
    assert only_its_own(repository)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--against", "nowhere"), "no revision 'nowhere'"),
        (("--against", "--help"), "no revision"),
        *((("--against", "HEAD", "--format", form), "leave out one of the two") for form in ("junit", "sarif", "html")),
        (("--against", "HEAD", "--mode", "planned"), "leave out one of the two"),
        (("--against", "HEAD", "--day-one"), "leave out one of the two"),
        (("--format", "json"), "--format json: no --against"),
    ],
)
def test_what_cannot_be_compared_is_refused(run: Run, repository: Path, options: tuple[str, ...], reason: str) -> None:
    joined = [f"{options[0]}={options[1]}", *options[2:]]
    done = run("preview", "dev", "-C", repository, "--policy-pack", "none", *joined)
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert reason in done.stderr


def test_without_a_repository_or_git_it_says_so(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ("preview", "dev", "-C", project, "--policy-pack", "none", "--mode", "applied", "--against", "HEAD")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    done = run(*options)
    assert done.returncode == Exit.INPUT
    assert "--against:" in done.stderr
    monkeypatch.setenv("PATH", "")
    done = run(*options)
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert "no git on the PATH" in done.stderr


def test_a_revision_whose_program_fails_says_why(run: Run, repository: Path) -> None:
    (repository / "__main__.py").write_text("import pulumi\nraise pulumi.RunError('nothing works')\n")
    git(repository, "commit", "--quiet", "-am", "broken")
    (repository / "__main__.py").write_text(DATABASE)
    done = run("preview", "dev", "-C", repository, "--policy-pack", "none", "--against", "HEAD")
    assert done.returncode == Exit.PROGRAM
    assert "dev as HEAD has it cannot be previewed:" in done.stderr
    assert "nothing works" in done.stderr
    assert only_its_own(repository)


def test_an_interrupted_comparison_leaves_no_tree_behind(repository: Path, tmp_path: Path) -> None:
    (repository / "__main__.py").write_text(
        f"import pathlib, time\npathlib.Path({str(tmp_path / 'started')!r}).touch()\ntime.sleep(60)\n"
    )
    git(repository, "commit", "--quiet", "-am", "slow")
    (repository / "__main__.py").write_text("")
    command = [
        sys.executable,
        "-m",
        "offline",
        "preview",
        "dev",
        "-C",
        str(repository),
        "--policy-pack",
        "none",
        "--against",
        "HEAD",
    ]
    places = tmp_path / "places"
    places.mkdir()
    environment = {**os.environ, "TMPDIR": str(places)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own command
        while not (tmp_path / "started").exists():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGINT
    assert only_its_own(repository)
    assert not list(places.glob("revision-*/tree"))
