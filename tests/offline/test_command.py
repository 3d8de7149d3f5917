"""The command as a user runs it: what it prints, where, and what its exit status says."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from offline.errors import Exit
from tests.offline.processes import runs, wait_until
from tests.offline.samples import (
    BUCKETS_NAMED,
    ONE_BUCKET,
    ROOT,
    preview,
    preview_here,
    run,
    run_here,
    squeezed,
    write_pack,
    write_project,
)


def test_a_clean_preview_succeeds_and_says_that_nothing_was_real(tmp_path: Path) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    done = preview(write_project(tmp_path, ONE_BUCKET, "{bucket: good}"), "--policy-pack", "pack")
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert done.stdout.startswith("No policy forbids this deployment.\n\nOffline preview of platform/dev\nAWS was not contacted")
    assert "\n1 resource (--show NAME opens one, --full opens all)\n logs aws:s3:Bucket 1 resource\n" in squeezed(done.stdout)
    assert "Ran planned and applied in" in done.stdout
    assert "No policy forbids this deployment." in done.stdout


def test_a_violation_fails_the_preview_and_says_what_where_and_how_to_fix_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    done = preview_here(capsys, write_project(tmp_path, ONE_BUCKET, "{bucket: bad}"), "--policy-pack", "pack")
    assert done.returncode == Exit.POLICY
    assert " logs aws:s3:Bucket 1 resource, 1 violated\n" in squeezed(done.stdout)
    assert "good-names (mandatory)  logs\n  Buckets have good names.\n  Call it something else.\n" in done.stdout
    assert "1 violation forbids this deployment." in done.stdout


def test_a_configuration_file_changes_what_the_pack_demands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    file = tmp_path / "config.json"
    file.write_text('{"good-names": "advisory"}', encoding="utf-8")
    done = preview_here(
        capsys,
        write_project(tmp_path, ONE_BUCKET, "{bucket: bad}"),
        "--policy-pack",
        "pack",
        "--policy-pack-config",
        str(file),
        "--mode=applied",
    )
    assert done.returncode == Exit.OK
    assert "good-names (advisory)  logs" in done.stdout
    assert "No policy forbids this deployment, 1 to think about (1 rule, 1 lowered)." in done.stdout


def test_a_mandatory_rule_that_no_mode_decides_fails_the_preview(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pack(
        tmp_path,
        """
        from pulumi_policy.proxy import UnknownValueError

        def check(args, report):
            raise UnknownValueError("04da6b54-80e4-46f7-96ec-b56ff0331ba9", ["policy"])

        PolicyPack("p", [StackValidationPolicy("rule", "Title.", check)], EnforcementLevel.MANDATORY)
        """,
    )
    done = preview_here(capsys, write_project(tmp_path, ""), "--policy-pack", "pack")
    assert done.returncode == Exit.POLICY
    assert "rule (mandatory, not decided in any mode)  the stack as a whole" in done.stdout


def test_an_unknown_stack_is_one_line(tmp_path: Path) -> None:
    done = run("preview", "prod", "-C", write_project(tmp_path, ""))
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert done.stderr == "error: there is no stack 'prod': Pulumi.prod.yaml does not exist; stacks of this project: dev\n"


def test_broken_yaml_is_named_with_file_and_line(tmp_path: Path) -> None:
    write_project(tmp_path, "")
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  a: [1\n", encoding="utf-8")
    done = preview(tmp_path)
    assert done.returncode == Exit.INPUT
    assert done.stderr.startswith(f"error: {tmp_path}/Pulumi.dev.yaml, line 3")
    assert done.stderr.count("\n") == 1


def test_an_interrupted_preview_leaves_no_process_behind(tmp_path: Path) -> None:
    """`test_ending` sends all signals, where the system tells what is left."""
    write_pack(tmp_path, "import os, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))\n" + BUCKETS_NAMED)
    write_project(tmp_path, "import pathlib, time\npathlib.Path('started').touch()\ntime.sleep(60)\n")
    command = [sys.executable, "-m", "offline", "preview", "dev", "-C", str(tmp_path), "--policy-pack", "pack"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own command
        while not ((tmp_path / "started").exists() and (tmp_path / "pack" / "pid").exists()):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output, errors) == (128 + signal.SIGINT, b"", b"")
    pack = int((tmp_path / "pack" / "pid").read_text(encoding="utf-8"))
    wait_until(lambda: not runs(pack))


def test_a_pack_that_crashes_is_quoted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pack(tmp_path, "raise RuntimeError('nothing in here works')")
    done = preview_here(capsys, write_project(tmp_path, ""), "--policy-pack", "pack")
    assert done.returncode == Exit.PROGRAM
    assert "the policy pack" in done.stderr
    assert "nothing in here works" in done.stderr


def test_the_sdk_is_imported_only_once_the_pack_has_started() -> None:
    """It takes a second, in which the pack's process is to import its own."""
    script = "import sys, offline.command; sys.exit(any(name.startswith(('pulumi', 'grpc', 'google')) for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0  # noqa: S603  this interpreter


@pytest.mark.parametrize(
    ("form", "start"), [("junit", "<?xml"), ("markdown", "## Offline preview of `dev`: nothing forbids it"), ("sarif", "{")]
)
def test_the_command_prints_the_form_asked_for(tmp_path: Path, form: str, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(tmp_path, ONE_BUCKET, "{bucket: good}")
    done = preview_here(capsys, tmp_path, "--policy-pack", "none", "--mode", "applied", "--format", form)
    assert done.returncode == Exit.OK
    assert done.stdout.startswith(start)


def test_a_pack_gets_a_configuration_that_is_large_and_deep_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It reaches the pack over gRPC: what the reader lets through is neither too large for a message nor too deep."""
    write_pack(
        tmp_path,
        """
        def check(args, report):
            report(f"got {len(str(args.get_config()['x']))}")

        schema = PolicyConfigSchema(properties={"x": {}})
        PolicyPack("p", [StackValidationPolicy("rule", "Title.", check, config_schema=schema)], EnforcementLevel.ADVISORY)
        """,
    )
    deep: object = "x"
    for _ in range(17):
        deep = {"a": deep}
    value = ["a" * 240_000, deep]
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"rule": {"x": value}}), encoding="utf-8")
    done = preview_here(
        capsys, write_project(tmp_path, ""), "--policy-pack", "pack", "--policy-pack-config", file, "--mode", "planned"
    )
    assert done.returncode == Exit.OK
    assert f"got {len(str(value))}" in done.stdout


@pytest.mark.parametrize(
    ("form", "option"), [("junit", ("--full",)), ("markdown", ("--show", "logs")), ("sarif", ("--show", "")), ("html", ("--full",))]
)
def test_what_is_for_text_is_refused_for_the_other_forms(
    tmp_path: Path, form: str, option: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    done = preview_here(capsys, write_project(tmp_path, ""), "--policy-pack", "none", "--format", form, *option)
    assert (done.returncode, done.stdout) == (Exit.INPUT, "")
    assert done.stderr == (
        f"error: {option[0]}: --format {form}, which always has everything; allowed: --format text; "
        f"fix: leave out {option[0]}, or --format\n"
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"PULUMI_CONFIG": "{broken", "COLUMNS": "9" * 5000},
        {"PULUMI_CONFIG": "[]", "PYTHONIOENCODING": "utf-16", "PULUMI_MONITOR": "127.0.0.1:1", "PULUMI_ENGINE": "127.0.0.1:1"},
        {
            "PULUMI_CONFIG": '{"platform:bucket": "bad", "platform:more": "x"}',
            "PULUMI_CONFIG_SECRET_KEYS": '["platform:bucket"]',
            "PULUMI_STACK": "other",
            "PYTHONWARNINGS": "error",
            "PYTHONOPTIMIZE": "2",
        },
    ],
)
def test_the_environment_changes_nothing(tmp_path: Path, environment: dict[str, str]) -> None:
    """What the engine would set, or another program: a `PULUMI_CONFIG` filled in what the stack file had left out."""
    write_pack(tmp_path, BUCKETS_NAMED)
    program = "from pulumi.runtime.config import get_config_env\nif get_config_env():\n    raise ValueError\n" + ONE_BUCKET
    write_project(tmp_path, program, "{bucket: good}")
    state = tmp_path / "state.json"
    done = preview(tmp_path, "--policy-pack", "pack", "--mode", "applied", "--json", state, environment=environment)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert '"bucket": "good"' in state.read_text(encoding="utf-8")


def test_what_an_error_quotes_does_nothing_to_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(tmp_path, "import pulumi\nraise pulumi.RunError('\\x1b[2Jcleared\\r')")
    (tmp_path / "Pulumi.\x1b[2J.yaml").write_text("config: {}")
    for stack in ("dev", "nope"):
        done = run_here(capsys, "preview", stack, "-C", tmp_path, "--policy-pack", "none")
        assert done.returncode == Exit.INPUT
        assert all(one.isprintable() or one == "\n" for one in done.stderr)
