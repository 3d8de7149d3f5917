"""Command lines: who mistypes a command or an option is told which one is nearest."""

import argparse
import difflib
import re
from collections.abc import Iterator
from typing import Final, NoReturn

# What argparse says of a word that it does not know.
_UNKNOWN: Final = re.compile(r"invalid choice: '(?P<choice>[^']*)'|unrecognized arguments: .*?(?P<option>--[^\s=]+)")


class Parser(argparse.ArgumentParser):
    """Argparse's, which names the nearest word; its commands' parsers do as well."""

    def error(self, message: str) -> NoReturn:
        """End the process with status 2, as argparse does."""
        super().error(f"{message}{self._meant(message)}")

    def _meant(self, message: str) -> str:
        unknown = _UNKNOWN.search(message)
        if unknown is None:
            return ""
        options = unknown["option"] is not None
        known = {word for word in self.words() if word.startswith("-") == options}
        near = difflib.get_close_matches(unknown["option"] or unknown["choice"], sorted(known), n=1)
        return f"; did you mean {near[0]}?" if near else ""

    def words(self) -> Iterator[str]:
        """Every option and every value of a closed list, of its commands too."""
        for action in self._actions:
            yield from action.option_strings
            yield from map(str, action.choices or ())
            if isinstance(action.choices, dict):
                for command in action.choices.values():
                    yield from command.words()
