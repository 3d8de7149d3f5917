"""The console: a task that a person holds a psql session in."""

from typing import Annotated, Literal

from stack.block import block
from stack.limits import between, each_once, matches


@block
class ConsoleSettings:
    """A task with psql in it for `bin/platform-ops psql`, in the private subnets: started for one session, stopped after it.

    It opens the database to whoever may act as the stack's operator, as a user of its own that signs in with the task's role: no
    password exists. Everything typed and shown is recorded, personal data included, for `logs.audit_retention_days`. No task runs
    while no session is held: its image and its logs are less than 1 USD a month, an hour of a session 0.01.
    """

    minutes: Annotated[int, between(5, 60, "minutes")] = 60
    r"""After which a session ends by itself, also one that was forgotten. AWS ends one after 20 minutes in which nothing was typed
    or shown, whatever this says: watch what takes longer with `\watch`, as in `pg_stat_progress_vacuum`. Why an hour is the most:
    decision 20."""
    roles: Annotated[
        tuple[Literal["pg_monitor", "pg_signal_backend", "pg_read_all_data"], ...], each_once("a role is granted once")
    ] = ("pg_monitor", "pg_signal_backend")
    """What the session may: see what the database does, with the text of statements; end other sessions; read every table, which
    is off. After a change, `bin/platform-ops migrate console-user`."""
    architecture: Literal["ARM64", "X86_64"] = "ARM64"
    """What its image is built for."""
    image: Annotated[str, matches(r"sha256:[0-9a-f]{64}", "sha256:<64 hex digits>")] | None = None
    """Digest of its image in the system's own `console` repository (docs/images/console); until it is named there is the
    repository and nothing else: no task, no role, no way in."""
