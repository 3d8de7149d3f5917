"""Waivers: none expired, none without a reason, all of them listed."""

import difflib

from policy.model.graph import Graph
from policy.model.rule import About, Config, Findings, Rule, Violation, stack_rule
from policy.model.waivers import LEDGER


@stack_rule(
    About(
        name="waivers-are-current",
        title="Every waiver is complete, unexpired and needed",
        severity="high",
        why="A waiver that outlives its reason hides the next violation of the same rule.",
        fix="Give it `resource`, `reason` and `expires` (YYYY-MM-DD), renew it with a reason that still holds, or delete it.",
        references=("NIST-800-53 CA-5", "NIST-800-53 CM-3"),
        preview="the configuration itself; a waiver whose rule is undecided counts as needed",
        passes='{"resource": "*::legacy", "reason": "moves in March", "expires": "2027-03-31"}',
        fails='{"resource": "*::legacy"}',
        waivable=False,
    )
)
def current(graph: Graph, _: Config) -> Findings:
    """Runs behind all rules that can be waived, and reads what they noted."""
    for rule, entry in sorted(LEDGER.audit().items()):
        for problem in entry.problems:
            yield Violation(None, f"{rule}: {problem}.")
        for waiver in entry.unmatched(graph.urns):
            names = entry.objects_to(graph.urns)
            meant = f" The rule objects to {_nearest(waiver.resource, names)}." if names else ""
            yield Violation(None, f"{rule}: the waiver for `{waiver.resource}` covers no violation.{meant}")


def _nearest(resource: str, names: list[str]) -> str:
    near = (*difflib.get_close_matches(resource, names), *names)[0]
    return f"`{near}` and {len(names) - 1} more" if len(names) > 1 else f"`{near}`"


@stack_rule(
    About(
        name="waivers-in-use",
        title="Waivers in use",
        severity="low",
        level="advisory",
        why="What is set aside is accepted risk, and somebody has to keep accepting it.",
        fix="Nothing, while the reason holds and the day is not near.",
        references=("NIST-800-53 CA-5",),
        preview="the configuration itself",
        passes="no waivers",
        fails="a waiver that covers a violation",
        waivable=False,
    )
)
def listed(graph: Graph, _: Config) -> Findings:
    """One line for each rule and resource."""
    for rule, entry in sorted(LEDGER.audit().items()):
        for urn, waiver in entry.uses(graph.urns):
            resource = next(one for one in graph.resources if one.urn == urn)
            ending = LEDGER.ending(waiver.expires)
            yield Violation(resource, f"{rule} does not apply until {waiver.expires}: {waiver.reason}{ending}")


RULES: tuple[Rule, ...] = (current, listed)
