"""What there is to check: every stack file, and for each the account stack whose deployer applies it and limits its roles."""

import functools
from collections.abc import Iterable
from typing import Any, NamedTuple

from systems import Systems
from tests.granting import BOUNDARY, policies, statements
from tests.stacks import STACKS, recorded, stacks_of, values_of

SYSTEMS = tuple(sorted(Systems()))
BLOCK = "platform:account"
ACCOUNTS = tuple(stack for stack in STACKS if BLOCK in values_of(stack))
"""The stack files that describe an AWS account; without one, nothing of this project limits who deploys."""
DEPLOYED = tuple(stack for stack in STACKS if stack not in ACCOUNTS)
SERVING = tuple(stack for stack in DEPLOYED if Systems()[str(values_of(stack)["platform:system"])].services)
"""Those that run services, in a network of their own."""
SAMPLES = tuple(stack for system in SYSTEMS for stack in stacks_of(system)[:1] if stack in DEPLOYED)
"""One stack of each system, for what its module decides and no stack file."""
SERVED = tuple(stack for stack in SAMPLES if stack in SERVING)
"""Those of systems with services."""
FIRST = tuple(
    {(values_of(stack)["platform:system"], bool(values_of(stack)["platform:protect"])): stack for stack in SERVING}.values()
)
"""One stack of each system with protection and one without, for day one: what else a file says is there from the beginning."""


class Limited(NamedTuple):
    """A stack, and the account stack whose deployer applies it."""

    stack: str
    account: str


LIMITED = tuple(Limited(stack, account) for stack in DEPLOYED for account in ACCOUNTS)


@functools.cache
def environment_of(stack: str) -> str:
    return str(values_of(stack)["platform:environment"])


@functools.cache
def system_of(stack: str) -> str:
    return str(values_of(stack)["platform:system"])


def listed(names: Iterable[str]) -> str:
    """Return names as a message lists them: sorted, and no more than a screen takes."""
    shown = sorted(names)
    return ", ".join(shown[:20]) + (f" and {len(shown) - 20} more" if len(shown) > 20 else "")


@functools.cache
def line_of(stack: str, account: str) -> dict[str, Any]:
    """Return the line of the account's stack file that lets a stack be deployed."""
    system, environment = system_of(stack), environment_of(stack)
    lines: list[dict[str, Any]] = values_of(account)[BLOCK]["deployments"]
    found = [line for line in lines if (line["system"], line["environment"]) == (system, environment)]
    told = f"- {{system: {system}, environment: {environment}, regions: [{values_of(stack)['aws:region']}]}}"
    assert found, f"Pulumi.{account}.yaml: no deployer for {stack}: add to platform:account.deployments\n{told}"
    return found[0]


def name_of(stack: str) -> str:
    """Return what heads the names of a stack, `<code>-<environment>`."""
    return f"{Systems()[system_of(stack)].code}-{environment_of(stack)}"


@functools.cache
def given_to_deployer(stack: str, account: str) -> list[dict[str, Any]]:
    """Return what the deployer of a stack may do."""
    line_of(stack, account)
    recording = recorded(account)
    return statements(recording, *policies(recording, f"deployer-{name_of(stack)}"))


@functools.cache
def given_to_roles(stack: str, account: str) -> list[dict[str, Any]]:
    """Return the most that a role of a stack may do."""
    line_of(stack, account)
    return statements(recorded(account), f"deployer-{name_of(stack)}{BOUNDARY}")


def zone_of(stack: str, account: str) -> str:
    """Return the ARN of a hosted zone that the deployer of a stack may write into; which it is, the program looks up."""
    zones = [arn for one in given_to_deployer(stack, account) for arn in one["Resource"] if ":hostedzone/" in arn]
    return zones[0] if zones else "arn:aws:route53:::hostedzone/NONE"
