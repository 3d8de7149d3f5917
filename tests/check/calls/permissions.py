"""The least that can deploy a stack, from what its resources take, beside what the account's deployer may do.

`make permissions STACK=production` prints it; `python -m tests.check.calls.permissions production --format json` as statements.
"""

import argparse
import json
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from offline.simulation.runner import Recording
from tests.check.calls.excuses import about
from tests.check.calls.handlers import calls_of
from tests.check.calls.requests import Questions, UnnamedError
from tests.check.found import ACCOUNTS, DEPLOYED, given_to_deployer, zone_of
from tests.deciding import Policies, Request
from tests.stacks import recorded

# Ids that AWS makes up, which no policy can name beforehand.
_MADE_UP = re.compile(
    r"(?<![\w-])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-\d+)?|[a-z]+-[0-9a-f]{8,17}|(?=\d*[a-f])[0-9a-f]{10,34})(?!\w|-(?!Alarm))"
    r"|(?<=[/-])0123$|(?<=hostedzone/)Z\w+|(?<=change/)C\w+|(?<=/)object$"
)
_END_OF_SECRET = re.compile(r"(?<=-)\w{6}(?:\|\*)?$")
NO_ZONE = "arn:aws:route53:::hostedzone/NONE"


class Least(NamedTuple):
    """What a deployment asks AWS for: the resources of each action, by their ARNs, `*` for what names none."""

    resources: Mapping[str, frozenset[str]]
    requests: tuple[Request, ...]


def least(recording: Recording, zone: str) -> Least:
    """Return all that making, reading, changing and deleting the resources of a stack asks for.

    Args:
        recording: the stack.
        zone: the ARN of the hosted zone that its records are in.
    """
    questions = Questions(recording, zone)
    found: dict[str, set[str]] = {}
    requests: dict[str, Request] = {}
    for resource in recording.resources:
        if not resource.custom or not resource.type.startswith("aws:"):
            continue
        for call in calls_of(resource.type):
            if any(not one.unnamed for one in about(resource, call.action)):
                continue  # what the handler may call and this program's resources never make it call
            try:
                asked = list(questions.about(resource, call.handler, call.action))
            except UnnamedError:
                continue  # the resource names nothing that the call would be made on
            for one in asked:
                found.setdefault(one.action, set()).add(_without_ids(one.arn))
                requests.setdefault(str(one), one)
    return Least({action: frozenset(arns) for action, arns in sorted(found.items())}, tuple(requests.values()))


def _without_ids(arn: str) -> str:
    shown = _MADE_UP.sub("*", arn)
    return _END_OF_SECRET.sub("*", shown) if ":secret:" in shown else shown


def statements(found: Least) -> list[dict[str, Any]]:
    """Return the policy: actions on the same resources share a statement."""
    together: dict[frozenset[str], list[str]] = {}
    for action, arns in found.resources.items():
        together.setdefault(arns, []).append(action)
    return [
        {"Effect": "Allow", "Action": actions, "Resource": sorted(arns)}
        for arns, actions in sorted(together.items(), key=lambda one: (one[1], sorted(one[0])))
    ]


def lines(stack: str, found: Least, given: Mapping[str, list[dict[str, Any]]]) -> Iterable[str]:
    """Return the report.

    Args:
        stack: the stack.
        found: what it takes.
        given: what the deployer of each account stack may do.
    """
    yield f"To deploy {stack} takes {len(found.resources)} actions. Where AWS makes up an id, its place has a *."
    for account, policies in given.items():
        refused = sorted({one.action for one in found.requests if not Policies(policies).permit(one)})
        yield f"The deployer of the stack {account} may do " + (f"all but {', '.join(refused)}." if refused else "all of it.")
    for statement in statements(found):
        yield ""
        yield from textwrap.wrap(", ".join(statement["Action"]), 100, break_on_hyphens=False)
        yield from (f"    {arn}" for arn in statement["Resource"])


def main() -> int:
    """Print the least policy of a stack."""
    parser = argparse.ArgumentParser(prog="python -m tests.check.calls.permissions", description=__doc__)
    parser.add_argument("stack", choices=DEPLOYED, metavar="STACK", help=f"one of {', '.join(DEPLOYED)}")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="for people (default), or policy statements")
    options = parser.parse_args()
    zones = [zone_of(options.stack, account) for account in ACCOUNTS] or [NO_ZONE]
    found = least(recorded(options.stack), zones[0])
    if options.format == "json":
        sys.stdout.write(json.dumps({"Version": "2012-10-17", "Statement": statements(found)}, indent=2) + "\n")
    else:
        given = {account: given_to_deployer(options.stack, account) for account in ACCOUNTS}
        sys.stdout.write("\n".join(lines(options.stack, found, given)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
