"""A copy of this process that does one thing and hands back the result: the SDK is loaded once and used twice, at the same time."""

import os
import pickle
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Final, Generic, TypeVar

from offline import ending, tether
from offline.errors import Exit, PreviewError

_T = TypeVar("_T")

POSSIBLE: Final = hasattr(os, "fork") and os.uname().sysname == "Linux"
"""Whether a process can be copied safely in the middle of its work. macOS can fork, but its libraries don't survive it."""


class Fork(AbstractContextManager["Fork[_T]"], Generic[_T]):
    """The copy, from its start to its result. Ends with the `with` block, whatever happens in it, and with this process.

    There must be no other thread and no open gRPC channel when it starts.
    """

    def __init__(self, work: Callable[[], _T]) -> None:
        """Start doing the work in a copy of this process."""
        self._reader, writer = os.pipe()
        original = os.getpid()
        with ending.held():
            self._pid = os.fork()
            if self._pid:
                ending.started(self._pid)
            else:
                ending.forget()
            os.setpgid(self._pid, self._pid)  # in both processes, so that neither goes on before it is done; 0 is the copy itself
        if self._pid == 0:
            os.close(self._reader)
            _work(work, writer, original)
        os.close(writer)

    def result(self) -> _T:
        """Wait for the work's result.

        Raises:
            PreviewError: the work raised it, or the copy ended without an answer.
        """
        with os.fdopen(os.dup(self._reader), "rb") as stream:
            answer = stream.read()
        if not answer:
            raise PreviewError("one of the two runs ended without saying why; try --mode planned or --mode applied", Exit.PROGRAM)
        done, value = pickle.loads(answer)  # noqa: S301 - written by a copy of this process
        if not done:
            raise PreviewError(*value)
        result: _T = value
        return result

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the copy."""
        os.close(self._reader)
        with ending.held():
            ending.kill(self._pid)
            os.waitpid(self._pid, 0)


def _work(work: Callable[[], object], writer: int, original: int) -> None:
    """Do the work and end the process: nothing above this on the stack is the copy's to do."""
    tether.hold(original)
    try:
        try:
            answer = (True, work())
        except PreviewError as error:
            answer = (False, (str(error), error.status))
        with os.fdopen(writer, "wb") as stream:
            pickle.dump(answer, stream, protocol=pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)
