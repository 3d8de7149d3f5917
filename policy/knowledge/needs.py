"""What a property of a type has to be: one row each, so that a rule holds for every type that has a row.

A row reads a property as a word: text in lower case, `true` and `false`, nothing as the empty word.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from functools import cache
from typing import Final

from policy.knowledge.paths import given, spread
from policy.model import kinds
from policy.model.aws_defaults import default_of
from policy.model.expectations import at_most_undecided
from policy.model.graph import Graph, Resource
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import UNKNOWN, is_absent, items, shown

GIVEN: Final = ".+"
ON: Final = "true"
OFF: Final = "|false"
ABSENT: Final = ""


@dataclass(frozen=True, eq=False)
class Need:
    """What one property of a type has to be.

    Attributes:
        token: The type.
        path: The property; `*` stands for every element of a list.
        wants: The words it may be, as a pattern; of a list, each element.
        says: What the message says it has to be.
        where: Other properties and the words that they have to be for the row to hold; their `*` is that of `path`.
        absent_unless: Properties that say the same in another place: with one of them, nothing is missing.
        beside: A type, and where it names a resource of this one: with such a companion, nothing is missing.
        some: Whether one element of a list is enough.
        refuses: Whether the elements of a list are wrong together, though each may be what it wants.
    """

    token: str
    path: str
    _: KW_ONLY
    wants: str
    says: str
    where: Mapping[str, str] = field(default_factory=dict)
    absent_unless: Sequence[str] = ()
    beside: tuple[str, str] = ("", "")
    some: bool = False
    refuses: Callable[[Sequence[object]], bool] | None = None

    def judge(self, resource: Resource, implied: object = None) -> Findings:
        """What is wrong with a resource of the type.

        Args:
            resource: The resource.
            implied: What AWS takes where the property is absent, if not the default on record.
        """
        default = default_of(self.token, self.path) if implied is None else implied
        if self.some:
            yield from self._judge_all(resource)
            return
        for path in spread(resource, self.path):
            yield from self._where(resource, path, self._judge_one(resource, path, default))

    def _judge_one(self, resource: Resource, path: str, default: object) -> Findings:
        value = given(resource, path)
        for other in self.absent_unless if is_absent(value) else ():
            if _is_hidden(resource, other):
                yield Undecided(resource, other)
                return
            if not is_absent(given(resource, other)):
                return
        found = [default] if is_absent(value) else items(value)
        known = [one for one in found if one is not UNKNOWN]
        wrong = [one for one in known if not _is(self.wants, _word(one)) or (self.refuses and self.refuses([one]))]
        if not wrong and self.refuses and self.refuses(known):
            wrong = known
        if wrong:
            implied = f" (AWS then takes {_shown(default)})" if is_absent(value) and not is_absent(default) else ""
            more = f" and {len(wrong) - 1} more" if self.refuses and len(wrong) > 1 else ""
            shown_as = _shown(None if is_absent(value) else wrong[0])
            yield Violation(resource, f"`{path}` is {shown_as}{more}{implied}; it has to be {self.says}.")
        elif UNKNOWN in found and self.wants != GIVEN:
            yield Undecided(resource, path)

    def _judge_all(self, resource: Resource) -> Findings:
        """One element of all is enough."""
        found = [one for path in spread(resource, self.path) for one in items(given(resource, path))]
        if any(one is not UNKNOWN and _is(self.wants, _word(one)) for one in found) or (UNKNOWN in found and self.wants == GIVEN):
            return
        head = self.path.partition(".*")[0]
        missing = Undecided(resource, head) if UNKNOWN in found else Violation(resource, f"`{head}` has to have {self.says}.")
        yield from self._where(resource, self.path, iter([missing]))

    def _where(self, resource: Resource, path: str, found: Findings) -> Findings:
        """The findings where the row holds; undecided while another property decides that and is unknown."""
        for other, words in self.where.items():
            place = _aligned(other, path)
            value = given(resource, place)
            if value is UNKNOWN:
                if words == ABSENT and not _is_hidden(resource, place):
                    return iter(())
                found = at_most_undecided(found, Undecided(resource, place))
            elif not _is(words, _word(value)):
                return iter(())
        return found


def judge_beside(need: Need, graph: Graph, implied: object = None) -> Findings:
    """What a row finds in a stack, where companions may make up for what is missing."""
    token, path = need.beside
    attached = graph.attached(token, path, need.token)
    for resource in graph.of(need.token):
        if not attached.to(resource):
            found = need.judge(resource, implied)
            unresolved = Undecided(resource, f"whether a {token.rpartition(':')[2]} is for it")
            yield from at_most_undecided(found, unresolved) if attached.unresolved else found


@cache
def by_token(needs: Sequence[Need]) -> Mapping[str, Sequence[Need]]:
    """Rows by type."""
    found: dict[str, list[Need]] = {}
    for need in needs:
        found.setdefault(kinds.canonical(need.token), []).append(need)
    return found


def judge_each(needs: Sequence[Need], resource: Resource) -> Findings:
    """What all rows of its type find in a resource."""
    for need in by_token(needs).get(resource.type, ()):
        yield from need.judge(resource)


def _is_hidden(resource: Resource, path: str) -> bool:
    """Whether it is not known if a property is there, as what it would be in is not known."""
    above = path.rpartition(".")[0]
    return bool(above) and given(resource, above) is UNKNOWN


def _aligned(other: str, path: str) -> str:
    """A path with the positions of another one that begins alike."""
    for position in re.findall(r"\.(\d+)", path):
        other = other.replace("*", position, 1)
    return other


def _word(value: object) -> str:
    if value is None:
        return ABSENT
    return value.strip().lower() if isinstance(value, str) else shown(value)


def _is(pattern: str, word: str) -> bool:
    return re.fullmatch(pattern, word, re.DOTALL) is not None


def _shown(value: object) -> str:
    return shown(value, quote=True)
