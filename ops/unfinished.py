"""What is half done at any moment: said when a command ends early, however it ends."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from ops.ending import OpsError


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that has begun and is not over."""

    now: str
    """What is the case, or goes on without this command."""
    look: str = ""
    """The command that shows how far it is."""
    finish: str = ""
    """The command that completes it."""
    undo: str = ""
    """The command that takes it back."""

    def __str__(self) -> str:
        commands = (("to look", self.look), ("to finish", self.finish), ("to take it back", self.undo))
        return "\n".join([self.now, *(f"    {what + ':':<17}{command}" for what, command in commands if command)])


class Unfinished:
    """The steps a command is in the middle of, the outermost first."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    @contextlib.contextmanager
    def step(self, now: str, *, look: str = "", finish: str = "", undo: str = "") -> Iterator[None]:
        """Inside the block, this is half done. It is over when the block ends without an exception, or with one that says so."""
        step = Step(now=now, look=look, finish=finish, undo=undo)
        self.steps.append(step)
        try:
            yield
        except OpsError as error:
            if error.settled:
                self._over(step)
            raise
        self._over(step)

    def _over(self, step: Step) -> None:
        """Forget a step, with what has begun in it."""
        del self.steps[self.steps.index(step) :]
