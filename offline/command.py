"""The commands: `python -m offline preview STACK` and `python -m offline policies [RULE]`."""

import argparse
import contextlib
import gc
import io
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TextIO

from offline.errors import Exit, PreviewError
from offline.judging import configuration
from offline.judging.pack_process import PackProcess
from offline.pipelines import recorded_images
from offline.project import Project, load
from offline.simulation import lazy_sdk
from offline.simulation.mode import Mode

_STATUSES: Final = """\
exit status: 0 nothing forbids the deployment; 1 a policy does; 2 the input is wrong (stack, YAML, settings, options);
3 the program or the policy pack failed"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a character the terminal lacks must not end the report
    gc.disable()  # a short process that keeps nearly all it allocates: collecting would cost a fifth of the time
    signal.signal(signal.SIGTERM, _terminate)  # so that the pack's processes end too
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except PreviewError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.status
    except KeyboardInterrupt as interrupt:
        return 128 + (signal.SIGTERM if isinstance(interrupt, _Terminated) else signal.SIGINT)


class _Terminated(KeyboardInterrupt):
    """The process was sent SIGTERM, which is handled like a Ctrl-C."""


def _terminate(*_: object) -> None:
    raise _Terminated


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
    command.add_argument("stack", metavar="STACK", help="the stack, as in Pulumi.STACK.yaml")
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
    command.add_argument(
        "--full",
        action="store_true",
        help="show everything (text only): every resource, every check that planned mode left undecided",
    )
    command.add_argument(
        "--show",
        metavar="NAME",
        action="append",
        default=[],
        help="show everything in the component of this name, such as database, and no overview (text only); may be repeated",
    )
    command.add_argument("-C", "--cwd", metavar="DIR", type=Path, default=Path(), help="the project's folder (default: here)")
    command.set_defaults(run=_preview)
    command = commands.add_parser("policies", help="list the rules of the policy pack, or explain one")
    command.add_argument("rule", metavar="RULE", nargs="?", help="the rule to explain; all are listed without it")
    command.add_argument("--policy-pack", metavar="DIR", default="policy", help="the policy pack (default: policy)")
    command.add_argument("-C", "--cwd", metavar="DIR", type=Path, default=Path(), help="the project's folder (default: here)")
    command.set_defaults(run=_policies)
    return parser


def _policies(options: argparse.Namespace) -> int:
    pack = options.cwd.resolve() / options.policy_pack
    with PackProcess(pack, Project(name="none", stack="none", program=pack, config={}, secret_keys=()), Mode.PLANNED) as process:
        from offline.judging import rules  # noqa: PLC0415 - imports the SDK, while the pack's process imports its own

        known = rules.ask(process.port())
    lines = rules.listing(known) if options.rule is None else rules.explanation(known, options.rule)
    _print("\n".join(lines) + "\n", sys.stdout)
    return Exit.OK


def _preview(options: argparse.Namespace) -> int:
    directory = options.cwd.resolve()
    project = load(directory, options.stack)
    config = configuration.read(options.policy_pack_config) if options.policy_pack_config else {}
    modes = list(Mode) if options.mode == "both" else [Mode(options.mode)]
    asked = [] if options.policy_pack == "none" else modes
    started = time.perf_counter()
    with contextlib.ExitStack() as running, _Progress() as progress:
        packs = {mode: running.enter_context(PackProcess(directory / options.policy_pack, project, mode)) for mode in asked}
        progress("loading the SDK")
        lazy_sdk.install()
        from offline import preview  # noqa: PLC0415 - imports the SDK, while the packs' processes import their own

        parameters = {} if options.day_one else recorded_images(project.config)
        request = preview.Preview(project=project, modes=modes, packs=packs, pack_config=config, parameters=parameters)
        summary = request.run(started=started, progress=progress)
    stream: TextIO = sys.stderr if options.json == Path("-") else sys.stdout
    _print(preview.report(summary, options.format, stream, full=options.full, show=options.show), stream)
    if options.json:
        _write(options.json, preview.state(summary))
    return Exit.OK if summary.verdict.passed else Exit.POLICY


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
    try:
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
