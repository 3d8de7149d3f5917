"""Small plans to judge: resources by name, changed one property at a time."""

import copy
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from policy.engine.catalogue import RULES
from policy.model.graph import Graph, Resource
from policy.model.rule import Config, Finding, ResourceRule, Rule, Undecided, Violation
from policy.model.values import UNKNOWN

BY_NAME = {rule.about.name: rule for rule in RULES}
DROP = object()


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One planned resource; edges and dependencies name other specs."""

    token: str
    name: str
    props: Mapping[str, object] = field(default_factory=dict)
    edges: Mapping[str, Sequence[str]] = field(default_factory=dict)
    depends: Sequence[str] = ()
    protect: bool = False
    ignore_changes: Sequence[str] = ()

    @property
    def urn(self) -> str:
        return f"urn:pulumi:test::platform::{self.token}::{self.name}"


def spec(token: str, name: str, props: Mapping[str, object] | None = None, **edges: str | Sequence[str]) -> Spec:
    """A resource with the edges that its properties have."""
    listed = {path: [names] if isinstance(names, str) else list(names) for path, names in edges.items()}
    return Spec(token=token, name=name, props=props or {}, edges=listed)


class Plan:
    """Planned resources that stay as they are: every change makes another plan."""

    def __init__(self, *specs: Spec) -> None:
        self.specs = {one.name: one for one in specs}

    def add(self, *specs: Spec) -> "Plan":
        return Plan(*self.specs.values(), *specs)

    def drop(self, *names: str) -> "Plan":
        return Plan(*(one for one in self.specs.values() if one.name not in names))

    def set(self, name: str, changes: Mapping[str, object]) -> "Plan":
        """The plan with values put at dotted paths; `DROP` takes one away."""
        props: object = copy.deepcopy(dict(self.specs[name].props))
        for path, value in changes.items():
            props = put(props, path.split("."), value)
        assert isinstance(props, dict)
        return self._with(replace(self.specs[name], props=props))

    def edge(self, name: str, path: str, *targets: str) -> "Plan":
        one = self.specs[name]
        return self._with(replace(one, edges={**one.edges, path: targets}))

    def unlinked(self, name: str) -> "Plan":
        return self._with(replace(self.specs[name], edges={}))

    def depends(self, name: str, *targets: str) -> "Plan":
        return self._with(replace(self.specs[name], depends=targets))

    def protect(self, name: str, *, on: bool = True) -> "Plan":
        return self._with(replace(self.specs[name], protect=on))

    def retype(self, name: str, token: str) -> "Plan":
        return self._with(replace(self.specs[name], token=token))

    def _with(self, changed: Spec) -> "Plan":
        return Plan(*(changed if one.name == changed.name else one for one in self.specs.values()))

    def resources(self) -> list[Resource]:
        """The plan as the rules see it."""
        built: dict[str, Resource] = {}

        def edges(one: Spec) -> Mapping[str, Sequence[Resource]]:
            return {path: [built[name] for name in names if name in built] for path, names in one.edges.items()}

        def dependencies(one: Spec) -> list[Resource]:
            return [built[name] for name in one.depends if name in built]

        for one in self.specs.values():
            built[one.name] = Resource(
                one.token,
                one.name,
                one.urn,
                read=partial(dict, one.props),
                edges=partial(edges, one),
                dependencies=partial(dependencies, one),
                protect=one.protect,
                ignore_changes=one.ignore_changes,
            )
        return list(built.values())


def put(value: object, path: Sequence[str], new: object) -> object:
    """A copy of a value with something else at a path."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        changed = list(value)
        changed[int(step)] = put(changed[int(step)], rest, new)
        return changed
    held = dict(value) if isinstance(value, dict) else {}
    if not rest and new is DROP:
        held.pop(step, None)
    else:
        held[step] = put(held.get(step), rest, new)
    return held


def paths(value: object, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of everything inside a value."""
    inner: Iterable[tuple[str, object]] = ()
    if isinstance(value, Mapping):
        inner = value.items()
    elif isinstance(value, list):
        inner = ((str(position), one) for position, one in enumerate(value))
    for step, one in inner:
        yield (*prefix, step)
        yield from paths(one, (*prefix, step))


def judge(rule: Rule, plan: Plan, config: Mapping[str, object] | None = None) -> list[Finding]:
    """What a rule finds in a plan. A resource rule sees each resource as it registers, with no edges."""
    settings = Config(rule.about, config)
    if isinstance(rule, ResourceRule):
        lone = [Resource(one.type, one.name, one.urn, read=lambda one=one: one.props) for one in plan.resources()]  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        return [finding for one in lone if one.type in rule.types for finding in rule.check(one, settings)]
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


def document(*statements: Mapping[str, object]) -> str:
    """A policy document as programs send it."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: object, resource: object = "*", **more: object) -> dict[str, object]:
    """A statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}
