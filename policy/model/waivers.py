"""Waivers: a named rule set aside on named resources, for a reason, until a day."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from policy.model.patterns import matches
from policy.model.values import items, text

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_FIELDS = ("resource", "reason", "expires")
_SOON = 30  # days before the end on which it is warned of
# Two URNs that have nothing in common but their form: what covers both covers every one.
_UNLIKE = ("urn:pulumi:a::b::c:d/e:F::g", "urn:pulumi:h::i::j:k/l:M$n:o:P::q")


@dataclass(frozen=True)
class Waiver:
    """One entry of a rule's `waivers`.

    Attributes:
        resource: A pattern over URNs: `*` for any characters, `?` for one.
        reason: Why the rule does not have to hold there.
        expires: The last day it counts.
    """

    resource: str
    reason: str
    expires: date

    def covers(self, urn: str) -> bool:
        """Whether the waiver is about this resource."""
        return matches(self.resource, urn)


@dataclass(frozen=True)
class Lowered:
    """A rule that is configured to ask less than the pack means it to, or nothing.

    Attributes:
        level: What it is configured to be.
        reason: Why.
        expires: The last day it counts.
    """

    level: str
    reason: str
    expires: date


@dataclass
class Entry:
    """What one rule was configured with in a pass, and what came of it.

    Attributes:
        valid: Waivers that count today.
        problems: What is wrong with the others.
        used: By URN, the waivers that covered something the rule had to say.
    """

    valid: tuple[Waiver, ...] = ()
    problems: tuple[str, ...] = ()
    used: dict[str, frozenset[Waiver]] = field(default_factory=dict)

    def waives(self, urn: str) -> bool:
        """Whether a waiver covers a resource that the rule has something to say about; remembers which ones did."""
        covering = frozenset(waiver for waiver in self.valid if waiver.covers(urn))
        self.used[urn] = covering
        return bool(covering)

    def uses(self, urns: frozenset[str]) -> list[tuple[str, Waiver]]:
        """Each of the given resources with the waivers that covered it."""
        known = sorted(urn for urn in self.used if urn in urns)
        return [(urn, waiver) for urn in known for waiver in sorted(self.used[urn], key=lambda one: one.resource)]

    def objects_to(self, urns: frozenset[str]) -> list[str]:
        """Each of the given resources that the rule has something to say about, as a waiver may name it."""
        return [f"*::{urn.rpartition('::')[2]}" for urn in sorted(self.used) if urn in urns]

    def unmatched(self, urns: frozenset[str]) -> list[Waiver]:
        """Waivers that covered none of the given resources."""
        matched = {waiver for _, waiver in self.uses(urns)}
        return [waiver for waiver in self.valid if waiver not in matched]


def read(configured: object, today: date) -> tuple[tuple[Waiver, ...], tuple[str, ...]]:
    """Separate a rule's valid waivers from what is wrong with the others."""
    valid: list[Waiver] = []
    problems: list[str] = []
    for position, raw in enumerate(items(configured)):
        waiver = _read_one(raw) if isinstance(raw, Mapping) else "is not an object with `resource`, `reason` and `expires`"
        if isinstance(waiver, str):
            problems.append(f"waivers[{position}] {waiver}")
        elif waiver.expires < today:
            problems.append(f"waivers[{position}] for `{waiver.resource}` expired on {waiver.expires}")
        else:
            valid.append(waiver)
    return tuple(valid), tuple(problems)


def _read_one(raw: Mapping[str, object]) -> Waiver | str:
    """A waiver, or what is wrong with it."""
    missing = [name for name in _FIELDS if not text(raw.get(name))]
    if missing:
        return "has no " + ", no ".join(f"`{name}`" for name in missing)
    excess = sorted(str(name) for name in raw if name not in _FIELDS)
    if excess:
        return "has a field that means nothing: " + ", ".join(f"`{name}`" for name in excess)
    resource, reason, day = (text(raw[name]) for name in _FIELDS)
    expires = read_day(day)
    if expires is None:
        return f"has the `expires` {day!r:.40}, which is no day written YYYY-MM-DD"
    if all(matches(resource, urn) for urn in _UNLIKE):
        return f"for `{resource}` covers every resource: name some, or lower the rule's `enforcementLevel`"
    return Waiver(resource, reason, expires)


def read_day(day: str) -> date | None:
    """A day written YYYY-MM-DD; None for anything else."""
    try:
        return date.fromisoformat(day) if _DAY.match(day) else None
    except ValueError:
        return None


class Ledger:
    """What every rule was configured with in one pass over a stack, for the two rules that judge the waivers themselves.

    The SDK shows a rule its own configuration only, so each rule notes it here when it runs. The first audit at the end
    of the pass takes everything out: the next pass of the same process starts empty.
    """

    def __init__(self, today: Callable[[], date]) -> None:
        """Start empty, with the clock that decides what has expired."""
        self.today = today
        self._open: dict[str, Entry] = {}
        self._audited: Mapping[str, Entry] = {}

    def ending(self, expires: date) -> str:
        """A warning behind what says until when something is set aside, if that is soon."""
        left = (expires - self.today()).days
        ends = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
        return f" (it ends {ends}: mend what is set aside, or renew it)" if left <= _SOON else ""

    def told(self, lowered: Mapping[str, Lowered]) -> list[str]:
        """What is said of each rule that asks less than usual."""
        return [
            f"{rule} is {one.level} until {one.expires}: {one.reason}{self.ending(one.expires)}"
            for rule, one in sorted(lowered.items())
        ]

    def for_resource(self, rule: str, configured: object, urn: str) -> Entry:
        """Note what a rule is configured with while it judges one resource; its word on others of the pass stays."""
        if not configured:
            self._open.pop(rule, None)
            return Entry()
        entry = self._open.setdefault(rule, Entry())
        entry.valid, entry.problems = read(configured, self.today())
        entry.used.pop(urn, None)
        return entry

    def for_stack(self, rule: str, configured: object) -> Entry:
        """Note what a rule is configured with when it judges the whole stack, forgetting what it ever said before."""
        entry = self._open[rule] = Entry(*read(configured, self.today()))
        return entry

    def for_disabled(self, rule: str, configured: object) -> None:
        """Note what a rule that is switched off is configured with: whether a waiver is needed then is unknown."""
        self._open[rule] = Entry(problems=read(configured, self.today())[1])

    def forget(self) -> None:
        """Let the next pass begin with nothing of this one, whichever rules were asked."""
        self._open, self._audited = {}, {}

    def audit(self) -> Mapping[str, Entry]:
        """Close the pass if it is open; the second of the two audit rules sees what the first one saw."""
        if self._open:
            self._audited, self._open = self._open, {}
        return self._audited


LEDGER = Ledger(lambda: datetime.now(UTC).date())
