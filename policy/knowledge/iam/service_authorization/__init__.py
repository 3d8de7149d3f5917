"""AWS's Service Authorization Reference: which actions exist, what AWS checks each on, and which conditions it can ask about.

`reference.txt` holds what it says, a service a line: the prefix of its actions and, behind a tab, JSON. A service is read when it
is first asked about. `version.json` tells of when. A maintainer brings both up to date with `make iam-data`.
"""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from policy.model.patterns import matches

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class ResourceType:
    """A kind of thing that a service checks actions on.

    Attributes:
        name: As the reference calls it, such as `security-group`.
        arn: Its ARN, with `${...}` for what differs from one to the next.
        keys: Condition keys that tell of it, with `*` for what the writer of a policy chooses: `aws:ResourceTag/*`.
    """

    name: str
    arn: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """One of the things that an action is checked on.

    Attributes:
        on: What.
        is_required: Whether the action always is; otherwise it depends on what is asked for.
        keys: Condition keys that the request has for this check alone.
    """

    on: ResourceType
    is_required: bool
    keys: tuple[str, ...]

    @property
    def known_keys(self) -> tuple[str, ...]:
        """The condition keys of the check and of what it is on."""
        return (*self.keys, *self.on.keys)


@dataclass(frozen=True)
class Action:
    """What a policy can allow.

    Attributes:
        name: With its service, in AWS's spelling: `ec2:CreateSubnet`.
        access: `Read`, `List`, `Write`, `Tagging` or `Permissions management`.
        keys: Condition keys that the request has whatever it is checked on.
        checks: What it is checked on; for an action without, that is `*`.
    """

    name: str
    access: str
    keys: tuple[str, ...]
    checks: tuple[Check, ...]


def action(name: str) -> Action | None:
    """Return the action with this name, in whatever case, or None for one that AWS does not have."""
    service, _, call = name.partition(":")
    return _service(service.lower()).get(call.lower())


@lru_cache(maxsize=65_536)
def matching(pattern: str) -> tuple[Action, ...]:
    """Return the actions that a pattern such as `ec2:Describe*` stands for, in whatever case."""
    service, _, call = pattern.lower().partition(":")
    return tuple(found for name, found in _service(service).items() if matches(call, name))


@cache
def services() -> tuple[str, ...]:
    """Return the services that AWS has, by the prefix of their actions."""
    return tuple(_lines())


@cache
def _lines() -> dict[str, bytes]:
    lines = (FOLDER / "reference.txt").read_bytes().splitlines()
    return {service.decode(): told for service, _, told in (line.partition(b"\t") for line in lines)}


@cache
def _service(service: str) -> dict[str, Action]:
    """The actions of a service by their names in lower case."""
    if service not in _lines():
        return {}
    told = json.loads(_lines()[service])
    kinds = {name: ResourceType(name, arn, tuple(keys.split())) for name, (arn, keys) in told["resources"].items()}
    return {name.lower(): _action(f"{service}:{name}", *line, kinds=kinds) for name, line in told["actions"].items()}


def _action(name: str, access: str, keys: str, checks: dict[str, str], *, kinds: dict[str, ResourceType]) -> Action:
    return Action(
        name,
        access,
        tuple(keys.split()),
        tuple(Check(kinds[on.removesuffix("!")], on.endswith("!"), tuple(own.split())) for on, own in checks.items()),
    )
