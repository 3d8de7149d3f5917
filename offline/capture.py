"""What a program writes by itself, kept until it can be shown without the secrets in it."""

import contextlib
import os
import tempfile
from collections.abc import Iterator

from offline import ending


class Captured:
    """What was written; there once the block is over."""

    text = ""


@contextlib.contextmanager
def captured() -> Iterator[Captured]:
    """Keep what is written to standard output and standard error inside, also past Python and by processes started inside."""
    written = Captured()
    with tempfile.TemporaryFile() as file, contextlib.ExitStack() as undo:
        streams = [os.dup(number) for number in (1, 2)]
        for number, stream in enumerate(streams, 1):
            undo.callback(os.close, stream)
            undo.callback(os.dup2, stream, number)
            os.dup2(file.fileno(), number)
        undo.enter_context(ending.errors_at(streams[1]))
        text = os.fdopen(os.dup(file.fileno()), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
        try:
            with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
                yield written
        finally:
            with contextlib.suppress(ValueError):  # the program has closed it
                text.close()
            file.seek(0)
            written.text = file.read().decode("utf-8", errors="backslashreplace")
