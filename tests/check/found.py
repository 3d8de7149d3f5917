"""What there is to check: every stack file, and for each the account stack that limits its roles and its deployer."""

from typing import Any, NamedTuple

from systems import Systems
from tests import reading
from tests.granting import POLICY, policies, statements
from tests.stacks import STACKS, recorded, stacks_of, values_of

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


def given_to_deployer(stack: str, account: str) -> list[dict[str, Any]]:
    """Return what the deployer of a stack may do."""
    del stack
    return statements(recorded(account), *policies(recorded(account)))


def zone_of(stack: str, account: str) -> str:
    """Return the ARN of a hosted zone that the deployer of a stack may write into; the program looks up which it is."""
    zones = [arn for one in given_to_deployer(stack, account) for arn in one["Resource"] if ":hostedzone/" in arn]
    return zones[0] if zones else "arn:aws:route53:::hostedzone/NONE"


def boundary_of(stack: str, account: str) -> str:
    """Return the name of the boundary that the account stack makes for the stack's system."""
    made: dict[str, str] = recorded(account).outputs["role_boundaries"]
    system = system_of(stack)
    assert system in made, f"Pulumi.{account}.yaml: platform:account.systems does not list {system}: add its code and name"
    return made[system]


def given_to_roles(stack: str, account: str) -> list[dict[str, Any]]:
    """Return the most that a role of a stack may do."""
    (policy,) = (one for one in recorded(account).of(POLICY) if one.inputs["name"] == boundary_of(stack, account))
    return reading.document(policy)
