"""The table of commands in docs/operations.md, from the commands themselves. `python -m ops.reference` writes it anew."""

from pathlib import Path
from typing import Final

from ops.command import found
from ops.words import PROGRAM

PAGE: Final = Path("docs") / "operations.md"
_BEGIN, _END = "<!-- commands: python -m ops.reference -->\n", "<!-- end of commands -->\n"


def table() -> str:
    """Return the table, as Markdown."""
    lines = ["| command | what it does | example | waits |", "| --- | --- | --- | --- |"]
    for name, command in found().items():
        waits = "" if command.minutes is None else f"{command.minutes:g} min"
        lines.append(f"| `{name}` | {command.summary} | `{PROGRAM} {command.example}` | {waits} |")
    return "\n".join(lines) + "\n"


def written(page: str) -> str:
    """Return the page with the table as it should be."""
    before, _, rest = page.partition(_BEGIN)
    return before + _BEGIN + table() + _END + rest.partition(_END)[2]


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
