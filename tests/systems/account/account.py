"""What the tests of the account share."""

from typing import Any

from offline.simulation.runner import Mode, Recording
from tests.granting import BOUNDARY, policies, statements
from tests.shipped import recorded

ACCOUNT = "111122223333"
DEPLOYER = "deployer-pde-production"
"""Whose permissions the tests look at."""


def with_account(*changes: tuple[str, Any]) -> Recording:
    return recorded("account", Mode.APPLIED, *((f"platform:account.{path}", value) for path, value in changes))


def given(recording: Recording, deployer: str = DEPLOYER) -> list[dict[str, Any]]:
    """Return what a deployer may do."""
    return statements(recording, *policies(recording, deployer))


def bounds(recording: Recording, deployer: str = DEPLOYER) -> list[dict[str, Any]]:
    """Return the most that the roles it makes may do."""
    return statements(recording, deployer + BOUNDARY)
