"""What the tests of the account share: how its policies are read."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from offline.simulation.runner import Mode, Recording
from tests import reading
from tests.stacks import STACKS, recorded

ACCOUNT = "111122223333"
POLICY = "aws:iam/policy:Policy"
OTHERS = tuple(stack for stack in STACKS if stack != "account")


def statements(recording: Recording, *names: str) -> list[dict[str, Any]]:
    return [statement for name in names for statement in reading.document(recording.named(name, POLICY))]


def policies(recording: Recording) -> list[str]:
    """Return the names of the deployer's own policies: all but the boundaries."""
    return [policy.name for policy in recording.of(POLICY) if "-boundary-" not in policy.name]


def allowing(given: Iterable[Mapping[str, Any]], action: str, arn: str | None = None) -> list[Mapping[str, Any]]:
    """Return the statements that allow an action (on a resource), whatever their conditions."""
    return [
        statement
        for statement in given
        if statement["Effect"] == "Allow"
        and any(fnmatchcase(action, pattern) for pattern in statement["Action"])
        and (arn is None or any(fnmatchcase(arn, pattern) for pattern in statement["Resource"]))
    ]


def with_account(*changes: tuple[str, Any]) -> Recording:
    return recorded("account", Mode.APPLIED, *((f"platform:account.{path}", value) for path, value in changes))
