"""Which pipeline delivers to a stack, and what it asks of an image: from the stack files."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.ending import Exit, OpsError, refusal
from ops.readers.stack_file import StackFile, read_stack_file, stacks_of
from stack.block import parse
from stack.configuration import NAMESPACE
from stack.settings import DeliveredToSettings, DeliverySettings

_DEPLOYER: Final = re.compile(r"-deployer-(?P<name>[a-z]{1,6}-[a-z0-9-]+)$")
_CODE: Final = re.compile(r"-boundary-(?P<name>[a-z]{1,6}-[a-z0-9-]+)$")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A pipeline, and one of the stacks that it delivers to."""

    file: StackFile
    """The pipeline's own stack."""
    settings: DeliverySettings
    target: DeliveredToSettings

    def repository(self, image: str) -> str:
        """Return the name of the target's own repository of an image."""
        return f"{_named(_DEPLOYER, self.target.deployer)}/{image}"

    def signing_profile(self, account: str) -> str:
        """Return the ARN of the profile that the pipeline's builds sign with."""
        stem = _named(_CODE, self.file.settings.role_boundary or "")
        name = f"{stem}_{self.settings.supply_chain.signing_profile}".replace("-", "_")
        return f"arn:aws:signer:{self.file.region}:{account}:/signing-profiles/{name}"


def delivery_to(folder: Path, stack: str) -> Delivery:
    """Return the pipeline that delivers to a stack.

    Args:
        folder: the project's.
        stack: the stack's name.

    Raises:
        OpsError: none does, or its file cannot be used.
    """
    read_stack_file(folder, stack)  # a wrong name is told as such
    for name in stacks_of(folder):
        if "platform:delivery:" not in (folder / f"Pulumi.{name}.yaml").read_text(encoding="utf-8", errors="replace"):
            continue
        file = read_stack_file(folder, name)
        if "delivery" not in file.values:
            continue  # a comment speaks of it
        settings, problems = parse(DeliverySettings, json.loads(json.dumps(file.values["delivery"], default=str)), NAMESPACE)
        if settings is None:
            listing = "\n".join(f"  {problem}" for problem in problems[:5])
            raise OpsError(f"Pulumi.{name}.yaml cannot be used:\n{listing}\n  all of it: bin/platform-preview {name}", Exit.INPUT)
        for target in settings.stacks:
            if target.stack == stack:
                return Delivery(file=file, settings=settings, target=target)
    raise refusal(
        f"--stack {stack}",
        found="a stack that no pipeline delivers to, so that nothing says what to ask of its images",
        allowed="one of platform:delivery.stacks of a stack file",
        fix="add it there, or name another",
    )


def _named(pattern: re.Pattern[str], name: str) -> str:
    found = pattern.search(name)
    if found is None:
        raise refusal(
            repr(name),
            found="a name that the account stack does not give",
            allowed="the deployer and the boundary of its outputs",
            fix="pulumi stack output deployers -s account",
        )
    return found["name"]
