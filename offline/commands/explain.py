"""`explain STACK NAME`: one component of a stack, from every side."""

import argparse
import sys

from offline import output
from offline.commands.shared import STATUSES, folder_of
from offline.errors import Exit
from offline.project import load
from offline.simulation import lazy_sdk


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser(
        "explain",
        help="what one component may do and reach, and who reaches it",
        description="Run the program without AWS and say of one component what it may do, read and connect to, who reaches it, its "
        "secrets, keys, backups, alarms, sizes and costs.",
        epilog=STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("stack", metavar="STACK", help="the stack, as in Pulumi.STACK.yaml")
    command.add_argument("name", metavar="NAME", help="a component, such as api or database, or a resource in one")
    command.add_argument(
        "--format", choices=["text", "json"], default="text", help="text: for people (default); json: for programs"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Explain one component."""
    project = load(folder_of(options.cwd), options.stack)
    lazy_sdk.install()
    from offline.cost.estimate import estimate  # noqa: PLC0415 - imports the SDK
    from offline.explaining import text  # noqa: PLC0415 - imports the SDK
    from offline.explaining.explain import explain  # noqa: PLC0415
    from offline.running import declared  # noqa: PLC0415

    recording = declared(project)
    found = explain(recording, options.name, estimate(recording, project.public_config))
    output.show(text.text(found) if options.format == "text" else text.as_json(found), sys.stdout)
    return Exit.OK
