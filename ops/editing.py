"""Changes settings in a stack file: shown first, refused where the program would refuse them, written in one piece."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ops.ending import refusal
from ops.readers.stack_file import parse_stack_file
from ops.readers.stack_text import NotEditableError, edited
from ops.run import Run
from stack.configuration import NAMESPACE


@dataclass(frozen=True)
class Edit:
    """A stack file before and after; nothing is written until `write`."""

    file: Path
    before: str
    after: str

    @property
    def difference(self) -> str:
        """The lines that change, as `diff` shows them."""
        lines = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), lineterm="", n=0)
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))

    @property
    def undo(self) -> str:
        """The command that takes it back, as long as nothing is committed."""
        return f"git checkout -- {self.file.name}"

    def write(self, run: Run) -> None:
        """Write the file; in a dry run say so."""
        if run.dry_run:
            run.screen.show(f"would write {self.file.name}")
        else:
            _replace(self.file, self.after)

    def take_back(self) -> None:
        """Write what was there before, unless somebody has changed it meanwhile."""
        if self.file.read_text(encoding="utf-8") == self.after:
            _replace(self.file, self.before)


def plan_edit(run: Run, changes: Mapping[tuple[str, ...], str]) -> Edit:
    """Return the stack file with settings changed.

    Args:
        run: of the stack.
        changes: keys below `platform:` -> the value, as YAML on one line.

    Raises:
        OpsError: it cannot be edited in place, or settings would not accept it.
    """
    file = run.folder / f"Pulumi.{run.file.stack}.yaml"
    before = after = file.read_text(encoding="utf-8")
    for path, value in changes.items():
        try:
            after = edited(after, ["config", f"{NAMESPACE}:{path[0]}", *path[1:]], value)
        except NotEditableError:
            name = f"{NAMESPACE}:{'.'.join(path)}"
            raise refusal(
                f"{file.name}: {name}",
                found="a layout that cannot be edited in place",
                allowed="a value on one line, or a block whose last line is one",
                fix=f"write {name}: {value} by hand",
            ) from None
    parse_stack_file(after, run.file.stack)
    return Edit(file, before, after)


def _replace(file: Path, text: str) -> None:
    """All or nothing."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, encoding="utf-8")
    new.chmod(file.stat().st_mode)
    os.replace(new, file)  # noqa: PTH105 - in one step
