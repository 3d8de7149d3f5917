"""How a command ends: the exit status a script can act on, and a message that says how to mend what is wrong."""

import enum
from typing import Final


class Exit(enum.IntEnum):
    """What the exit status of a command says."""

    DONE = 0
    FAILED = 1
    INPUT = 2
    DENIED = 3
    DECLINED = 4
    TOO_LONG = 5
    INTERRUPTED = 130
    TERMINATED = 143


STATUSES: Final = """\
exit status: 0 done; 1 AWS, Pulumi or the job failed, or a check found something; 2 the input is wrong (stack, service, digest,
options); 3 not permitted (the message names the action and who was refused), or no credentials; 4 declined, or nobody could be
asked; 5 it took too long; 130 ended by Ctrl-C, 143 by SIGTERM. After 1, 5, 130 and 143 the message says what goes on, how to look
and how to finish.
`migrate` ends with the job's own exit code where that is 1 to 125, and with 1 for any other failure."""


class OpsError(Exception):
    """The command cannot go on. The message says what is wrong where, and how to mend it.

    Args:
        message: for a person; never a secret.
        status: an `Exit`, or the exit code of a job.
        settled: whether all that had begun is over or taken back, so that nothing is left half done.
    """

    def __init__(self, message: str, status: int = Exit.FAILED, *, settled: bool = False) -> None:
        super().__init__(message)
        self.status, self.settled = status, settled


class TookTooLongError(OpsError):
    """This command has waited long enough; what it waits for may go on."""

    def __init__(self, message: str) -> None:
        super().__init__(message, Exit.TOO_LONG)


class LockedError(OpsError):
    """Another deployment holds the stack; this command's `up` has not begun."""

    def __init__(self, message: str) -> None:
        super().__init__(message, Exit.TOO_LONG)


def refusal(where: object, *, found: str, allowed: str, fix: str) -> OpsError:
    """Return the error for input that cannot be used.

    Args:
        where: the option, file or key.
        found: what is there; never a secret.
        allowed: what may be there.
        fix: what to do, as an instruction.
    """
    return OpsError(f"{where}\n    found:   {found}\n    allowed: {allowed}\n    fix:     {fix}", Exit.INPUT)
