"""A process that ends when the one that started it does, however that ended: also by a signal nobody can catch.

Run as a program, `python tether.py PARENT MODULE ARGUMENT...` is `python -m MODULE ARGUMENT...` on a tether to the process PARENT.
"""

import atexit
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


def main() -> None:
    """Run the module as Python itself would run it, with the current folder in the place of this file's on the path."""
    parent, module, *arguments = sys.argv[1:]
    hold(int(parent))
    atexit.register(_last_look, int(parent))
    if not sys.flags.safe_path:
        sys.path[0] = os.getcwd()  # noqa: PTH109 - a string, as Python puts it there
    sys.argv[1:] = arguments
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
