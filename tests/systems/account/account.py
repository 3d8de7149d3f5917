"""What the tests of the account share."""

from typing import Any

from offline.simulation.runner import Mode, Recording
from tests.shipped import recorded

ACCOUNT = "111122223333"


def with_account(*changes: tuple[str, Any]) -> Recording:
    return recorded("account", Mode.APPLIED, *((f"platform:account.{path}", value) for path, value in changes))
