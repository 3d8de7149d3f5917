"""`python -m offline COMMAND`: what every command shares with the shell, from options to exit status."""

import argparse
import gc
import io
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from naming.command_line import Parser
from offline import output
from offline.commands import costs, diff, explain, policies, preview
from offline.commands.shared import STATUSES
from offline.errors import Exit, PreviewError, refusal

_COMMANDS: Final = (preview, diff, costs, explain, policies)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    if not output.streams_are_open():
        fix = "send it to /dev/null to have only the exit status"
        output.complain(str(refusal("standard output", found="it is closed", allowed="a terminal, a file or a pipe", fix=fix)))
        return Exit.INPUT
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a character the terminal lacks must not end the report
    gc.disable()  # a short process that keeps nearly all it allocates: collecting would cost a fifth of the time
    try:
        options = _parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except SystemExit as stop:  # the parser has said what is wrong with the options, or has helped
        return int(stop.code or Exit.OK)
    except PreviewError as error:
        output.complain(str(error))
        return error.status
    except Exception as error:  # noqa: BLE001 - a traceback's exit status would say that a policy forbids the deployment
        where = traceback.extract_tb(error.__traceback__)[-1]
        # Not the error's text: it may quote a secret that nothing here knows.
        kind = type(error).__name__
        output.complain(f"the preview itself failed, please report it: {kind} in {where.filename}, line {where.lineno}")
        return Exit.PROGRAM


def _parser() -> Parser:
    parser = Parser(
        prog="python -m offline",
        description="What a stack declares, changes and costs, and who reaches what, without AWS.",
        epilog=STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add(commands)
    for subparser in commands.choices.values():
        subparser.add_argument("-C", "--cwd", metavar="DIR", type=Path, default=Path(), help="the project's folder (default: here)")
    return parser
