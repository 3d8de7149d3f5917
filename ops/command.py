"""`python -m ops COMMAND`: what every command shares with the shell, from options to exit status."""

import argparse
import contextlib
import importlib
import keyword
import pkgutil
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

from naming.command_line import Parser
from ops import commands
from ops.clock import Clock, SystemClock, TerminatedError, terminable
from ops.ending import STATUSES, Exit, OpsError, refusal
from ops.run import Run
from ops.screen import Screen
from ops.unfinished import Unfinished
from ops.verb import Command
from ops.words import PROGRAM


def main(arguments: Sequence[str] | None = None, *, clock: Clock | None = None) -> int:
    """Run the command and return its exit status.

    Args:
        arguments: in place of the process's.
        clock: in place of the computer's.
    """
    screen, unfinished = Screen(), Unfinished()
    try:
        with terminable():
            options = parser(arguments).parse_args(arguments)
            command: Command = options.command
            options.stack = _stack_of(options, command)
            command.run(Run(options, clock=clock or SystemClock(), screen=screen, unfinished=unfinished))
    except SystemExit as stop:  # the parser has said what is wrong with the options, or has helped
        return int(stop.code or Exit.DONE)
    except OpsError as error:
        return _ended(str(error), error.status, screen, unfinished)
    except KeyboardInterrupt as stop:
        how, status = ("SIGTERM", Exit.TERMINATED) if isinstance(stop, TerminatedError) else ("Ctrl-C", Exit.INTERRUPTED)
        return _ended(f"ended by {how}", status, screen, unfinished)
    except BrokenPipeError:
        return _ended("ended: whoever read standard output has gone", Exit.FAILED, screen, unfinished)
    except Exception as error:  # noqa: BLE001 - a traceback says nothing of what is half done
        where = traceback.extract_tb(error.__traceback__)[-1]
        # Not the error's text: it may quote a secret that nothing here knows.
        text = f"the command itself failed, please report it: {type(error).__name__} in {where.filename}, line {where.lineno}"
        return _ended(text, Exit.FAILED, screen, unfinished)
    return Exit.DONE


def _stack_of(options: argparse.Namespace, command: Command) -> str:
    """The stack, whichever way it was named."""
    stack: str | None = options.stack or getattr(options, "named", None)
    if stack is None:
        fix = f"add it, as in: {PROGRAM} {command.example}"
        raise refusal(command.stack_flags[0], found="nothing", allowed="the name of a stack", fix=fix)
    return stack


def _ended(text: str, status: int, screen: Screen, unfinished: Unfinished) -> int:
    with contextlib.suppress(BrokenPipeError):  # nobody is there to be told
        screen.complain(text)
        for step in unfinished.steps:
            screen.note(f"unfinished: {step}")
    return status


def names() -> list[str]:
    """Return the commands there are, from the files of `ops/commands/`."""
    # `import_`: Python keeps `import` for itself.
    return [module.name.rstrip("_").replace("_", "-") for module in pkgutil.iter_modules(commands.__path__)]


def found() -> Mapping[str, Command]:
    """Return every command by its name."""
    return {name: _command(name) for name in names()}


def _command(name: str) -> Command:
    module = f"{name}_" if keyword.iskeyword(name) else name.replace("-", "_")
    command: Command = importlib.import_module(f"ops.commands.{module}").COMMAND
    return command


def parser(arguments: Sequence[str] | None = None) -> Parser:
    """Return the parser. Only the command that is asked for is imported; for help, all of them.

    Args:
        arguments: what is to be parsed; None for the process's.
    """
    asked = (sys.argv[1:] if arguments is None else list(arguments))[:1]
    known = {asked[0]: _command(asked[0])} if asked and asked[0] in names() else found()
    top = Parser(
        prog=PROGRAM,
        description="What people and pipelines do with a stack that stands.",
        epilog=STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = top.add_subparsers(required=True, metavar="COMMAND")
    for name, command in known.items():
        verb = verbs.add_parser(
            name,
            help=command.summary,
            description=command.summary,
            epilog=f"example: {PROGRAM} {command.example}\n\n{STATUSES}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.arguments(verb)
        _add_common(verb, command)
        verb.set_defaults(command=command)
    return top


def _add_common(verb: argparse.ArgumentParser, command: Command) -> None:
    flags = [flag for flag in command.stack_flags if flag.startswith("-")]
    which = "the stack, as in Pulumi.STACK.yaml"
    if len(flags) < len(command.stack_flags):
        verb.add_argument("named", metavar="STACK", nargs="?", help=which)
    verb.add_argument(*flags, dest="stack", metavar="STACK", help=which)
    verb.add_argument("--outputs", metavar="FILE", type=Path, help="the stack's outputs as JSON (default: asked of the Pulumi CLI)")
    verb.add_argument("--region", metavar="REGION", help="in place of the stack file's aws:region")
    verb.add_argument("--dry-run", action="store_true", help="say what would be called, and change nothing")
    verb.add_argument("--yes", action="store_true", help="confirm what a protected stack asks about")
    verb.add_argument("-C", "--cwd", metavar="DIR", type=Path, default=Path(), help="the project's folder (default: here)")
    if command.minutes is not None:
        verb.add_argument(
            "--minutes",
            metavar="N",
            type=_minutes,
            default=command.minutes,
            help=f"how long to wait before giving up (default: {command.minutes:g})",
        )


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= 24 * 60:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes between 0 and 1440")
    return minutes
