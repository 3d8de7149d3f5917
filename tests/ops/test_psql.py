"""A session: handed to the plugin with its token out of sight, and its task stopped whatever happens."""

import json
import os
import signal
import stat
from pathlib import Path

import pytest

from ops.ending import Exit
from ops.session import PLUGIN
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


def test_the_run_bears_the_name_of_who_started_it(ops: Ops) -> None:
    session_begins(ops)
    ended = ops("psql", "--yes")
    who = ops.stack("production").client("sts").get_caller_identity()["Arn"].rpartition("/")[2]
    (started,) = [call.parameters for call in ended.calls if call.operation == "StartExecution"]
    assert started["name"].startswith(f"{who}-")
    assert len(started["name"]) <= 80


def test_a_stack_without_a_console(ops: Ops) -> None:
    ended = ops("psql", "--yes", stack="dev")
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
