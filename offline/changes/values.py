"""How two values differ, part by part: documents as documents, lists whose order says nothing as sets, secrets never shown."""

import enum
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from offline.access.hidden import SECRET, clear
from offline.simulation.values import Secret, plain

HIDDEN: Final = "[secret]"
"""What a file has in place of a secret: whether that has changed cannot be told."""

_ORDERED: Final = frozenset(
    {
        "clientSubnets",
        "command",
        "commands",
        "entryPoint",
        "entryPoints",
        "layers",
        "metrics",
        "order",
        "preferredCacheClusterAzs",
        "subjectAlternativeNames",
    }
)
"""Lists of plain values whose order counts. AWS or its provider reads all others as sets."""

_IDENTITIES: Final = (
    "Sid",
    "name",
    "Name",
    "id",
    "Id",
    "ID",
    "key",
    "Key",
    "containerPort",
    "rulePriority",
    "priority",
    "destination",
)
"""What tells the elements of a list apart, if every element has one of its own."""


class Absent(enum.Enum):
    """There is no value."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class Change(NamedTuple):
    """One part that differs: the way to it, such as `policy.Statement.ReadModels.Action`, and both values (`ABSENT` if none)."""

    path: str
    before: Any
    after: Any

    @property
    def secret(self) -> bool:
        """Whether the value is secret, so that only the fact of the change is known."""
        return SECRET in (self.before, self.after)


def changes(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """Every part that differs."""
    if isinstance(before, Secret) or isinstance(after, Secret):
        yield from _secret(before, after, path)
        return
    before, after = _document(before), _document(after)
    if isinstance(before, list) != isinstance(after, list) and not isinstance(before, Mapping) and not isinstance(after, Mapping):
        before, after = _listed(before), _listed(after)  # AWS reads one value and a list of it alike
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from changes(_get(before, key), _get(after, key), f"{path}.{key}" if path else str(key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(before, after, path)
    elif isinstance(before, str) and isinstance(after, str) and "\n" in before.strip() and "\n" in after.strip():
        lines = [*_sets(before.strip().splitlines(), after.strip().splitlines(), path)]
        yield from lines or [Change(path, clear(before), clear(after))]  # the same lines in another order
    elif _scalar(before) != _scalar(after) and not _masked_alike(before, after):
        yield Change(path, clear(before), clear(after))


def _masked_alike(before: Any, after: Any) -> bool:
    """Whether two texts may be the same but for secrets that are masked in one of them, which had others."""
    one, other = str(before), str(after)
    return any(HIDDEN in masked and _fits(masked.split(HIDDEN), text) for masked, text in ((one, other), (other, one)))


def _fits(parts: Sequence[str], text: str) -> bool:
    """Whether the text is the parts in their order, with anything between them."""
    place = len(parts[0])
    if not text.startswith(parts[0]) or not text.endswith(parts[-1]):
        return False
    for part in parts[1:-1]:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return place <= len(text) - len(parts[-1])


def _secret(before: Any, after: Any, path: str) -> Iterator[Change]:
    if before is ABSENT or after is ABSENT:
        yield Change(path, *(one if one is ABSENT else SECRET for one in (before, after)))
    elif HIDDEN not in (plain(before), plain(after)) and plain(before) != plain(after):
        yield Change(path, SECRET, SECRET)


def _get(mapping: Mapping[str, Any], key: str) -> Any:
    value = mapping.get(key)
    return ABSENT if value is None else value


def _document(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            parsed = json.loads(value)
        except (ValueError, RecursionError):
            return value
        return parsed if isinstance(parsed, dict | list) else value
    return list(value) if isinstance(value, tuple) else value


def _listed(value: Any) -> list[Any]:
    if value is ABSENT:
        return []
    return value if isinstance(value, list) else [value]


def _scalar(value: Any) -> Any:
    """Numbers and texts of numbers alike, as the provider reads them."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _lists(before: list[Any], after: list[Any], path: str) -> Iterator[Change]:
    everything = [*before, *after]
    if not any(isinstance(one, Mapping | list | Secret) for one in everything):
        if path.rpartition(".")[2] in _ORDERED or _brokers(path):
            yield Change(path, before or ABSENT, after or ABSENT)
        else:
            yield from _sets(before, after, path)
        return
    if any(isinstance(one, list) for one in everything):  # a chart's metrics: a row is one thing
        yield from _sets(before, after, path)
        return
    names = _identities(before, after)
    if names is not None:
        by_name, now = ({names(one): one for one in side} for side in (before, after))
        for key in dict.fromkeys((*by_name, *now)):
            yield from changes(by_name.get(key, ABSENT), now.get(key, ABSENT), f"{path}.{key}")
        return
    rest_before, rest_after = _rest(before, after), _rest(after, before)
    for position in range(max(len(rest_before), len(rest_after))):
        old, new = (side[position] if position < len(side) else ABSENT for side in (rest_before, rest_after))
        yield from changes(old, new, f"{path}[{position}]")


def _brokers(path: str) -> bool:
    return path == "brokerNodeGroupInfo.securityGroups"


def _sets(before: list[Any], after: list[Any], path: str) -> Iterator[Change]:
    gone, come = _rest(before, after), _rest(after, before)
    if len(gone) == len(come) == 1:
        yield Change(path, clear(gone[0]), clear(come[0]))
        return
    for one in gone:
        yield Change(path, clear(one), ABSENT)
    for one in come:
        yield Change(path, ABSENT, clear(one))


def _rest(some: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """The elements that the other list has not, each as often as it has it more."""
    left = Counter(map(_key, others))
    found = []
    for one in some:
        key = _key(one)
        if left[key]:
            left[key] -= 1
        else:
            found.append(one)
    return found


def _key(value: Any) -> str:
    return json.dumps(plain(value), sort_keys=True, default=str)


def _identities(before: list[Any], after: list[Any]) -> Any:
    """What gives each element of both lists a name of its own; none if nothing does."""
    if not all(isinstance(one, Mapping) for one in (*before, *after)):
        return None

    def titled(one: Mapping[str, Any]) -> Any:
        inner = one.get("properties")
        return inner.get("title") if isinstance(inner, Mapping) else None

    ways = [*(lambda one, key=key: one.get(key) for key in _IDENTITIES), titled]
    for way in ways:
        sides = [[way(one) for one in side] for side in (before, after)]
        if all(isinstance(name, str | int) for side in sides for name in side) and all(
            len(set(side)) == len(side) for side in sides
        ):
            return way
    return None
