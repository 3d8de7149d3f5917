"""`preview STACK`: run the program without AWS, show what it declares, and have the policy pack judge it."""

import argparse
import contextlib
import sys
import textwrap
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from offline import output
from offline.commands.shared import STATUSES, add_patience, folder_of, start
from offline.errors import Exit, PreviewError, refusal
from offline.every import previews
from offline.judging import configuration
from offline.pipelines import recorded_images
from offline.project import load, stacks_of
from offline.reporting.failed import failed
from offline.simulation import lazy_sdk
from offline.simulation.mode import Mode


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser(
        "preview",
        help="run the program without AWS and judge what it declares",
        description="Run the program without AWS, show what it declares, and have the policy pack judge it.",
        epilog=STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("stack", metavar="STACK", nargs="?", help="the stack, as in Pulumi.STACK.yaml")
    command.add_argument(
        "--all", action="store_true", help="every stack of the project, two at a time, a line for each that passes"
    )
    command.add_argument(
        "--mode",
        choices=[*(mode.value for mode in Mode), "both"],
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
        choices=["text", "junit", "markdown", "sarif", "html", "json"],
        default="text",
        help="text: for people (default); junit: test results for a CI server; markdown: for a pull request; sarif: for code "
        "scanning; html: one page with everything; json: what --against finds, alone. junit, markdown, sarif and html also say why "
        "there is no preview, where there is none",
    )
    command.add_argument(
        "--against",
        metavar="REV",
        help="also say what changes from a git revision, such as main: its tree is previewed by its own code and compared",
    )
    command.add_argument("--full", action="store_true", help="show every resource, and every rule that planned mode cannot decide")
    command.add_argument(
        "--show",
        metavar="NAME",
        help="show the resources of one component, such as database, or the properties of one resource, such as database-instance",
    )
    add_patience(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Preview one stack, or all."""
    directory = folder_of(options.cwd)
    if options.json:
        output.check_place(options.json)
    if options.format != "text" and (options.full or options.show is not None):
        option = "--full" if options.full else "--show"
        fix = f"leave out {option}, or --format"
        raise refusal(option, found=f"--format {options.format}, which always has everything", allowed="--format text", fix=fix)
    if options.all:
        _configuration(options)  # what is wrong with it is told once, not for every stack
        return _preview_all(directory, options)
    if options.stack is None:
        raise PreviewError(f"no stack is named; name one of {', '.join(stacks_of(directory)) or 'none'}, or ask for --all")
    _check_against(options)
    stream: TextIO = sys.stderr if options.json == Path("-") else sys.stdout
    try:
        return _preview(directory, options, stream)
    except PreviewError as error:  # what a CI server reads says why there is nothing else to read
        if options.format not in ("text", "json"):
            output.show(failed(options.stack, str(error), options.format, directory), stream)
        raise


def _configuration(options: argparse.Namespace) -> Mapping[str, Any]:
    return configuration.read(options.policy_pack_config) if options.policy_pack_config else {}


def _preview(directory: Path, options: argparse.Namespace, stream: TextIO) -> int:
    config = _configuration(options)
    project = load(directory, options.stack)
    modes = list(Mode) if options.mode == "both" else [Mode(options.mode)]
    started = time.perf_counter()
    with contextlib.ExitStack() as running, output.Progress() as progress:
        pack = None
        if options.policy_pack != "none":
            started_pack = start(directory / options.policy_pack, project, *modes, patience=options.policy_pack_timeout)
            pack = running.enter_context(started_pack)
        progress("loading the SDK")
        lazy_sdk.install()
        from offline import comparing, preview, siblings  # noqa: PLC0415 - imports the SDK, while the pack's processes import their own

        for warning in siblings.check(directory, project):
            output.complain(warning, "warning")

        before = None
        if options.against is not None:  # first: a revision that is none is told at once
            progress(f"previewing {project.stack} as {options.against} has it")
            before = comparing.revision(directory, options.against, project)
        parameters = {} if options.day_one else recorded_images(project.config)
        request = preview.Preview(
            project=project,
            modes=modes,
            pack=pack,
            pack_config=config,
            parameters=parameters,
            positions=options.format == "sarif",
        )
        summary = request.run(started=started, progress=progress)
        now = comparing.Side(f"{project.stack} now", summary.applied, project.public_config)
        found = None if before is None else comparing.compare(before, now)
    parts = [] if found is None else [comparing.report(found, options.format)]
    parts += (
        [] if options.format == "json" else [preview.report(summary, options.format, stream, full=options.full, name=options.show)]
    )
    if found is not None and found.losses and options.format == "text":  # a log is read from its end
        parts += [f"DATA IS AT STAKE, see the beginning (exit status {int(Exit.LOSS)}).\n"]
    output.show("\n".join(parts), stream)
    if options.json:
        output.write(options.json, preview.state(summary))
    if not summary.verdict.passed:
        return Exit.POLICY
    return Exit.LOSS if found is not None and found.losses else Exit.OK


def _check_against(options: argparse.Namespace) -> None:
    """A difference is about values that are known, and no test result; in JSON it is all there is."""
    if options.against is None:
        if options.format == "json":
            fix = "name a revision with --against, or write the state with --json FILE"
            raise refusal("--format json", found="no --against", allowed="text, junit, markdown, sarif or html", fix=fix)
        return
    if options.format not in ("text", "markdown", "json"):
        raise refusal(
            "--against", found=f"--format {options.format}", allowed="text, markdown or json", fix="leave out one of the two"
        )
    if options.mode == Mode.PLANNED:
        raise refusal("--against", found="--mode planned", allowed="applied or both", fix="leave out one of the two")
    if options.day_one:
        raise refusal("--against", found="--day-one", allowed="a stack that runs", fix="leave out one of the two")


def _preview_all(directory: Path, options: argparse.Namespace) -> int:
    """A line for each stack, the report of each that does not pass, and the worst status of them."""
    refused = {"a stack": options.stack, "--json": options.json, "--show": options.show, "--against": options.against}
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
