"""A process that ends when the one that started it does, however that ended: also by a signal nobody can catch.

Run as a program, `python tether.py PARENT MODULE ARGUMENT...` is `python -m MODULE ARGUMENT...` on a tether to the process PARENT.

With `--twin OUTPUT ERRORS NAME=VALUE` before the rest it runs twice, side by side: the package MODULE, which may take longer to
import than all else, is imported once. The twin writes to two open files in place of standard output and error, has the variable
in its environment, and ends with the first.
"""

import atexit
import importlib
import os
import runpy
import signal
import sys
import threading
import time
from typing import Final

_LOOK_SECONDS: Final = 0.1


def hold(parent: int) -> None:
    """End this process, and the group it leads, once it is no longer a child of this parent.

    A thread looks, so that it does not matter what the others wait for. Linux could send a signal instead, but does so already when
    the parent's thread that started this process ends.
    """
    threading.Thread(target=_watch, args=(parent,), name="tether", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    _end()


def _end() -> None:
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(128 + signal.SIGKILL)


def _last_look(parent: int) -> None:
    """Take the group along also when this process ends by itself because its parent has: nobody reads what it writes any more.

    The system closes the files of a process a moment before its children are told apart from it.
    """
    time.sleep(_LOOK_SECONDS)
    if os.getppid() != parent:
        _end()


def _twin(output: int, errors: int, variable: str) -> int | None:
    """Copy this process. Returns in the copy who it is on a tether to; in the original None."""
    original = os.getpid()
    copied = os.fork() == 0
    if copied:
        os.dup2(output, sys.stdout.fileno())
        os.dup2(errors, sys.stderr.fileno())
        name, _, value = variable.partition("=")
        os.environ[name] = value
    os.close(output)
    os.close(errors)
    return original if copied else None


def main() -> None:
    """Run the module as Python itself would run it, with the current folder in the place of this file's on the path."""
    if not sys.flags.safe_path:
        sys.path[0] = os.getcwd()  # noqa: PTH109 - a string, as Python puts it there
    original = None
    if sys.argv[1] == "--twin":
        output, errors, variable, _, module = sys.argv[2:7]
        importlib.import_module(module)
        original = _twin(int(output), int(errors), variable)
        del sys.argv[1:5]
    parent, module, *arguments = sys.argv[1:]
    held_by = original or int(parent)
    hold(held_by)
    atexit.register(_last_look, held_by)
    sys.argv[1:] = arguments
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
