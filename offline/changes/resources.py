"""Resources of two runs side by side: which are new, gone, changed, replaced, and which are called something else now."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from offline.changes.names import PROVIDER
from offline.changes.replacing import REVISIONS, STATEFUL, Reason, replaces
from offline.changes.values import ABSENT, Change, changes
from offline.simulation.model import STACK_TYPE, Recording, Resource
from offline.simulation.values import leaves, marked

_NAMES: Final = ("identifier", "clusterIdentifier", "replicationGroupId", "clusterName", "bucket", "name", "family")
"""Arguments that hold a resource's name in AWS."""

_OPTIONS: Final[Mapping[str, str]] = {
    "protect": "protect",
    "retain_on_delete": "retainOnDelete",
    "ignore_changes": "ignoreChanges",
    "deleted_with": "deletedWith",
}


@dataclass(frozen=True)
class Entry:
    """A resource as it is told of.

    Attributes:
        name: its logical name.
        type: its type.
        urn: its URN, of the run it is in.
        protected: the engine refuses to delete it.
        retained: the engine forgets it and leaves it in AWS.
        renamed: the logical name it has in the other run, where all else says that it is the same thing.
    """

    name: str
    type: str
    urn: str
    protected: bool = False
    retained: bool = False
    renamed: str = ""

    @property
    def stateful(self) -> bool:
        """Whether it holds what nobody can declare anew."""
        return self.type in STATEFUL


@dataclass(frozen=True)
class Changed:
    """A resource that is in both runs and not the same.

    Attributes:
        entry: the resource, with the options it had before: those are what the engine obeys.
        changes: what differs.
        reasons: why it is replaced; empty if it is updated in place.
        first_deleted: whether it is deleted before the new one is there.
    """

    entry: Entry
    changes: tuple[Change, ...]
    reasons: tuple[Reason, ...] = ()
    first_deleted: bool = False

    @property
    def replaced(self) -> bool:
        """Whether there is a new one in its place; a new revision of what always changes that way is no replacement."""
        return bool(self.reasons) and self.entry.type not in REVISIONS


@dataclass(frozen=True)
class Resources:
    """What became of the resources."""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    changed: tuple[Changed, ...]


def compare(before: Recording, after: Recording, *, follow: bool) -> Resources:
    """Hold two recordings against each other, in which names stand for what AWS makes up.

    Args:
        before: the first.
        after: the second.
        follow: whether the first becomes the second, so that what refers to a replaced resource changes, too.
    """
    old, new = _by_key(before), _by_key(after)
    pairs = {key: old[key] for key in new if key in old}
    for key, resource in new.items():
        alias = next((one for one in map(_key, resource.aliases) if one in old and one not in new), None)
        if key not in pairs and alias:
            pairs[key] = old[alias]
    kept = {resource.urn for resource in pairs.values()}
    removed = [resource for resource in old.values() if resource.urn not in kept and not resource.type.startswith(PROVIDER)]
    added = [resource for key, resource in new.items() if key not in pairs and not resource.type.startswith(PROVIDER)]
    names = dict(_renamed(removed, added))
    return Resources(
        added=tuple(_entry(one, names.get(one.urn, "")) for one in added),
        removed=tuple(_entry(one, names.get(one.urn, "")) for one in removed),
        changed=tuple(_changed(pairs, new, after, follow=follow)),
    )


def _by_key(recording: Recording) -> dict[str, Resource]:
    return {
        _key(one.urn): one
        for one in recording.everything
        if one.type != STACK_TYPE and (one.custom or one.type.startswith(PROVIDER))
    }


def _key(urn: str) -> str:
    """What of a URN does not name the stack: the types it is inside, and its name; of a provider not its version."""
    key = "::".join(urn.split("::")[2:])
    return re.sub(r"(::default(?:_\d+)*).*$", "::default", key) if key.startswith(PROVIDER) else key


def _entry(resource: Resource, renamed: str = "") -> Entry:
    return Entry(resource.name, resource.type, resource.urn, resource.protect, resource.retain_on_delete, renamed)


def _renamed(removed: Iterable[Resource], added: Iterable[Resource]) -> Iterator[tuple[str, str]]:
    """Pairs of what has gone and what has come that are the same thing in AWS: of one type, and of one name there."""
    come = {identity: one for one in added for identity in _identities(one)}
    for one in removed:
        other = next((come[identity] for identity in _identities(one) if identity in come), None)
        if other is not None:
            yield one.urn, other.name
            yield other.urn, one.name


def _identities(resource: Resource) -> Iterator[tuple[str, str, str]]:
    for argument in _NAMES:
        if isinstance(value := resource.inputs.get(argument), str):
            yield resource.type, argument, value


def _changed(pairs: Mapping[str, Resource], new: Mapping[str, Resource], after: Recording, *, follow: bool) -> Iterator[Changed]:
    """Every difference, in the order of declaration: what follows from a replacement comes after it."""
    replaced: dict[str, str] = {}
    for key in sorted(pairs, key=_position(after, new)):
        old, now = pairs[key], new[key]
        found = [*_differences(old, now), *((*_moved(old, now), *_following(now, replaced)) if follow else ())]
        if not follow:  # each stack has secrets of its own, and nothing is replaced
            found = [one for one in found if not one.secret]
        if not found:
            continue
        reasons = [reason for one in found if follow and (reason := _reason(now, one)) is not None]
        if reasons:
            replaced[now.urn] = now.type
        yield Changed(_entry(old), tuple(found), tuple(reasons), bool(now.delete_before_replace))


def _position(after: Recording, new: Mapping[str, Resource]) -> Any:
    places = {resource.urn: place for place, resource in enumerate(after.everything)}
    return lambda key: places[new[key].urn]


def _differences(old: Resource, new: Resource) -> Iterator[Change]:
    for change in changes(old.inputs, new.inputs):
        if not any(_inside(change.path, ignored) for ignored in new.ignore_changes):
            yield change
    for field, name in _OPTIONS.items():
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield Change(f"option {name}", _option(before), _option(after))
    if old.custom_timeouts.chosen != new.custom_timeouts.chosen:
        yield from changes(dict(old.custom_timeouts.chosen), dict(new.custom_timeouts.chosen), "option customTimeouts")


def _moved(old: Resource, new: Resource) -> Iterator[Change]:
    """A resource that its provider puts into another region, whether another provider does or the same one elsewhere."""
    if old.inputs.get("region") != new.inputs.get("region"):
        return  # an argument, which is compared like any other
    before, after = old.outputs.get("region"), new.outputs.get("region")
    if isinstance(before, str) and isinstance(after, str) and before != after:
        yield Change("region", before, after)


def _option(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, tuple) else ABSENT if value is None else value


def _inside(path: str, ignored: str) -> bool:
    """Whether an option that names properties is about one; `*` is about all, also at the end of a way."""
    named = ignored.removesuffix("*").removesuffix("[").removesuffix("].").rstrip(".")
    return not named or path == named or path.startswith((f"{named}.", f"{named}["))


def _following(resource: Resource, replaced: Mapping[str, str]) -> Iterator[Change]:
    """Arguments that hold what AWS makes up for a resource that is replaced: they get the new one's."""
    for argument, urns in resource.property_dependencies.items():
        for urn in urns:
            name = urn.rpartition("::")[2]
            mentions = f"<{name}>" in "".join(
                one for one in leaves(marked(resource.inputs.get(argument), "")) if isinstance(one, str)
            )
            if urn in replaced and mentions and argument not in resource.ignore_changes:
                yield Change(argument, f"<{name}>", f"<{name}>, the new one")


def _reason(resource: Resource, change: Change) -> Reason | None:
    if any(_inside(change.path, one) for one in resource.replace_on_changes):
        return Reason(change.path, "the program's replace_on_changes")
    if change.path.startswith("option "):
        return None
    return replaces(resource.type, change.path, change.before, change.after)
