"""What every command meets: all well, a wrong name, no permission, throttling, too long a wait, Ctrl-C."""

import os
import re
import signal
from collections.abc import Iterator

import pytest

from ops.command import found, names
from ops.ending import Exit
from tests.ops.cases import Case, cases
from tests.ops.driving import Ended, Ops
from tests.ops.front import BUT_FOR_WHO, LOOKING, Fault

CASES = cases()
ALL = pytest.mark.parametrize("name", CASES)
ASKING = pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.asks_aws])
WAITING = pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.waits])


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """Ctrl-C as Python has it, whatever the test run has made of it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def goes(ops: Ops, case: Case, *more: str) -> Ended:
    return ops(case.line, *more, *(["--yes"] if case.asks else []), stack=case.stack)


def test_every_command_has_a_case() -> None:
    assert {name.partition(" ")[0] for name in CASES} == set(names())


@ALL
def test_goes_well(ops: Ops, name: str) -> None:
    case = CASES[name]
    case.prepare(ops)
    ended = goes(ops, case)
    assert ended.status == case.status, ended
    assert [one for one in case.says if one not in ended.out + ended.err] == []
    writing = tuple(call.action for call in ended.calls if not LOOKING.match(call.operation))
    assert writing == case.changes
    assert ops.clock.waits == case.waits
    # An operators' role is made of what commands say they call.
    said = {action.lower() for action in found()[name.partition(" ")[0]].calls}
    assert {iam_action(call.action) for call in ended.calls if call.service != "sts"} <= said


def iam_action(action: str) -> str:
    """A call as IAM names its action."""
    service, _, operation = action.partition(":")
    prefix = {"stepfunctions": "states", "elbv2": "elasticloadbalancing", "service-quotas": "servicequotas"}.get(service, service)
    special = {
        "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
        "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
        "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
        "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
        "s3:HeadBucket": "s3:ListBucket",
        "s3:HeadObject": "s3:GetObject",
        "s3:ListObjectsV2": "s3:ListBucket",
        "s3:UploadPart": "s3:PutObject",
    }
    return special.get(f"{prefix}:{operation}", f"{prefix}:{operation}").lower()


@ALL
def test_a_stack_that_is_not_there(ops: Ops, name: str) -> None:
    case = CASES[name]
    words = (case.line if case.stack else re.sub(r"--to \S+", "", case.line)).split()
    flag = "--stack" if case.stack else "--to"
    status, out, err = ops.words(*words, flag, "prodution", "--yes")
    assert (status, out) == (Exit.INPUT, "")
    assert "'prodution'" in err
    assert "allowed: account, default-rate-production, dev, dr, " in err


@ALL
def test_a_wrong_name(ops: Ops, name: str) -> None:
    case = CASES[name]
    for line, said in (case.wrong or {}).items():
        reset(ops)
        case.prepare(ops)
        status, _, err = ops(line, "--yes", stack=case.stack)
        assert status == Exit.INPUT, line
        assert said in err, line
        assert "allowed:" in err, line
        assert "fix:" in err, line


def own_services(name: str) -> set[str]:
    """Return the services, as IAM calls them, that no later command calls: the first of all takes longest."""
    commands = list(found().items())
    here = [one for one, _ in commands].index(name.partition(" ")[0])
    called = [{call.partition(":")[0].lower() for call in command.calls} for _, command in commands[here:]]
    return called[0].difference(*called[1:])


@ASKING
def test_no_permission_for_a_call_of_each_service(ops: Ops, name: str) -> None:
    """What refuses is written once for all calls and told apart by the service's protocol: each service is asked by one command."""
    case = CASES[name]
    case.prepare(ops)
    last = {call.service: call.action for call in goes(ops, case).calls if call.service != "sts"}
    asked = [action for action in last.values() if iam_action(action).partition(":")[0] in own_services(name)]
    for action in asked or list(last.values())[-1:]:
        reset(ops)
        case.prepare(ops)
        text = f"User: arn:aws:sts::111122223333:assumed-role/reader/me is not authorized to perform: {action}"
        ops.front.faults[:] = [Fault(action=action, code="AccessDeniedException", times=99, message=text, status=403)]
        status, _, err = goes(ops, case)
        assert status == Exit.DENIED, (action, err)
        assert re.search(r"not permitted: [a-z0-9-]+:\w+ on \S", err), (action, err)
        assert "who:     arn:aws:" in err, action
        assert "assumed-role/reader/me" in err or ":Head" in action, action  # an answer to HEAD has no body to say so


# Reads, pages and waits; changes; a file that is uploaded.
@pytest.mark.parametrize("name", ["status", "deploy", "upload-model"])
def test_aws_asks_to_slow_down(ops: Ops, name: str) -> None:
    """Trying again is written once for all calls."""
    case = CASES[name]
    case.prepare(ops)
    ops.front.faults[:] = [Fault(action="*", code="ThrottlingException", times=3)]
    ended = goes(ops, case)
    assert ended.status == case.status, ended
    assert ended.err.count("AWS asks to slow down, trying again") == 3


@ASKING
def test_aws_asks_to_slow_down_for_too_long(ops: Ops, name: str) -> None:
    case = CASES[name]
    case.prepare(ops)
    ops.front.faults[:] = [Fault(action=BUT_FOR_WHO, code="ThrottlingException", times=99, status=503)]
    status, _, err = goes(ops, case)
    assert status == Exit.FAILED
    assert "AWS asked to slow down 6 times" in err
    assert "try again" in err


@WAITING
def test_it_takes_too_long(ops: Ops, name: str) -> None:
    case = CASES[name]
    assert case.stall is not None, "a command that waits says what keeps it waiting"
    case.stall(ops)
    status, _, err = goes(ops, case, "--minutes", "2")
    assert status == Exit.TOO_LONG, err
    says_what_goes_on(err)


@WAITING
def test_ctrl_c_at_each_wait(ops: Ops, name: str) -> None:
    case = CASES[name]
    for number in range(1, case.waits + 1):
        reset(ops)
        case.prepare(ops)
        ops.clock.interrupt_at_wait = ops.clock.waits + number
        status, _, err = goes(ops, case)
        assert status == Exit.INTERRUPTED, (number, err)
        assert "ended by Ctrl-C" in err
        says_what_goes_on(err)


@ASKING
def test_ctrl_c_while_aws_is_called(ops: Ops, name: str) -> None:
    case = CASES[name]
    case.prepare(ops)
    ops.front.before = lambda _call: os.kill(os.getpid(), signal.SIGINT)
    status, _, err = goes(ops, case)
    assert status == Exit.INTERRUPTED
    assert "ended by Ctrl-C" in err


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.asks])
def test_a_dry_run_changes_nothing_and_says_what_it_would(ops: Ops, name: str) -> None:
    case = CASES[name]
    case.prepare(ops)
    files = ops.stack_files()
    ended = ops(case.line, "--dry-run", stack=case.stack)
    assert ended.status == Exit.DONE, ended
    assert not set(ended.actions) & set(case.changes)
    assert ops.ups == []
    assert ops.stack_files() == files
    assert re.search("would (call|write|run) +", ended.out)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.asks])
def test_a_protected_stack_is_not_changed_unasked(ops: Ops, name: str) -> None:
    case = CASES[name]
    case.prepare(ops)
    files = ops.stack_files()
    ended = ops(case.line, stack=case.stack)
    assert ended.status == Exit.DECLINED, ended
    assert ops.stack_files() == files
    assert ops.ups == []
    assert "nobody can be asked; nothing was changed; fix: add --yes" in ended.err
    assert not set(ended.actions) & set(case.changes)


def reset(ops: Ops) -> None:
    """As good as new, within one test."""
    ops.front.faults.clear()
    ops.ups.clear()
    ops.clock.forget()
    ops.fresh()


def says_what_goes_on(err: str) -> None:
    assert "unfinished: " in err, err
    assert "to look:" in err, err
    assert "to finish:" in err or "to take it back:" in err, err
