"""`diff A B`: what differs between two stacks of the project, or two files written by `preview --json`."""

import argparse
import sys
from pathlib import Path
from typing import Final

from offline import output
from offline.commands.shared import STATUSES, folder_of
from offline.errors import Exit, PreviewError
from offline.project import load, stacks_of
from offline.simulation import lazy_sdk

FORMATS: Final = ("text", "json", "markdown")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser(
        "diff",
        help="compare two stacks, or two files written by preview --json",
        description="Compare two stacks of the project, or two files written by `preview --json`. Two files of one stack are\n"
        "before and after; two stacks are shown side by side.",
        epilog=STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("before", metavar="A", help="a stack, as in Pulumi.STACK.yaml, or a JSON file")
    command.add_argument("after", metavar="B", help="likewise")
    command.add_argument(
        "--format", choices=FORMATS, default="text", help="text: for people (default); json; markdown: for a pull request"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare."""
    directory = folder_of(options.cwd)
    stacks = tuple(stacks_of(directory))
    for name in (options.before, options.after):
        if name not in stacks and not _is_file(name):
            shown = name if len(name) <= 100 else f"{name[:100]}..."  # noqa: PLR2004 - a screen's line
            raise PreviewError(f"{shown!r} is neither a stack nor a file; stacks of this project: {', '.join(stacks) or 'none'}")
    with output.Progress() as progress:
        progress("loading the SDK")
        lazy_sdk.install()
        from offline import comparing  # noqa: PLC0415 - imports the SDK

        sides = []
        for name in (options.before, options.after):
            progress(f"reading {name}")
            sides.append(comparing.stack(load(directory, name)) if name in stacks else comparing.file(Path(name)))
        found = comparing.compare(*sides)
    output.show(comparing.report(found, options.format), sys.stdout)
    return Exit.LOSS if found.losses else Exit.OK


def _is_file(name: str) -> bool:
    try:
        return name.endswith(".json") or Path(name).is_file()
    except (OSError, ValueError):
        return False
