"""The commands: `python -m offline preview STACK` and `python -m offline policies [RULE]`."""

import argparse
import contextlib
import dataclasses
import errno
import gc
import io
import math
import os
import sys
import textwrap
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TextIO

from offline import output
from offline.errors import Exit, PreviewError, refusal
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
    command.add_argument(
        "--show",
        metavar="NAME",
        help="show the resources of one component, such as database, or the properties of one resource, such as database-instance",
    )
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
    pack = _folder(options.cwd) / options.policy_pack
    nothing = Project(name="none", stack="none", program=pack, config={}, secret_keys=())
    with _start(pack, nothing, Mode.PLANNED, options.policy_pack_timeout) as process:
        from offline.judging import rules  # noqa: PLC0415 - imports the SDK, while the pack's process imports its own

        known = rules.ask(process)
    lines = rules.listing(known) if options.rule is None else rules.explanation(known, options.rule)
    output.show("\n".join(lines) + "\n", sys.stdout)
    return Exit.OK


def _preview(options: argparse.Namespace) -> int:
    directory = _folder(options.cwd)
    if options.json:
        output.check_place(options.json)
    if options.format != "text" and (options.full or options.show is not None):
        option = "--full" if options.full else "--show"
        fix = f"leave out {option}, or --format"
        raise refusal(option, found=f"--format {options.format}, which always has everything", allowed="--format text", fix=fix)
    config = configuration.read(options.policy_pack_config) if options.policy_pack_config else {}
    if options.all:
        return _preview_all(directory, options)
    if options.stack is None:
        raise PreviewError(f"no stack is named; name one of {', '.join(stacks_of(directory)) or 'none'}, or ask for --all")
    project = load(directory, options.stack)
    modes = list(Mode) if options.mode == "both" else [Mode(options.mode)]
    asked = [] if options.policy_pack == "none" else modes
    started = time.perf_counter()
    with contextlib.ExitStack() as running, output.Progress() as progress:
        packs = {
            mode: running.enter_context(_start(directory / options.policy_pack, project, mode, options.policy_pack_timeout))
            for mode in asked
        }
        progress("loading the SDK")
        lazy_sdk.install()
        from offline import preview, siblings  # noqa: PLC0415 - imports the SDK, while the packs' processes import their own

        for warning in siblings.check(directory, project):
            output.complain(warning, "warning")

        parameters = {} if options.day_one else recorded_images(project.config)
        request = preview.Preview(project=project, modes=modes, packs=packs, pack_config=config, parameters=parameters)
        summary = request.run(started=started, progress=progress)
    stream: TextIO = sys.stderr if options.json == Path("-") else sys.stdout
    output.show(preview.report(summary, options.format, stream, full=options.full, name=options.show), stream)
    if options.json:
        output.write(options.json, preview.state(summary))
    return Exit.OK if summary.verdict.passed else Exit.POLICY


def _preview_all(directory: Path, options: argparse.Namespace) -> int:
    """A line for each stack, the report of each that does not pass, and the worst status of them."""
    refused = {"a stack": options.stack, "--json": options.json, "--show": options.show}
    refused["--format"] = None if options.format == "text" else options.format
    for option, given in refused.items():
        if given is not None:
            raise PreviewError(f"--all is for every stack at once; leave out {option}, or leave out --all")
    passed_on = ["--mode", options.mode, "--policy-pack", options.policy_pack]
    passed_on += ["--policy-pack-timeout", str(options.policy_pack_timeout)]
    passed_on += ["--day-one"] if options.day_one else []
    passed_on += ["--full"] if options.full else []
    passed_on += ["--policy-pack-config", str(options.policy_pack_config.resolve())] if options.policy_pack_config else []
    stacks = list(stacks_of(directory))
    width = max(map(len, stacks), default=0)
    worst = 0
    for outcome in previews(directory, stacks, passed_on):
        worst = max(worst, outcome.status)
        output.show(f"{outcome.stack:<{width}}  {outcome.last_line}\n", sys.stdout)
        if outcome.status:
            output.show(textwrap.indent(outcome.printed, "    "), sys.stdout)
    return worst


def _folder(path: Path) -> Path:
    """The folder, from the root; where the working directory is gone, it takes its place."""
    try:
        folder = path.resolve(strict=True)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except (OSError, RuntimeError, ValueError) as error:
        found = f"no folder that can be used ({output.reason(error)})"
        raise refusal(f"-C {str(path)!r}", found=found, allowed="the project's folder", fix="name it with -C") from None
    try:
        Path.cwd()
    except FileNotFoundError:
        os.chdir(folder)
    return folder


def _start(pack: Path, project: Project, mode: Mode, patience: float) -> PackProcess:
    """A pack, which is told no secret of the stack file: its environment can be read by others."""
    try:
        return PackProcess(pack, dataclasses.replace(project, config=project.public_config), mode, patience=patience)
    except (OSError, ValueError) as error:
        found, fix = f"cannot be started ({output.reason(error)})", "name another with --policy-pack, or none"
        raise refusal(repr(str(pack)), found=found, allowed="a policy pack", fix=fix) from None
