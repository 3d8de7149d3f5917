"""`costs STACK`: what a stack costs a month, by component, and how each figure comes about."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from offline import output
from offline.commands.shared import folder_of
from offline.errors import Exit, PreviewError
from offline.project import load, stacks_of
from offline.simulation import lazy_sdk

if TYPE_CHECKING:
    from offline.cost.estimate import Estimate


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser(
        "costs",
        help="estimate what a stack costs a month",
        description="Estimate what a stack costs a month, from list prices, what it declares and what its platform:usage states.",
        epilog="exit status: 0 whatever the stack costs; 2 the input is wrong; 3 the program failed",
    )
    command.add_argument("stack", metavar="STACK", nargs="?", help="the stack, as in Pulumi.STACK.yaml")
    command.add_argument("--all", action="store_true", help="every stack of the project")
    command.add_argument("--explain", metavar="NAME", help="show how the figures of one component or resource come about")
    command.add_argument(
        "--format",
        choices=["text", "json", "markdown"],
        default="text",
        help="text: for people (default); json: for programs; markdown: for a page or a pull request",
    )
    command.add_argument("--beside", metavar="FILE", type=Path, help="YAML of other estimates that markdown sets beside these")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Estimate one stack, or all."""
    directory = folder_of(options.cwd)
    stacks = _stacks(directory, options)
    if options.explain is not None and (options.all or options.format != "text"):
        other = "--all" if options.all else "--format"
        raise PreviewError(f"--explain is of one stack, as text; leave out {other}, or leave out --explain")
    if options.beside and options.format != "markdown":
        raise PreviewError("--beside is for --format markdown; add it, or leave out --beside")
    estimates = list(_estimates(directory, stacks))
    output.show(_shown(estimates, options), sys.stdout)
    return Exit.OK


def _stacks(directory: Path, options: argparse.Namespace) -> Sequence[str]:
    names = list(stacks_of(directory))
    if options.all:
        if options.stack is not None:
            raise PreviewError("--all is for every stack at once; leave out the stack, or leave out --all")
        return names
    if options.stack is None:
        raise PreviewError(f"no stack is named; name one of {', '.join(names) or 'none'}, or ask for --all")
    return [options.stack]


def _estimates(directory: Path, stacks: Sequence[str]) -> "Iterator[Estimate]":
    projects = [load(directory, stack) for stack in stacks]
    with output.Progress() as progress:
        progress("loading the SDK")
        lazy_sdk.install()
        from offline import running  # noqa: PLC0415 - imports the SDK
        from offline.cost.estimate import estimate  # noqa: PLC0415 - imports the SDK

        for project in projects:
            progress(f"running the program for {project.stack}")
            yield estimate(running.declared(project), project.public_config)


def _shown(estimates: "Sequence[Estimate]", options: argparse.Namespace) -> str:
    from offline.cost import data, page, text  # noqa: PLC0415 - imports the SDK

    if options.format == "json":
        found = [data.data(one) for one in estimates]
        return json.dumps(found if options.all else found[0], indent=2, ensure_ascii=False) + "\n"
    if options.format == "markdown":
        return page.page(estimates, page.beside(options.beside) if options.beside else ())
    if options.all:
        return "\n".join(text.summary(estimates)) + "\n"
    (only,) = estimates
    return "\n".join(text.table(only) if options.explain is None else text.explain(only, options.explain)) + "\n"
