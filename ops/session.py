"""The session manager plugin, which AWS's own CLI hands a session to as well: called from here alone."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from typing import Final

from ops.clock import Clock
from ops.ending import refusal

PLUGIN: Final = "session-manager-plugin"
_FIRST: Final = (1, 2, 498)
"""The first version that takes the session's token from its environment; on a command line everybody on the computer reads it."""
_VARIABLE: Final = "AWS_SSM_START_SESSION_RESPONSE"
_ANSWERS_IN: Final = 10
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


def hold(plugin: str, session: Mapping[str, str], *, target: str, region: str, clock: Clock) -> int:
    """Hand this terminal to a session until it ends; return the plugin's exit status.

    Args:
        plugin: where it is.
        session: `sessionId`, `streamUrl` and `tokenValue`.
        target: the container, as Systems Manager calls it.
        region: where it is.
        clock: to wait by.
    """
    token = json.dumps({"SessionId": session["sessionId"], "StreamUrl": session["streamUrl"], "TokenValue": session["tokenValue"]})
    # The profile's name: the plugin asks KMS for the session's key with the same credentials.
    profile = os.environ.get("AWS_PROFILE", "")
    words = [
        plugin,
        _VARIABLE,
        region,
        "StartSession",
        profile,
        json.dumps({"Target": target}),
        f"https://ssm.{region}.amazonaws.com",
    ]
    with _ctrl_c_is_the_sessions():
        process = subprocess.Popen(words, env={**os.environ, _VARIABLE: token}, text=True)  # noqa: S603 - the plugin
        try:
            status = clock.finish(process, None)
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
    return status or 0


@contextlib.contextmanager
def _ctrl_c_is_the_sessions() -> Iterator[None]:
    """Inside the block Ctrl-C, which the plugin hears as well, cancels a statement and not this command."""
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
