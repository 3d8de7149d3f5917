"""One run of a command: its options, the stack it is about, and how it calls AWS and Pulumi, asks and waits."""

import argparse
import functools
from collections.abc import Callable, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any, TypeVar

from ops.aws.client import Aws
from ops.clock import Clock
from ops.ending import Exit, OpsError, TookTooLongError
from ops.pulumi_cli import Pulumi
from ops.readers.outputs import Outputs, outputs_of, read_outputs_file
from ops.readers.stack_file import StackFile, read_stack_file
from ops.screen import Screen
from ops.unfinished import Unfinished
from ops.words import PROGRAM

T = TypeVar("T")


class Run:
    """What a command is given.

    Args:
        options: as the parser has them: `stack`, `outputs`, `region`, `dry_run`, `yes`, `cwd` and the command's own.
        clock: the time.
        screen: where it is said.
        unfinished: what is half done.
    """

    def __init__(self, options: argparse.Namespace, *, clock: Clock, screen: Screen, unfinished: Unfinished) -> None:
        self.options, self.clock, self.screen = options, clock, screen
        self.step = unfinished.step
        self.dry_run: bool = options.dry_run
        self.folder: Path = options.cwd
        self.stack: str = options.stack

    @functools.cached_property
    def file(self) -> StackFile:
        """The stack's file."""
        return read_stack_file(self.folder, self.stack, region=self.options.region)

    @functools.cached_property
    def aws(self) -> Aws:
        """AWS, in the stack's region and account."""
        return Aws(self.file.region, accounts=self.file.accounts, screen=self.screen, dry_run=self.dry_run)

    @functools.cached_property
    def pulumi(self) -> Pulumi:
        """The Pulumi CLI, for this stack."""
        return Pulumi(self.folder, self.file.stack, clock=self.clock, screen=self.screen, dry_run=self.dry_run)

    @functools.cached_property
    def output_values(self) -> Mapping[str, Any]:
        """The stack's outputs by name: from `--outputs`, or asked of Pulumi."""
        self.file  # noqa: B018 - a wrong name of a stack is told before anything else is asked
        return self.pulumi.outputs() if self.options.outputs is None else read_outputs_file(self.options.outputs)

    @functools.cached_property
    def outputs(self) -> Outputs:
        """The outputs of a stack with services."""
        self.file.system_settings  # noqa: B018 - as above
        return outputs_of(self.output_values, self.stack, own=self.file.path(""))

    @property
    def expired_for(self) -> int:
        """For how many days the stack should have been gone; 0 while its last day is not over, or where it has none."""
        last = self.file.last_day
        return 0 if last is None else max(0, (self.clock.now().astimezone(UTC).date() - last).days)

    def beside(self, stack: str) -> "Run":
        """Return a run of the same command about another stack, which asks Pulumi for its outputs; it changes nothing."""
        options = argparse.Namespace(**{**vars(self.options), "stack": stack, "outputs": None, "region": None})
        return Run(options, clock=self.clock, screen=self.screen, unfinished=Unfinished())

    def command(self, words: str) -> str:
        """Return a command about this stack, to be shown as the next step."""
        return f"{PROGRAM} {words} --stack {self.stack}"

    def confirm(self, what: str, *, always: bool = False) -> None:
        """Have somebody confirm a change of a protected stack by its name; `--yes` has confirmed it.

        Args:
            what: what is about to happen, as a sentence.
            always: whether an unprotected stack's has to be confirmed as well.

        Raises:
            OpsError: it was declined, or there is nobody to ask.
        """
        self.screen.note(what)
        if self.options.yes or self.dry_run or not (always or self.file.settings.protect):
            return
        why = f"{self.stack} is protected" if self.file.settings.protect else f"this has to be confirmed for {self.stack}"
        answer = self.screen.ask(f"{why}. Write its name to go on:")
        if answer is None:
            raise OpsError(f"{why} and nobody can be asked; nothing was changed; fix: add --yes", Exit.DECLINED)
        if answer != self.stack:
            raise OpsError("declined; nothing was changed", Exit.DECLINED)

    def wait(self, what: str, poll: Callable[[], T | None], *, minutes: float, seconds: float = 5) -> T:
        """Return what `poll` answers once that is not None.

        Args:
            what: what is waited for, as it is shown.
            poll: looks once.
            minutes: when to give up.
            seconds: between two looks.

        Raises:
            OpsError: it took too long.
        """
        started = self.clock.now()
        with self.screen.progress(f"waiting for {what}"):
            while (found := poll()) is None:
                if (self.clock.now() - started).total_seconds() >= minutes * 60:
                    raise TookTooLongError(f"waited {minutes:g} minutes for {what}")
                self.clock.sleep(seconds)
        return found
