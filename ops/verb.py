"""What a module of `ops.commands` is: one command, found by its file's name."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from ops.run import Run


def _nothing(_: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command. Its module binds it to `COMMAND`; the file's name, with hyphens, is what it is called."""

    summary: str
    """One line, as `--help` and docs/operations.md have it."""
    example: str
    """How it is called, after `bin/platform-ops`."""
    run: Callable[[Run], None]
    """Does it. Returns when all is well, raises `OpsError` otherwise."""
    arguments: Callable[[argparse.ArgumentParser], None] = _nothing
    """Adds what it takes besides the common options."""
    calls: tuple[str, ...] = ()
    """Operations of AWS it may make, as IAM names them; what an operators' role has to allow."""
    minutes: float | None = None
    """How long it waits unless `--minutes` says otherwise; None for a command that does not wait."""
    stack_flags: tuple[str, ...] = ("--stack",)
    """How the stack it is about is named; `STACK` among them lets it be written without an option."""
