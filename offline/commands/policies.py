"""`policies [RULE]`: the rules of the policy pack, or one explained."""

import argparse
import sys

from offline import output
from offline.commands.shared import add_patience, folder_of, start
from offline.errors import Exit
from offline.project import Project
from offline.simulation.mode import Mode


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser("policies", help="list the rules of the policy pack, or explain one")
    command.add_argument("rule", metavar="RULE", nargs="?", help="the rule to explain; all are listed without it")
    command.add_argument("--policy-pack", metavar="DIR", default="policy", help="the policy pack (default: policy)")
    add_patience(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List or explain."""
    pack = folder_of(options.cwd) / options.policy_pack
    nothing = Project(name="none", stack="none", program=pack, config={}, secret_keys=())
    with start(pack, nothing, Mode.PLANNED, patience=options.policy_pack_timeout) as process:
        from offline.judging import rules  # noqa: PLC0415 - imports the SDK, while the pack's process imports its own

        known = rules.ask(process, Mode.PLANNED)
    lines = rules.listing(known) if options.rule is None else rules.explanation(known, options.rule)
    output.show("\n".join(lines) + "\n", sys.stdout)
    return Exit.OK
