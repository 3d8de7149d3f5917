"""One file a command: how it goes well, its wrong names, what it waits for. `test_every` asks the rest of all of them."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.ops.driving import Ops

DATA = Path(__file__).parent.parent / "data"


def nothing(_: Ops) -> None:
    """Leave the stack as it is."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One command. A file of this package binds it to `CASE`, under the command's name."""

    line: str
    """Its words before `--stack`, so that all goes well."""
    says: tuple[str, ...]
    """What it says then."""
    stack: str = "production"
    """About which stack; empty where the line names it."""
    prepare: Callable[[Ops], object] = nothing
    """What has to be the case before, so that all goes well."""
    wrong: Mapping[str, str] | None = None
    """Another line -> what must be in the refusal (exit status 2), for each name it takes."""
    waits: int = 0
    """How often it waits when all goes well; Ctrl-C is pressed in each."""
    stall: Callable[[Ops], object] | None = None
    """What keeps it waiting for ever, in place of `prepare`; needed where it waits."""
    changes: tuple[str, ...] = ()
    """The calls that change something, in their order; none for a command that only looks."""
    applies: bool = False
    """Whether it edits the stack file or runs Pulumi, besides those calls."""
    asks_aws: bool = True
    """Whether it calls AWS at all."""
    status: int = 0
    """How it ends when all goes well."""

    @property
    def asks(self) -> bool:
        """Whether it changes anything, which a protected stack's has to be confirmed."""
        return bool(self.changes) or self.applies


def cases() -> dict[str, Case]:
    """Return every case by its command; a second one, as `AURORA`, by both."""
    found: dict[str, Case] = {}
    for module in pkgutil.iter_modules(__path__):
        command = module.name.rstrip("_").replace("_", "-")
        for name, value in vars(importlib.import_module(f"{__name__}.{module.name}")).items():
            if isinstance(value, Case):
                found[command if name == "CASE" else f"{command} {name.lower()}"] = value
    return found
