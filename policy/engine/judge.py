"""Run rules over resources: findings each once, waivers applied, no rule's failure unseen."""

import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from policy.knowledge.secret_text import looks_secret
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Finding, ResourceRule, Rule, StackRule, Undecided, Violation
from policy.model.waivers import LEDGER, Entry

_QUOTED = re.compile(r"`([^`]*)`")


@dataclass(frozen=True)
class Diagnostic:
    """One thing to report to the engine: a violation of a rule, or everything a rule could not decide."""

    about: About
    urn: str
    text: str
    undecided: bool = False
    chosen: bool = False


def judge_resource(rule: ResourceRule, resource: Resource, given: Mapping[str, object]) -> Iterator[Diagnostic]:
    """The diagnostics of a rule about single resources for one of them."""
    entry = LEDGER.for_resource(rule.about.name, given.get("waivers"), resource.urn)
    if resource.type in rule.types:
        yield from _diagnostics(rule.about, _collect(resource, lambda: rule.check(resource, Config(rule.about, given))), entry)


def judge_stack(rule: StackRule, graph: Graph, given: Mapping[str, object]) -> Iterator[Diagnostic]:
    """The diagnostics of a rule about whole stacks for one of them."""
    entry = LEDGER.for_stack(rule.about.name, given.get("waivers")) if rule.about.waivable else Entry()
    yield from _diagnostics(rule.about, _collect(None, lambda: rule.check(graph, Config(rule.about, given))), entry)


def pass_over(rule: Rule, given: Mapping[str, object]) -> None:
    """Note the waivers of a rule that is switched off: they expire all the same."""
    LEDGER.for_disabled(rule.about.name, given.get("waivers"))


def _collect(resource: Resource | None, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """A rule's findings, each once. A crash is a violation: it must neither let a resource through nor end the call."""
    found: dict[Finding, None] = {}
    try:
        for finding in check():
            found[finding] = None
    except Exception as error:  # noqa: BLE001  whatever went wrong, the resource was not judged
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        failure = f"The rule failed and judged nothing further ({type(error).__name__} in {where})."
        found[Violation(resource, failure)] = None
    return list(found)


def _diagnostics(about: About, found: Iterable[Finding], entry: Entry) -> Iterator[Diagnostic]:
    undecided: list[str] = []
    for finding in found:
        urn = finding.resource.urn if finding.resource else ""
        if urn and about.waivable and entry.waives(urn):
            continue
        if isinstance(finding, Undecided):
            undecided.append(f"undecided {urn}: {finding.what}")
        else:
            yield Diagnostic(about, urn, message(about, finding), chosen=finding.chosen)
    if undecided:
        yield Diagnostic(about, "", "\n".join(undecided), undecided=True)


def message(about: About, violation: Violation) -> str:
    """What a person reads: what is wrong here, what it leads to, and what to write instead.

    Rules repeat a value only where names stand; what looks like a secret there all the same is not repeated.
    """
    what = _QUOTED.sub(lambda one: "`...`" if looks_secret(one[1]) else one[0], violation.what)
    return f"{about.title}\n{what}\nWhy: {about.why}\nFix: {about.fix}"
