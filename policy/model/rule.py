"""What a rule is: what it is called and why it exists, and a pure function that decides."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.values import number

Severity = Literal["critical", "high", "medium", "low"]
Level = Literal["mandatory", "advisory"]


@dataclass(frozen=True)
class Violation:
    """A resource breaks a rule.

    Attributes:
        resource: The resource; None for the stack as a whole.
        what: The property and what was found, never a secret.
        chosen: Whether it asks for more than AWS does by itself, such as a key of one's own: the profile `start` only advises it.
    """

    resource: Resource | None
    what: str
    chosen: bool = False


@dataclass(frozen=True)
class Undecided:
    """A rule cannot tell yet; `what` is the path of the unknown property."""

    resource: Resource
    what: str


Finding = Violation | Undecided
Findings = Iterator[Finding]
T = TypeVar("T")


@dataclass
class Known(Generic[T]):
    """Things as far as they are known: how everything that reads properties for a rule carries what it cannot read.

    Attributes:
        found: The things.
        unresolved: A finding for each place that may hide more of them. A rule reports these, or weighs what they are worth.
    """

    found: list[T] = field(default_factory=list)
    unresolved: list[Finding] = field(default_factory=list)

    @property
    def undecided(self) -> list[Undecided]:
        """What is unresolved because it is unknown, without what is unreadable: one rule reports that, and the others need not."""
        return [one for one in self.unresolved if isinstance(one, Undecided)]

    def add(self, other: "Known[T]") -> None:
        """Take in more things and more that is unresolved."""
        self.found += other.found
        self.unresolved += other.unresolved


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A number, a list of strings or a switch in a rule's configuration that a stack may set.

    Attributes:
        default: What holds where a stack sets nothing.
        description: What it means, for the catalogue.
        minimum: The least that a number may be.
        maximum: The most that a number may be.
        asks_less: On which side of the default a number asks less of a stack.
        gives_up: What no list may name without a reason, beside what covers everything.
    """

    default: float | tuple[str, ...] | bool
    description: str
    minimum: float = 0
    maximum: float = 1e9
    asks_less: Literal["below", "above"] = "below"
    gives_up: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class About:
    """What a rule states about itself.

    Attributes:
        name: Kebab-case, the key of configuration and waivers.
        title: One sentence: what holds when the rule is kept.
        severity: How much a violation matters.
        level: Whether a violation stops a deployment.
        why: What happens otherwise.
        fix: What to write, naming the argument.
        references: Control ids of published frameworks.
        preview: What decides it while values are unknown.
        passes: An example that the rule accepts, as the program writes it.
        fails: One that it does not.
        settings: What a stack may set.
        waivable: Whether waivers can set it aside.
    """

    name: str
    title: str
    severity: Severity
    level: Level = "mandatory"
    why: str
    fix: str
    references: tuple[str, ...] = ()
    preview: str
    passes: str
    fails: str
    settings: Mapping[str, Setting] = field(default_factory=dict)
    waivable: bool = True


class Config:
    """A rule's configuration: what the stack set, else the rule's own default."""

    def __init__(self, about: About, given: Mapping[str, object] | None = None) -> None:
        """Take a rule's settings and what the engine passed for them."""
        self._settings = about.settings
        self._given = given or {}

    def number(self, name: str) -> float:
        """A number by its setting's name; what is no number counts as not given."""
        default = self._settings[name].default
        given = number(self._given.get(name))
        if given is not None:
            return given
        return 0.0 if isinstance(default, tuple) else float(default)

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of strings by its setting's name; what is no list counts as not given."""
        default = self._settings[name].default
        given = self._given.get(name)
        if isinstance(given, list):
            return tuple(one for one in given if isinstance(one, str))
        return default if isinstance(default, tuple) else ()

    def flag(self, name: str) -> bool:
        """A switch by its setting's name; what is no switch counts as not given."""
        given = self._given.get(name)
        return given if isinstance(given, bool) else self._settings[name].default is True


@dataclass(frozen=True)
class ResourceRule:
    """Decides from one resource's own properties, so that an update stops before the resource exists."""

    about: About
    types: frozenset[str]
    check: Callable[[Resource, Config], Findings]


@dataclass(frozen=True)
class StackRule:
    """Decides from several resources and the edges between them, once all are planned."""

    about: About
    check: Callable[[Graph, Config], Findings]


Rule = ResourceRule | StackRule


def resource_rule(about: About, *types: str) -> Callable[[Callable[[Resource, Config], Findings]], ResourceRule]:
    """Make a rule of a function that judges one resource of the given types."""
    return lambda check: ResourceRule(about, frozenset(map(kinds.canonical, types)), check)


def stack_rule(about: About) -> Callable[[Callable[[Graph, Config], Findings]], StackRule]:
    """Make a rule of a function that judges the whole stack."""
    return lambda check: StackRule(about, check)
