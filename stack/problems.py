"""What a wrong stack file is told: where, what was found, what is allowed, and how to mend it."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pulumi

_TOLD, _LONGEST = 20, 600


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong with a stack file."""

    path: str
    """Where: as the stack file spells it (`platform:services.api.memory`), or relative to the block that says so (`memory`)."""
    found: str
    allowed: str
    fix: str

    def __str__(self) -> str:
        path, found, allowed, fix = map(_one_line, (self.path, self.found, self.allowed, self.fix))
        return f"{path}\n    found:   {found}\n    allowed: {allowed}\n    fix:     {fix}"


def _one_line(text: str) -> str:
    """The text as a terminal can show it, however a stack file wrote it: no control characters, and not for pages."""
    shown = "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]} ..."


class SettingsError(pulumi.RunError):
    """The stack file cannot be used. Pulumi prints the message without a traceback; nothing has been declared."""

    def __init__(self, stack: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        listing = "\n".join(f"  {problem}" for problem in self.problems[:_TOLD])
        rest = len(self.problems) - _TOLD
        more = f"\n  and {rest} more: mend these first" if rest > 0 else ""
        super().__init__(f"{count} in Pulumi.{stack}.yaml:\n{listing}{more}")


def meant_names(unknown: Iterable[str], missing: Collection[str]) -> Mapping[str, str]:
    """Return, for each unknown name that is spelt like a missing one, the missing one: both are one mistake."""
    found: dict[str, str] = {}
    for name in sorted(unknown):
        if close := difflib.get_close_matches(name, sorted(set(missing) - set(found.values())), n=1):
            found[name] = close[0]
    return found
