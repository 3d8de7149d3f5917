"""What two runs let happen, held against each other: permissions, openings, environment and secrets, alarms, sizes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from offline.access.openings import Opening, openings
from offline.access.roles import RESOURCE_POLICIES, Holder, resource_policies, roles
from offline.access.sizes import alarms, sizes
from offline.access.statements import Grant, gained, told
from offline.access.workloads import containers
from offline.changes.values import ABSENT, Change
from offline.simulation.model import Recording


@dataclass(frozen=True)
class Permissions:
    """What a role may now do, or no longer, by effect; or whom a resource's policy now lets in, or no longer.

    `unread` are documents that cannot be read, so that nothing is known of them.
    """

    holder: str
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effects:
    """What differs in what happens, by kind.

    Of environment and secrets a change's path is `container NAME`; of sizes `resource what`, and for a count `what` alone.
    """

    permissions: tuple[Permissions, ...] = ()
    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    environment: tuple[Change, ...] = ()
    secrets: tuple[Change, ...] = ()
    unread: tuple[str, ...] = ()
    alarms_lost: tuple[str, ...] = ()
    alarms_gained: tuple[str, ...] = ()
    alarms_silenced: tuple[str, ...] = ()
    sizes: tuple[Change, ...] = ()
    arguments: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Which arguments of which resources the sizes are, so that they need not be told of twice."""


def effects(before: Recording, after: Recording, *, common: bool) -> Effects:
    """Hold two recordings against each other, in which names stand for what AWS makes up.

    Args:
        before: the first.
        after: the second.
        common: whether only what is in both is of interest, for one does not become the other.
    """
    old_rules, new_rules = openings(before), openings(after)
    old_alarms, new_alarms = alarms(before), alarms(after)
    old_sizes, new_sizes = sizes(before), sizes(after)
    old, new = containers(before), containers(after)
    both = [(name, old[name], new[name]) for name in new if name in old]
    return Effects(
        permissions=(
            *_permissions(roles(before), roles(after), common=common),
            *_permissions(*_of_what_stays(before, after, common=common), common=False),
        ),
        opened=tuple(map(str, _uncovered(new_rules, old_rules))),
        closed=tuple(map(str, _uncovered(old_rules, new_rules))),
        environment=tuple(one for name, was, now in both for one in _pairs(name, was.environment, now.environment)),
        secrets=tuple(one for name, was, now in both for one in _pairs(name, was.secrets, now.secrets, values=False)),
        unread=tuple(name for name, was, now in both if was.unread or now.unread),
        alarms_lost=tuple(name for name in old_alarms if name not in new_alarms),
        alarms_gained=tuple(name for name in new_alarms if name not in old_alarms),
        alarms_silenced=tuple(name for name, told in new_alarms.items() if not told and old_alarms.get(name)),
        sizes=tuple(
            Change(f"{size.resource} {size.what}".strip(), old_sizes.get(size, ABSENT), new_sizes.get(size, ABSENT))
            for size in dict.fromkeys((*old_sizes, *new_sizes))
            if old_sizes.get(size) != new_sizes.get(size)
            and not (common and size.resource and not {size} <= old_sizes.keys() & new_sizes.keys())
        ),
        arguments=frozenset((size.resource, size.argument) for size in (*old_sizes, *new_sizes) if size.argument),
    )


def _of_what_stays(before: Recording, after: Recording, *, common: bool) -> tuple[Mapping[str, Holder], Mapping[str, Holder]]:
    """The policies of resources that are in both runs, whether both have a policy for them or one.

    What comes with a new resource, or goes with one, is no access that anybody gains or loses to something.
    """
    old, new = resource_policies(before), resource_policies(after)
    both = old.keys() & new.keys()
    if common:
        return {name: old[name] for name in both}, {name: new[name] for name in both}
    return (
        {name: holder for name, holder in old.items() if name in both or _is_there(holder.subject, after)},
        {name: holder for name, holder in new.items() if name in both or _is_there(holder.subject, before)},
    )


def _is_there(subject: str, recording: Recording) -> bool:
    """Whether a run has what a policy of its own kind is about, by what stands for its id or by its name in AWS."""
    return bool(subject) and any(
        subject in (f"<{one.name}>", one.id, one.inputs.get("bucket"), one.inputs.get("name"))
        for one in recording.resources
        if one.custom and one.type not in RESOURCE_POLICIES
    )


def _permissions(before: Mapping[str, Holder], after: Mapping[str, Holder], *, common: bool) -> Iterator[Permissions]:
    for name in dict.fromkeys((*before, *after)):
        if common and not (name in before and name in after):
            continue
        old, new = before.get(name, Holder(name, ())), after.get(name, Holder(name, ()))
        more, less = _allowed(old, new), _allowed(new, old)
        unread = tuple(sorted(old.unread | new.unread))
        if more or less or unread:
            yield Permissions(name, more, less, unread)


def _allowed(before: Holder, after: Holder) -> tuple[str, ...]:
    """What the second allows and the first does not."""
    found: list[Grant] = [] if before.grants == after.grants else list(gained(before.grants, after.grants))
    texts = [
        *told(one for one in found if not one.denies),
        *(f"no longer: {one}" for one in told(one for one in found if one.denies)),
    ]
    texts += [f"all of {arn}" for arn in sorted(after.managed - before.managed)]
    if before.boundary and before.boundary != after.boundary and before.grants:
        texts.append(f"what lies outside the boundary {before.boundary}")
    return tuple(texts)


def _uncovered(some: Iterable[Opening], others: Iterable[Opening]) -> list[Opening]:
    known = list(others)
    return sorted(one for one in some if not any(other.covers(one) for other in known))


def _pairs(name: str, before: Mapping[str, Any], after: Mapping[str, Any], *, values: bool = True) -> Iterator[Change]:
    """What a container's variables are; of those that are secrets only that they are there, or come from elsewhere."""
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, ABSENT), after.get(key, ABSENT)
        if old != new:
            told = (old, new) if values else tuple(one if one is ABSENT else "a secret" for one in (old, new))
            yield Change(f"{name} {key}", *told)
