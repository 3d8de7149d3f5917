"""The whole difference between two runs, as one value that every format renders."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from offline.changes.effects import Effects, effects
from offline.changes.names import constants, readable
from offline.changes.resources import Changed, Entry, Resources, compare
from offline.changes.values import ABSENT
from offline.simulation.model import Recording


@dataclass(frozen=True)
class Loss:
    """A change that takes data with it, or would if the engine did not refuse: what happens to what, and why."""

    entry: Entry
    verb: str
    why: str


@dataclass(frozen=True)
class Difference:
    """What differs between two runs.

    Attributes:
        before: what the first is called.
        after: what the second is called.
        side_by_side: whether they are two stacks, of which neither becomes the other.
        resources: added, removed and changed resources.
        effects: what that means for access, environment, alarms and sizes.
        total: how many resources the second has.
        notes: what the reader has to know about the comparison itself.
        cost: what the difference costs a month, in one line below the counts; empty where nothing costs anything.
    """

    before: str
    after: str
    side_by_side: bool
    resources: Resources
    effects: Effects
    total: int
    notes: tuple[str, ...] = ()
    cost: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.resources.added or self.resources.removed or self.resources.changed)

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What is loud: data that goes. Two stacks side by side lose nothing."""
        if self.side_by_side:
            return ()
        replaced = [Loss(one.entry, "is replaced", _why(one)) for one in self.replaced if one.entry.stateful]
        removed = [
            Loss(
                one,
                "is deleted",
                f"it is called {one.renamed} now, which is another resource" if one.renamed else "declared no longer",
            )
            for one in self.resources.removed
            if one.stateful and not (one.retained and not one.protected and not one.renamed)
        ]
        return (*replaced, *removed)

    @property
    def replaced(self) -> tuple[Changed, ...]:
        """Resources that are replaced."""
        return tuple(one for one in self.resources.changed if one.replaced)

    @property
    def updated(self) -> tuple[Changed, ...]:
        """Resources that are updated in place, or get a new revision."""
        return tuple(one for one in self.resources.changed if not one.replaced)


def difference(before: Recording, after: Recording, *, names: tuple[str, str], notes: tuple[str, ...] = ()) -> Difference:
    """Hold two runs against each other.

    Args:
        before: the first, with secrets masked where they are not marked.
        after: the second, likewise. Of another stack, the two are compared side by side.
        names: what the two are called.
        notes: what the reader has to know.
    """
    apart = before.stack != after.stack
    old = readable(before, constants(before, after) if apart else None)
    new = readable(after, constants(after, before) if apart else None)
    return Difference(
        before=names[0],
        after=names[1],
        side_by_side=apart,
        resources=compare(old, new, follow=not apart),
        effects=effects(old, new, common=apart),
        total=sum(resource.custom for resource in after.resources),
        notes=notes,
    )


def as_data(found: Difference) -> dict[str, Any]:
    """The difference as JSON has it; what is absent is null, and what is secret is only said to be."""
    data: dict[str, Any] = _plain(dataclasses.asdict(found))
    data["effects"].pop("arguments")
    data["losses"] = [_plain(dataclasses.asdict(loss)) for loss in found.losses]
    data["replaced"] = [one.entry.urn for one in found.replaced]
    return data


def _plain(value: Any) -> Any:
    match value:
        case _ if value is ABSENT:
            return None
        case dict():
            return {key: _plain(inner) for key, inner in value.items()}
        case tuple() if hasattr(value, "_asdict"):
            return {key: _plain(inner) for key, inner in value._asdict().items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case frozenset():
            return sorted(value)
        case _:
            return value


def _why(changed: Changed) -> str:
    return ", ".join(dict.fromkeys(reason.argument for reason in changed.reasons)) + " changes"
