"""A command that somebody ends says what it leaves half done, and leaves no Pulumi behind that nobody watches."""

import os
import signal

import pytest

from ops.ending import Exit
from tests.ops.cases import cases
from tests.ops.driving import Ops

JOB = cases()["migrate"]


def test_nobody_reads_any_more(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind `| head`."""
    JOB.prepare(ops)
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as output:
        monkeypatch.setattr("sys.stdout", output)
        status, _, err = ops(JOB.line, "--yes")
    assert status == Exit.FAILED
    assert "whoever read standard output has gone" in err
    assert "unfinished: migrate goes on in AWS" in err


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_ended_by_a_signal(ops: Ops, how: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    JOB.prepare(ops)
    monkeypatch.setattr(ops.clock, "sleep", lambda _: os.kill(os.getpid(), how))
    before = signal.getsignal(how)
    status, _, err = ops(JOB.line, "--yes")
    assert signal.getsignal(how) is before is signal.SIG_DFL
    assert status == Exit.TERMINATED
    assert "ended by SIGTERM" in err
    assert "unfinished: migrate goes on in AWS" in err


def test_sigterm_asks_the_cli_to_end(ops: Ops) -> None:
    """Ctrl-C reaches the whole group; SIGTERM this process alone, and an `up` left behind would go on unwatched."""
    case = cases()["deploy"]
    case.prepare(ops)
    ops.up = lambda _arguments: {"terminate": True}
    status, _, err = ops(case.line, "--yes")
    assert status == Exit.TERMINATED
    assert "pulumi was interrupted" in err
    assert "unfinished: the images of api may be recorded and not run" in err


@pytest.mark.parametrize("stream", ["err", "out"])
def test_what_is_no_utf8_stops_nothing(ops: Ops, stream: str) -> None:
    case = cases()["deploy"]
    case.prepare(ops)
    up = ops.up
    ops.up = lambda arguments: {**up(arguments), f"{stream}_bytes": [0xFF, 0xFE, 10] * 30000}
    status, _, err = ops(case.line, "--yes")
    assert status == Exit.DONE, err[-500:]
