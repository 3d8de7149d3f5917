"""The commands: `python -m offline preview STACK` and `python -m offline policies [RULE]`."""

import argparse
import contextlib
import gc
import io
import math
import os
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TextIO

from offline import ending
from offline.errors import Exit, PreviewError
from offline.every import previews
from offline.judging import configuration
from offline.judging.pack_process import PATIENCE, PackProcess
from offline.pipelines import recorded_images
from offline.project import Project, load, stacks_of
from offline.simulation import lazy_sdk
from offline.simulation.mode import Mode

_STATUSES: Final = """\
exit status: 0 nothing forbids the deployment; 1 a policy does; 2 the input is wrong (stack, YAML, settings, options);
3 the program or the policy pack failed, or the pack did not answer; 128 + N the run was ended by signal N"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a character the terminal lacks must not end the report
    gc.disable()  # a short process that keeps nearly all it allocates: collecting would cost a fifth of the time
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except PreviewError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m offline", description=__doc__, epilog=_STATUSES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "preview",
        help="run the program without AWS and judge what it declares",
        description="Run the program without AWS, show what it declares, and have the policy pack judge it.",
        epilog=_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("stack", metavar="STACK", nargs="?", help="the stack, as in Pulumi.STACK.yaml")
    command.add_argument(
        "--all", action="store_true", help="every stack of the project, two at a time, a line for each that passes"
    )
    command.add_argument(
        "--mode",
        choices=[*Mode, "both"],
        default="both",
        help="planned: what only AWS decides is unknown, as in `pulumi preview`; applied: all is known, as after `pulumi up`; "
        "both (default): planned for what runs, applied for the verdicts planned cannot reach",
    )
    command.add_argument(
        "--json", metavar="FILE", type=Path, help="write the state as `pulumi stack export` would; - for standard output"
    )
    command.add_argument("--day-one", action="store_true", help="before the first deployment: no image has been pushed")
    command.add_argument("--policy-pack", metavar="DIR", default="policy", help="the policy pack, or none (default: policy)")
    command.add_argument(
        "--policy-pack-config", metavar="FILE", type=Path, help="JSON configuration of the pack, as for `pulumi preview`"
    )
    command.add_argument(
        "--format",
        choices=["text", "junit", "markdown"],
        default="text",
        help="text: for people (default); junit: test results for a CI server; markdown: for a pull request",
    )
    command.add_argument("--full", action="store_true", help="show every resource, and every rule that planned mode cannot decide")
    command.add_argument("--show", metavar="NAME", help="show one component or resource in full, such as database")
    command.set_defaults(run=_preview)
    command = commands.add_parser("policies", help="list the rules of the policy pack, or explain one")
    command.add_argument("rule", metavar="RULE", nargs="?", help="the rule to explain; all are listed without it")
    command.add_argument("--policy-pack", metavar="DIR", default="policy", help="the policy pack (default: policy)")
    command.set_defaults(run=_policies)
    for command in commands.choices.values():
        command.add_argument(
            "--policy-pack-timeout",
            metavar="SECONDS",
            type=_seconds,
            default=PATIENCE,
            help=f"how long the pack may take to start, and for each answer (default: {PATIENCE:g})",
        )
        command.add_argument("-C", "--cwd", metavar="DIR", type=Path, default=Path(), help="the project's folder (default: here)")
    return parser


def _seconds(text: str) -> float:
    with contextlib.suppress(ValueError):
        if math.isfinite(seconds := float(text)) and seconds > 0:
            return seconds
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")


def _policies(options: argparse.Namespace) -> int:
    pack = options.cwd.resolve() / options.policy_pack
    nothing = Project(name="none", stack="none", program=pack, config={}, secret_keys=())
    with PackProcess(pack, nothing, Mode.PLANNED, patience=options.policy_pack_timeout) as process:
        from offline.judging import rules  # noqa: PLC0415 - imports the SDK, while the pack's process imports its own

        known = rules.ask(process)
    lines = rules.listing(known) if options.rule is None else rules.explanation(known, options.rule)
    _print("\n".join(lines) + "\n", sys.stdout)
    return Exit.OK


def _preview(options: argparse.Namespace) -> int:
    directory = options.cwd.resolve()
    if options.all:
        return _preview_all(directory, options)
    if options.stack is None:
        raise PreviewError(f"no stack is named; name one of {', '.join(stacks_of(directory)) or 'none'}, or ask for --all")
    project = load(directory, options.stack)
    config = configuration.read(options.policy_pack_config) if options.policy_pack_config else {}
    modes = list(Mode) if options.mode == "both" else [Mode(options.mode)]
    asked = [] if options.policy_pack == "none" else modes
    started = time.perf_counter()
    with contextlib.ExitStack() as running, _Progress() as progress:
        packs = {
            mode: running.enter_context(
                PackProcess(directory / options.policy_pack, project, mode, patience=options.policy_pack_timeout)
            )
            for mode in asked
        }
        progress("loading the SDK")
        lazy_sdk.install()
        from offline import preview, siblings  # noqa: PLC0415 - imports the SDK, while the packs' processes import their own

        for warning in siblings.check(directory, project):
            sys.stderr.write(f"warning: {warning}\n")

        parameters = {} if options.day_one else recorded_images(project.config)
        request = preview.Preview(project=project, modes=modes, packs=packs, pack_config=config, parameters=parameters)
        summary = request.run(started=started, progress=progress)
    stream: TextIO = sys.stderr if options.json == Path("-") else sys.stdout
    _print(preview.report(summary, options.format, stream, full=options.full, name=options.show), stream)
    if options.json:
        _write(options.json, preview.state(summary))
    return Exit.OK if summary.verdict.passed else Exit.POLICY


def _preview_all(directory: Path, options: argparse.Namespace) -> int:
    """A line for each stack, the report of each that does not pass, and the worst status of them."""
    for given, option in ((options.stack, "a stack"), (options.json, "--json"), (options.show, "--show")):
        if given:
            raise PreviewError(f"--all is for every stack at once; leave out {option}, or leave out --all")
    passed_on = ["--mode", options.mode, "--policy-pack", options.policy_pack]
    passed_on += ["--day-one"] if options.day_one else []
    passed_on += ["--policy-pack-config", str(options.policy_pack_config.resolve())] if options.policy_pack_config else []
    stacks = list(stacks_of(directory))
    width = max(map(len, stacks), default=0)
    worst = 0
    for outcome in previews(directory, stacks, passed_on):
        worst = max(worst, outcome.status)
        _print(f"{outcome.stack:<{width}}  {outcome.last_line}\n", sys.stdout)
        if outcome.status:
            _print(textwrap.indent(outcome.printed, "    "), sys.stdout)
    return worst


def _print(text: str, stream: TextIO) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:  # the reader has closed the pipe; the verdict is in the exit status
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _write(file: Path, text: str) -> None:
    if file == Path("-"):
        _print(text, sys.stdout)
        return
    ordinary = file.is_file() or not file.exists()  # another kind, such as a pipe, may make the writer wait
    try:
        with ending.held() if ordinary else contextlib.nullcontext():  # a file is written whole or not at all
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PreviewError(f"{file}: cannot be written: {error.strerror}") from None


class _Progress(contextlib.AbstractContextManager["_Progress"]):
    """One line on a terminal's standard error that says what is going on, gone when it is over."""

    def __call__(self, text: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{text} ...")
            sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
