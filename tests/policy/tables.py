"""Cases of rules: a plan, and exactly what a rule finds in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from policy.engine.catalogue import RULES
from policy.model.graph import Graph, Resource
from policy.model.rule import Config, Finding, ResourceRule, Rule, Undecided, Violation
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan

BY_NAME = {rule.about.name: rule for rule in RULES}


def judge(rule: Rule, plan: Plan, config: Mapping[str, object] | None = None) -> list[Finding]:
    """What a rule finds in a plan. A resource rule sees each resource as it registers, with no edges."""
    settings = Config(rule.about, config)
    if isinstance(rule, ResourceRule):
        single = [Resource(one.token, one.name, one.urn, read=partial(dict, one.props)) for one in plan.specs.values()]
        return [finding for one in single if one.type in rule.types for finding in rule.check(one, settings)]
    return list(rule.check(Graph(plan.resources()), settings))


def named(findings: Iterable[Finding], kind: type[Violation | Undecided]) -> set[str]:
    """The names of the resources that findings of a kind are about."""
    return {finding.resource.name for finding in findings if isinstance(finding, kind) and finding.resource is not None}


def messages(findings: Iterable[Finding], kind: type[Violation | Undecided]) -> set[str]:
    """Findings of a kind, as cases write them: `name: message`."""
    return {f"{finding.resource.name}: {finding.what}" for finding in findings if isinstance(finding, kind) and finding.resource}


@dataclass(frozen=True, kw_only=True)
class Case:
    """What one rule must find in one plan, exactly."""

    rule: str
    title: str
    plan: Plan
    violates: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()
    config: Mapping[str, object] = field(default_factory=dict)
    look_alike: bool = False

    @property
    def id(self) -> str:
        return f"{self.rule}: {self.title}"


# What the expectations that rules share say about a property.
EXPECTATIONS = {
    "needs": "`{}` is {}; it has to be {}.",
    "own_key": "`{}` names an AWS-managed key, whose policy nobody here controls.",
    "unset": "`{}` is not set.",
}


class Table:
    """The cases of one rule.

    A finding is written `name: message`, or `name sentence=value` with a sentence of the table or of `EXPECTATIONS`; bars stand
    between the values of several gaps.
    """

    def __init__(self, rule: str, **sentences: str) -> None:
        self.rule = rule
        self.sentences = {**EXPECTATIONS, **sentences}
        self.cases: list[Case] = []

    def message(self, found: str) -> str:
        """A finding in full."""
        name, _, rest = found.partition(" ")
        if name.endswith(":"):
            return found
        sentence, _, values = rest.partition("=")
        return f"{name}: {self.sentences[sentence].format(*values.split(' | '))}"

    def good(self, title: str, plan: Plan, **config: object) -> None:
        self.cases.append(Case(rule=self.rule, title=title, plan=plan, config=config))

    def look_alike(self, title: str, plan: Plan, **config: object) -> None:
        """Good, although a hasty rule would find fault with it."""
        self.cases.append(Case(rule=self.rule, title=title, plan=plan, config=config, look_alike=True))

    def bad(self, title: str, plan: Plan, *found: str, undecided: Sequence[str] = (), **config: object) -> None:
        violates = frozenset(map(self.message, found))
        unresolved = frozenset(map(self.message, [undecided] if isinstance(undecided, str) else undecided))
        self.cases.append(Case(rule=self.rule, title=title, plan=plan, violates=violates, undecided=unresolved, config=config))

    def undecided(self, title: str, plan: Plan, *found: str, **config: object) -> None:
        self.cases.append(
            Case(rule=self.rule, title=title, plan=plan, undecided=frozenset(map(self.message, found)), config=config)
        )

    def switch(
        self, plan: Plan, name: str, path: str, *, on: bool = True, absent: bool = False, unlike: str = "", unknown: str = ""
    ) -> None:
        """A property that has to be a boolean: everything else is bad, and so is nothing unless `absent` says it is right.

        `unlike` is the sentence of a rule that has one of its own for whatever is wrong, `unknown` the path that it then reports.
        """
        for title, value, shown in (
            *(("the other way", not on, str(not on).lower()), ("a text", "true", "a text")),
            *(("absent", DROP, "not set"), ("null", None, "not set")),
        ):
            changed = plan.set(name, {path: value})
            if absent and shown == "not set":
                self.look_alike(f"{path} {title}", changed)
            else:
                self.bad(f"{path} {title}", changed, f"{name} {unlike or f'needs={path} | {shown} | {str(on).lower()}'}")
        self.undecided(f"{path} unknown", plan.set(name, {path: UNKNOWN}), f"{name}: {unknown or path}")

    def key(self, plan: Plan, name: str, path: str) -> None:
        """A property that has to name a customer's key."""
        self.good(f"{path} of a key that is being created", plan.set(name, {path: UNKNOWN}))
        own = "arn:aws:kms:us-east-1:111122223333:alias/aws/x"
        self.bad(f"{path} AWS's own", plan.set(name, {path: own}), f"{name} own_key={path}")
        for title, value, shown in (
            *(("absent", DROP, "not set"), ("null", None, "not set")),
            *(("empty", "", "a text"), ("a truth value", True, "true")),
        ):
            self.bad(f"{path} {title}", plan.set(name, {path: value}), f"{name}: `{path}` is {shown}.")
