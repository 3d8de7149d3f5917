"""Errors that end a preview: each with the exit status a script can act on, and a message that says how to mend it."""

import enum


class Exit(enum.IntEnum):
    """What the exit status of the command says."""

    OK = 0
    POLICY = 1
    INPUT = 2
    PROGRAM = 3
    LOSS = 4


class PreviewError(Exception):
    """The preview cannot go on. The message says what is wrong where, and how to mend it."""

    def __init__(self, message: str, status: Exit = Exit.INPUT) -> None:
        super().__init__(message)
        self.status = status


def refusal(where: object, *, found: str, allowed: str, fix: str) -> PreviewError:
    """The error for input that cannot be used, in one line.

    Args:
        where: the file or option, with the line where there is one.
        found: what is there; never a value of a stack file, which may be secret.
        allowed: what may be there.
        fix: what to do, as an instruction.
    """
    return PreviewError(" ".join(f"{where}: {found}; allowed: {allowed}; fix: {fix}".split()))
