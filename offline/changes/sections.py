"""A difference as titled lists of lines, which text and Markdown lay out."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from offline.changes.difference import Difference, Loss
from offline.changes.names import PROVIDER
from offline.changes.replacing import REVISIONS
from offline.changes.resources import Changed, Entry
from offline.changes.values import ABSENT, Change

_LONGEST: Final = 120
_AROUND: Final = 20
_MOST: Final = 12
"""How many changes of one resource are shown."""
_SHOWN: Final = 8
"""How many names stand in a list before the rest is a number."""


class Line(NamedTuple):
    """A line, and how deep it is below its section's title."""

    text: str
    depth: int = 1


class Section(NamedTuple):
    """A title, and its lines."""

    title: str
    lines: Sequence[Line]


def headline(found: Difference) -> str:
    """What it comes to, in one line."""
    if found.empty:
        return f"Nothing differs between {found.before} and {found.after}: {found.total} resources."
    if found.side_by_side:
        resources = found.resources
        return (
            f"{found.before} and {found.after} side by side: {len(resources.changed)} resources differ, "
            f"{len(resources.removed)} are only in {found.before}, {len(resources.added)} only in {found.after}."
        )
    counts = {
        "added": len(found.resources.added),
        "removed": len(found.resources.removed),
        "replaced": len(found.replaced),
        "updated": len(found.updated),
    }
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"{found.before} -> {found.after}: {said}; {found.total} resources in the end."


def loud(found: Difference) -> Iterator[str]:
    """What takes data with it, a line each."""
    for loss in found.losses:
        yield f"{called(loss.entry)} {loss.verb}: {loss.why}{_fate(loss)}"


def sections(found: Difference) -> Iterator[Section]:
    """Everything that differs, by subject; subjects in which nothing does are left out."""
    first, second = (found.before, found.after) if found.side_by_side else ("", "")
    arrow = "|" if found.side_by_side else "->"
    every = [
        Section("Replaced", list(_changed(found.replaced, found))),
        Section(f"Only in {first}" if first else "Removed", list(_entries(found.resources.removed, "is now"))),
        Section(f"Only in {second}" if second else "Added", list(_entries(found.resources.added, "was"))),
        Section("Sizes", list(_sizes(found))),
        Section("Permissions", list(_permissions(found))),
        Section("Openings", [*_signed("+", found.effects.opened), *_signed("-", found.effects.closed)]),
        Section(
            "Environment",
            [*_pairs(found.effects.environment, arrow), *(Line(f"{one}: cannot be read") for one in found.effects.unread)],
        ),
        Section("Secrets of containers", _pairs(found.effects.secrets)),
        Section("Alarms", list(_alarms(found))),
        Section(
            "Differs" if found.side_by_side else "Updated",
            list(_changed(found.updated, found)),
        ),
    ]
    yield from (section for section in every if section.lines)


def called(entry: Entry) -> str:
    """A resource as people call it: its name, and its type the way the CLI writes it."""
    if entry.type.startswith(PROVIDER):
        return f"the provider {entry.type.removeprefix(PROVIDER)}" + ("" if entry.name.startswith("default") else f" {entry.name}")
    return f"{entry.name} ({_short(entry.type)})"


def shown(value: Any) -> str:
    """A value in one line, long ones cut."""
    text = "nothing" if value is ABSENT else value if isinstance(value, str) else _written(value)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _written(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_written, value))
        case Mapping():
            return "{" + ", ".join(f"{key}: {_written(inner)}" for key, inner in value.items()) + "}"
        case _:
            return str(value)


def _short(token: str) -> str:
    package, _, rest = token.partition(":")
    return f"{package}:{rest.partition('/')[0]}:{rest.rpartition(':')[2]}"


def _fate(loss: Loss) -> str:
    if loss.entry.protected:
        return "; protected: the engine refuses"
    return "; the old one stays in AWS, the engine forgets it" if loss.entry.retained else ""


def _entries(entries: Iterable[Entry], verb: str) -> Iterator[Line]:
    """Names by type; what has only got another name, or stays, is said of each."""
    by_type: dict[str, list[str]] = {}
    for one in entries:
        remarks = [f"{verb} {one.renamed}"] if one.renamed else []
        remarks += ["protected: the engine refuses"] if verb == "is now" and one.protected else []
        remarks += ["stays in AWS, forgotten"] if verb == "is now" and one.retained and not one.protected else []
        by_type.setdefault(_short(one.type), []).append(one.name + (f" [{'; '.join(remarks)}]" if remarks else ""))
    for kind, names in sorted(by_type.items()):
        yield Line(f"{kind}  {', '.join(names)}")


def _changed(changed: Iterable[Changed], found: Difference) -> Iterator[Line]:
    """Resources that change alike together; side by side, without the sizes, which have their table."""
    alike: dict[tuple[Any, ...], list[Changed]] = {}
    for each in changed:
        one = _without_sizes(each, found) if found.side_by_side else each
        if not one.changes:
            continue
        key = (one.entry.type, *((part.path, shown(part.before), shown(part.after)) for part in one.changes), one.first_deleted)
        alike.setdefault(key, []).append(one)
    for group in alike.values():
        first = group[0]
        names = [one.entry.name for one in group]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        what = called(first.entry) if len(group) == 1 else f"{', '.join(names[:_SHOWN])}{more} ({_short(first.entry.type)})"
        yield Line(what + "".join(f", {remark}" for remark in _remarks(first)))
        reasons = {reason.argument: reason for reason in first.reasons} if first.replaced else {}
        arrow = "|" if found.side_by_side else "->"
        for change in sorted(first.changes, key=lambda one: one.path not in reasons)[:_MOST]:
            yield Line(_change(change, arrow) + _because(reasons.get(change.path)), 2)
        if len(first.changes) > _MOST:
            yield Line(f"and {len(first.changes) - _MOST} more: --format json has all", 2)


def _without_sizes(one: Changed, found: Difference) -> Changed:
    kept = tuple(part for part in one.changes if (one.entry.name, part.path) not in found.effects.arguments)
    return dataclasses.replace(one, changes=kept)


def _remarks(one: Changed) -> Iterator[str]:
    if one.reasons and not one.replaced:
        yield REVISIONS[one.entry.type]
    if one.replaced and one.entry.protected:
        yield "protected: the engine refuses"
    if one.replaced and one.first_deleted:
        yield "deleted before the new one is there"
    if one.replaced and one.entry.retained and not one.entry.protected:
        yield "the old one stays in AWS"


def _because(reason: Any) -> str:
    if reason is None:
        return ""
    return f"  [replaces it: a guess, from {reason.source}]" if reason.guess else f"  [replaces it: {reason.source}]"


def _change(change: Change, arrow: str = "->") -> str:
    if change.secret:
        words = {(True, False): "(secret) added", (False, True): "(secret) removed"}
        return f"{change.path}: {words.get((change.before is ABSENT, change.after is ABSENT), '(secret) changed')}"
    if arrow == "->" and change.before is ABSENT:
        return f"{change.path}: + {shown(change.after)}"
    if arrow == "->" and change.after is ABSENT:
        return f"{change.path}: - {shown(change.before)}"
    return f"{change.path}: {f' {arrow} '.join(map(shown, _excerpts(change.before, change.after)))}"


def _excerpts(before: Any, after: Any) -> tuple[Any, Any]:
    """Of two long texts what differs, with a little around it."""
    if not (isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > _LONGEST // 2):
        return before, after
    same = _common(before, after)
    end = _common(before[same:][::-1], after[same:][::-1])
    start = max(0, same - _AROUND)
    stops = (len(text) - max(0, end - _AROUND) for text in (before, after))
    cut = [
        f"{'...' if start else ''}{text[start:stop]}{'...' if stop < len(text) else ''}"
        for text, stop in zip((before, after), stops, strict=True)
    ]
    return cut[0], cut[1]


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next(
        (place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other))
    )


def _pairs(changes: Iterable[Change], arrow: str = "->") -> list[Line]:
    return [Line(_change(change, arrow)) for change in changes]


def _sizes(found: Difference) -> Iterator[Line]:
    """Of one stack what becomes what, a line for each resource; of two stacks a table."""
    if found.side_by_side:
        rows = [("", found.before, found.after)]
        rows += [(each.path, shown(each.before), shown(each.after)) for each in found.effects.sizes]
        first, second = (max(len(row[column]) for row in rows) for column in range(2))
        if len(rows) > 1:
            yield from (Line(f"{name:<{first}}  {left:<{second}}  {right}".rstrip()) for name, left, right in rows)
        return
    together: dict[str, list[str]] = {}
    for each in found.effects.sizes:
        name, _, rest = each.path.partition(" ")
        together.setdefault(name, []).append(_change(Change(rest, *each[1:])))
    yield from (Line(f"{name} {', '.join(texts)}") for name, texts in together.items())


def _permissions(found: Difference) -> Iterator[Line]:
    more, less = (f"more in {found.after}", f"more in {found.before}") if found.side_by_side else ("gains", "loses")
    for one in found.effects.permissions:
        yield Line(one.holder)
        yield from (Line(f"{more}: {text}", 2) for text in one.gained)
        yield from (Line(f"{less}: {text}", 2) for text in one.lost)
        yield from (Line(f"cannot be read: the document of {name}", 2) for name in one.unread)


def _signed(sign: str, texts: Iterable[str]) -> Iterator[Line]:
    yield from (Line(f"{sign} {text}") for text in texts)


def _alarms(found: Difference) -> Iterator[Line]:
    lost, come, silent = found.effects.alarms_lost, found.effects.alarms_gained, found.effects.alarms_silenced
    first, second = (f"only in {found.before}", f"only in {found.after}") if found.side_by_side else ("lost", "new")
    for words, names in ((first, lost), ("nobody is told any more", silent), (second, come)):
        if names:
            yield Line(f"{words}: {', '.join(names)}")
