"""How tests read what the account's policies allow: their statements, and which of them allow an action."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from offline.simulation.runner import Recording
from tests import reading

POLICY = "aws:iam/policy:Policy"


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
