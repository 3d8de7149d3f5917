"""Where the command writes: a closed stream, a full disk or a missing folder is wrong input, told in one line."""

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import TextIO

from offline import ending
from offline.errors import PreviewError, refusal


def streams_are_open() -> bool:
    """Whether standard output is; a closed stream leads nowhere from now on, or the next file opened would take its place."""
    is_open = True
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
            is_open = is_open and number != 1
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8")
    return is_open


def complain(text: str, kind: str = "error") -> None:
    """Write an error or a warning, if anybody listens. Whatever it quotes can do nothing to a terminal."""
    shown = "".join(one if one.isprintable() or one in "\n\t" else ascii(one)[1:-1] for one in text)
    with contextlib.suppress(OSError):  # nobody listens; the exit status says it, too
        sys.stderr.write(f"{kind}: {shown}\n")
        sys.stderr.flush()


def reason(error: Exception) -> str:
    """Why the system refused something, in its words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def show(text: str, stream: TextIO) -> None:
    """Write a report.

    Raises:
        PreviewError: the stream takes no more; not if its reader has gone.
    """
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # or what is left would be tried again at the end
        if not isinstance(error, BrokenPipeError):  # then the reader has closed the pipe; the verdict is in the exit status
            where = "standard output" if stream is sys.stdout else "standard error"
            raise _unwritable(where, error) from None


def _unwritable(where: object, error: Exception) -> PreviewError:
    allowed = "a file in a folder that exists, on a disk with room"
    return refusal(where, found=f"cannot be written: {reason(error)}", allowed=allowed, fix="write it elsewhere")


def check_place(file: Path) -> None:
    """Look whether a file can be written, as far as that can be seen before anything runs.

    Raises:
        PreviewError: it cannot.
    """
    try:
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        file.parent.stat()
    except (OSError, ValueError) as error:
        raise _unwritable(file, error) from None


def write(file: Path, text: str) -> None:
    """Write a file, or standard output if it is `-`.

    Raises:
        PreviewError: it cannot be written.
    """
    if file == Path("-"):
        show(text, sys.stdout)
        return
    try:
        ordinary = file.is_file() or not file.exists()  # another kind, such as a pipe, may make the writer wait
        with ending.held() if ordinary else contextlib.nullcontext():  # a file is written whole or not at all
            file.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise _unwritable(file, error) from None


class Progress(contextlib.AbstractContextManager["Progress"]):
    """One line on a terminal's standard error that says what is going on, gone when it is over."""

    def __call__(self, text: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{text} ...")
            sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
