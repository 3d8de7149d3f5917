"""Who reaches what: by network, and by permission."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from offline.access.openings import openings
from offline.access.roles import roles
from offline.access.statements import Grant
from offline.explaining.parts import Parts

_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
_ROLE: Final = "aws:iam/role:Role"


class Path(NamedTuple):
    """A way through the network: a part, or an address range, that may connect to another."""

    source: str
    target: str
    ports: str


class Use(NamedTuple):
    """What the role of a part may do with a resource, or with what it matches."""

    part: str
    role: str
    grant: Grant
    targets: tuple[str, ...]
    """The parts whose resources it names."""


def paths(parts: Parts) -> list[Path]:
    """Every way through the network between parts, and from and to addresses outside, in order."""
    found = set()
    for one in openings(parts.recording):
        here = parts.of_name.get((_GROUP, one.group), one.group)
        there = parts.of_name.get((_GROUP, one.peer), one.peer)
        ports = "all" if one.protocol in ("-1", "all") else f"{one.first}" if one.first == one.last else f"{one.first}-{one.last}"
        source, target = (there, here) if one.direction == "ingress" else (here, there)
        found.add(Path(source, target, ports))
    return sorted(found)


def uses(parts: Parts) -> Iterator[Use]:
    """Every permission of every role, but for who may take the role on."""
    for role in roles(parts.recording).values():
        part = parts.of_name.get((_ROLE, role.name), "")
        for grant in role.grants:
            if not grant.principal:
                yield Use(part, role.name, grant, parts.named_by(grant.resource))
