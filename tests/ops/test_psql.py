"""A session: handed to the plugin with its token out of sight, and its task stopped whatever happens."""

import json
import os
import pty
import signal
import stat
import subprocess
import termios
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest

from ops.clock import TerminatedError
from ops.ending import Exit
from ops.session import PLUGIN, hold
from tests.ops.driving import Ops
from tests.ops.events import TASK, session_begins
from tests.ops.front import Fault

STARTED, STOPPED = "stepfunctions:StartExecution", "stepfunctions:StopExecution"


def test_the_plugin_is_told_all_of_it_and_nobody_else_the_token(ops: Ops) -> None:
    session_begins(ops)
    ended = ops("psql", "--yes")
    assert ended.status == Exit.DONE, ended
    (told,) = ops.sessions
    variable, region, operation, profile, target, endpoint = told["arguments"]
    assert (region, operation, profile) == ("us-east-1", "StartSession", "")
    assert json.loads(target) == {"Target": f"ecs:pde-production-cluster_{TASK}_{TASK}-1"}
    assert endpoint == "https://ssm.us-east-1.amazonaws.com"
    session = {"SessionId": "ecs-execute-command-1", "StreamUrl": "wss://example.com/stream", "TokenValue": "made-up-token"}
    assert json.loads(told["environment"][variable]) == session
    assert "made-up-token" not in ended.out + ended.err + json.dumps(told["arguments"])
    (entered,) = [call.parameters for call in ended.calls if call.operation == "ExecuteCommand"]
    assert (entered["container"], entered["command"], entered["interactive"]) == ("console", "console", True)
    (started,) = [call.parameters for call in ended.calls if call.operation == "StartExecution"]
    (stopped,) = [call.parameters for call in ended.calls if call.operation == "StopExecution"]
    assert stopped["executionArn"].endswith(f":{started['name']}")
    assert "at most 60 minutes" in ended.err
    assert "20 idle ones" in ended.err


@pytest.mark.parametrize("token", ["made-up-session", ""])
def test_the_plugin_signs_as_this_command_does(ops: Ops, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, token: str) -> None:
    """Boto3 takes exported keys before a profile, and the plugin's SDK the profile, which here wants a code."""
    session_begins(ops)
    (tmp_path / "config").write_text(
        "[profile person]\nrole_arn = arn:aws:iam::111122223333:role/operator\nsource_profile = keys\nmfa_serial = made-up\n"
        "[profile keys]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = other\n"
    )
    environment = {"AWS_CONFIG_FILE": str(tmp_path / "config"), "AWS_PROFILE": "person", "AWS_DEFAULT_PROFILE": "person"}
    for name, value in {**environment, "AWS_SECRET_ACCESS_KEY": "made-up-secret", "AWS_SESSION_TOKEN": token}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    ended = ops("psql", "--yes")
    assert ended.status == Exit.DONE, ended
    (told,) = ops.sessions
    keys = {"AWS_ACCESS_KEY_ID": "AKIAMADEUP", "AWS_SECRET_ACCESS_KEY": "made-up-secret"}
    assert {name: value for name, value in told["environment"].items() if name != told["arguments"][0]} == {
        **keys,
        **({"AWS_SESSION_TOKEN": token} if token else {}),
    }
    assert told["arguments"][3] == ""
    assert "made-up-se" not in ended.out + ended.err + json.dumps(told["arguments"])


def test_the_run_bears_the_name_of_who_started_it(ops: Ops) -> None:
    session_begins(ops)
    ended = ops("psql", "--yes")
    who = ops.stack("production").client("sts").get_caller_identity()["Arn"].rpartition("/")[2]
    (started,) = [call.parameters for call in ended.calls if call.operation == "StartExecution"]
    assert started["name"].startswith(f"{who}-")
    assert len(started["name"]) <= 80


def test_a_stack_without_a_console(ops: Ops) -> None:
    ended = ops("psql", "--yes", stack="dev", stands=False)
    assert ended.status == Exit.INPUT
    assert "no console" in ended.err
    assert "docs/first-deployment.md" in ended.err
    assert ended.actions == []


@pytest.mark.parametrize("version", ["1.2.463.0", "", "no version at all"])
def test_a_plugin_that_would_show_the_token_to_everybody_is_refused(ops: Ops, version: str) -> None:
    ops.plugin_says["version"] = version
    ended = ops("psql", "--yes")
    assert ended.status == Exit.INPUT
    assert "1.2.498" in ended.err
    assert ended.actions == []


def test_no_plugin(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = ops.outputs()
    monkeypatch.setenv("PATH", os.devnull)
    ended = ops.words("psql", "--yes", "--stack", "production", "--outputs", outputs)
    assert ended.status == Exit.INPUT
    assert "nothing of that name on PATH" in ended.err
    assert "nothing was started" in ended.err
    assert ended.actions == []


def test_a_plugin_that_cannot_be_run(ops: Ops, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / PLUGIN).write_text("#!/nowhere/at-all\n")
    (tmp_path / PLUGIN).chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    ended = ops("psql", "--yes")
    assert ended.status == Exit.INPUT
    assert "version unknown" in ended.err


def test_a_session_that_fails_is_stopped_as_well(ops: Ops) -> None:
    session_begins(ops)
    ops.plugin_says["status"] = 7
    ended = ops("psql", "--yes")
    assert (ended.status, ended.actions[-1]) == (Exit.FAILED, STOPPED)
    assert "the session ended with 7" in ended.err
    assert "unfinished" not in ended.err


def test_an_agent_that_does_not_start_is_told_and_the_task_stopped(ops: Ops) -> None:
    session_begins(ops, agent="STOPPED")
    ended = ops("psql", "--yes")
    assert (ended.status, ended.actions[-1]) == (Exit.FAILED, STOPPED)
    assert "the agent of ECS Exec does not run in the session's task: made up" in ended.err


def test_a_task_that_ends_before_it_is_entered(ops: Ops) -> None:
    machine = ops.stack("production").outputs["console"]["state_machine"]

    def fails() -> None:
        found = next(one for one in ops.backend("stepfunctions").state_machines if one.arn == machine)
        found.executions[-1].status, found.executions[-1].cause = "FAILED", "CannotPullContainerError"

    ops.clock.after(1, fails)
    ended = ops("psql", "--yes")
    assert ended.status == Exit.FAILED
    assert "ended before it could be entered" in ended.err


def test_a_task_that_cannot_be_stopped_is_named(ops: Ops) -> None:
    session_begins(ops)
    ops.front.faults[:] = [Fault(action=STOPPED, code="AccessDeniedException", times=99, status=403)]
    ended = ops("psql", "--yes")
    (started,) = [call.parameters for call in ended.calls if call.operation == "StartExecution"]
    assert ended.status == Exit.DENIED
    assert f"execution:pde-production-console:{started['name']}" in ended.err
    assert "to take it back: aws stepfunctions stop-execution" in ended.err


@pytest.mark.parametrize("call", [STARTED, "ecs:ExecuteCommand"])
def test_what_was_refused_or_lost_is_stopped(ops: Ops, call: str) -> None:
    """Also a start whose answer was lost: the execution's name was known before."""
    session_begins(ops)
    ops.front.faults[:] = [Fault(action=call, code="InternalServerError", times=99, status=500)]
    ended = ops("psql", "--yes")
    assert (ended.status, ended.actions[-1]) == (Exit.FAILED, STOPPED)
    assert ops.sessions == []


def test_ctrl_c_in_a_session_is_the_sessions(ops: Ops) -> None:
    session_begins(ops)
    ops.front.programs[PLUGIN] = lambda arguments, told: {**ops.plugin(arguments, told), "interrupt": arguments != ["--version"]}
    before = signal.getsignal(signal.SIGINT)
    ended = ops("psql", "--yes")
    assert ended.status == Exit.DONE, ended
    assert len(ops.sessions) == 1
    assert signal.getsignal(signal.SIGINT) is before


def test_a_session_whose_time_is_up_is_ended(ops: Ops) -> None:
    """A plugin whose task has gone does not end by itself."""
    session_begins(ops)
    ops.clock.processes_end = False
    ended = ops("psql", "--yes")
    assert (ended.status, ended.actions[-1]) == (Exit.TOO_LONG, STOPPED)
    assert "the session's 60 minutes (database.console.minutes) are over" in ended.err
    assert "unfinished" not in ended.err
    assert ops.clock.elapsed == 60 * 60 + 60


@pytest.fixture
def terminal() -> Iterator[int]:
    """A terminal, for as long as the test takes this process's own."""
    master, slave = pty.openpty()
    kept = os.dup(0)
    os.dup2(slave, 0)
    try:
        yield slave
    finally:
        os.dup2(kept, 0)
        for one in (kept, master, slave):
            os.close(one)


class Stubborn:
    """A clock by which a plugin does not end, whatever it is asked, and keys are pressed while it runs."""

    def __init__(self, ready: Path, stop: type[BaseException] | None) -> None:
        self.ready, self.stop = ready, stop
        self.waited: list[float | None] = []
        self.process: subprocess.Popen[str] | None = None

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)

    def finish(self, process: subprocess.Popen[str], seconds: float | None) -> int | None:
        self.process = process
        self.waited.append(seconds)
        while not self.ready.exists():
            assert process.poll() is None
            time.sleep(0.002)
        if len(self.waited) == 1:
            assert not termios.tcgetattr(0)[3] & termios.ECHO
            for key in KEYS:
                assert callable(signal.getsignal(key)), "not SIG_IGN, which the plugin would inherit"
                signal.raise_signal(key)
            if self.stop:
                raise self.stop
        return None


KEYS = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)


@pytest.mark.parametrize("stop", [None, TerminatedError])
def test_a_plugin_that_hangs_is_gone_and_leaves_the_terminal_as_it_was(
    terminal: int, tmp_path: Path, stop: type[BaseException] | None
) -> None:
    plugin, ready = tmp_path / PLUGIN, tmp_path / "ready"
    plugin.write_text(f"#!/bin/sh\ntrap '' TERM\nstty -echo\n: > {ready}\nexec sleep 60\n")
    plugin.chmod(stat.S_IRWXU)
    before, handlers = termios.tcgetattr(terminal), [signal.getsignal(key) for key in KEYS]
    session = {"sessionId": "one", "streamUrl": "wss://example.com", "tokenValue": "made-up"}
    clock, ended = Stubborn(ready, stop), None
    try:
        status = hold(str(plugin), session, target="ecs:one", region="us-east-1", signed={}, clock=clock, seconds=3660)
    except TerminatedError as error:
        ended = type(error)
    else:
        assert status is None
    assert ended is stop
    assert clock.process is not None
    assert clock.process.returncode == -signal.SIGKILL
    assert clock.waited == [3660, 5]
    assert termios.tcgetattr(terminal) == before
    assert [signal.getsignal(key) for key in KEYS] == handlers
