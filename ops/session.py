"""The session manager plugin, which AWS's own CLI hands a session to as well: called from here alone."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import termios
from collections.abc import Iterator, Mapping
from typing import Final

from ops.aws.client import SIGNED_BY
from ops.clock import Clock
from ops.ending import refusal

PLUGIN: Final = "session-manager-plugin"
_FIRST: Final = (1, 2, 498)
"""The first version that takes the session's token from its environment; on a command line everybody on the computer reads it."""
_VARIABLE: Final = "AWS_SSM_START_SESSION_RESPONSE"
_CREDENTIALS: Final = frozenset({*SIGNED_BY, "AWS_PROFILE", "AWS_DEFAULT_PROFILE"})
_KEYS: Final = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)
"""What Ctrl-C, Ctrl-\\ and Ctrl-Z send, which the plugin passes on to psql."""
_ANSWERS_IN: Final = 10
_GOES_IN: Final = 5
_STDIN: Final = 0
_GUIDE: Final = "docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html"


def find_plugin() -> str:
    """Return where the plugin is.

    Raises:
        OpsError: it is not on PATH, or too old.
    """
    found = shutil.which(PLUGIN)
    version = "" if found is None else _version(found)
    if found is None or tuple(map(int, re.findall(r"\d+", version)[:3])) < _FIRST:
        allowed = f"version {'.'.join(map(str, _FIRST))} or later"
        what = "nothing of that name on PATH" if found is None else f"version {version or 'unknown'}"
        raise refusal(PLUGIN, found=what, allowed=allowed, fix=f"install it: {_GUIDE}; nothing was started")
    return found


def _version(plugin: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the plugin, asked for its version
            [plugin, "--version"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=_ANSWERS_IN
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return done.stdout.strip()[:40]


def hold(
    plugin: str, session: Mapping[str, str], *, target: str, region: str, signed: Mapping[str, str], clock: Clock, seconds: float
) -> int | None:
    """Hand this terminal to a session until it ends; return the plugin's exit status, None where it was ended because time is up.

    Args:
        plugin: where it is.
        session: `sessionId`, `streamUrl` and `tokenValue`.
        target: the container, as Systems Manager calls it.
        region: where it is.
        signed: the credentials that the session was opened with, as variables: the plugin has KMS make its key with them, and
            finds others than boto3 where a profile and keys are both there, or a profile wants a code.
        clock: to wait by.
        seconds: for how long. A plugin whose task has gone hangs, and takes no Ctrl-C.
    """
    token = json.dumps({"SessionId": session["sessionId"], "StreamUrl": session["streamUrl"], "TokenValue": session["tokenValue"]})
    words = [
        plugin,
        _VARIABLE,
        region,
        "StartSession",
        "",  # no profile
        json.dumps({"Target": target}),
        f"https://ssm.{region}.amazonaws.com",
    ]
    others = {name: value for name, value in os.environ.items() if name not in _CREDENTIALS}
    with _keys_are_the_sessions(), _terminal_as_it_was():
        process = subprocess.Popen(words, env={**others, **signed, _VARIABLE: token}, text=True)  # noqa: S603 - the plugin
        try:
            return clock.finish(process, seconds)
        finally:
            _end(process, clock)


def _end(process: subprocess.Popen[str], clock: Clock) -> None:
    """Have a plugin be gone, which it is unless its time is up or this process was asked to end."""
    if process.returncode is None:
        process.terminate()
        try:
            clock.finish(process, _GOES_IN)
        finally:  # also where this process is asked to end once more
            process.kill()
            process.wait()


@contextlib.contextmanager
def _keys_are_the_sessions() -> Iterator[None]:
    """Inside the block Ctrl-C and its like, which the plugin hears as well, are psql's and do nothing to this command."""
    # A function, because a child inherits SIG_IGN and nothing else.
    before = {one: signal.signal(one, lambda _number, _frame: None) for one in _KEYS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@contextlib.contextmanager
def _terminal_as_it_was() -> Iterator[None]:
    """Put the terminal's settings back after the block: a plugin that is killed leaves it without an echo."""
    try:
        before = termios.tcgetattr(_STDIN)
    except termios.error:  # it is none
        before = None
    try:
        yield
    finally:
        if before is not None:
            with contextlib.suppress(termios.error):  # it has gone
                termios.tcsetattr(_STDIN, termios.TCSANOW, before)
