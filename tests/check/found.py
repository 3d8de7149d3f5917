"""What there is to check: every stack file, and for each the account stack that limits its roles and its deployer."""

from collections.abc import Iterable
from typing import NamedTuple

from systems import Systems
from tests.stacks import STACKS, stacks_of, values_of

SYSTEMS = tuple(sorted(Systems()))
BLOCK = "platform:account"
ACCOUNTS = tuple(stack for stack in STACKS if BLOCK in values_of(stack))
"""The stack files that describe an AWS account; without one, nothing of this project limits who deploys."""
DEPLOYED = tuple(stack for stack in STACKS if stack not in ACCOUNTS)
SAMPLES = tuple(stack for system in SYSTEMS for stack in stacks_of(system)[:1] if stack in DEPLOYED)
"""One stack of each system, for what its module decides and no stack file."""


class Limited(NamedTuple):
    """A stack, and the account stack whose deployer applies it."""

    stack: str
    account: str


LIMITED = tuple(Limited(stack, account) for stack in DEPLOYED for account in ACCOUNTS)


def environment_of(stack: str) -> str:
    return str(values_of(stack)["platform:environment"])


def system_of(stack: str) -> str:
    return str(values_of(stack)["platform:system"])


def listed(names: Iterable[str]) -> str:
    """Return names as a message lists them: sorted, and no more than a screen takes."""
    shown = sorted(names)
    return ", ".join(shown[:20]) + (f" and {len(shown) - 20} more" if len(shown) > 20 else "")
