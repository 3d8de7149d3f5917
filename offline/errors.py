"""Errors that end a preview: each with the exit status a script can act on, and a message that says how to mend it."""

import enum


class Exit(enum.IntEnum):
    """What the exit status of the command says."""

    OK = 0
    POLICY = 1
    INPUT = 2
    PROGRAM = 3


class PreviewError(Exception):
    """The preview cannot go on. The message says what is wrong where, and how to mend it."""

    def __init__(self, message: str, status: Exit = Exit.INPUT) -> None:
        super().__init__(message)
        self.status = status
