"""Rows that follow a default of the account, which a stack may declare."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from policy.knowledge.needs import Need, judge_beside
from policy.model.expectations import at_most_undecided
from policy.model.graph import Graph
from policy.model.rule import Findings, Undecided
from policy.model.values import UNKNOWN


@dataclass(frozen=True)
class AccountDefault:
    """A default of an account and region.

    Attributes:
        token: The type that sets it.
        path: Where that says so.
        said: What may stand there for the default to hold.
        implied: What AWS then takes where a row's property is absent.
        needs: The rows that it is for.
    """

    token: str
    path: str
    said: Collection[object]
    implied: object
    needs: Sequence[Need]

    def judge(self, graph: Graph, needs: Sequence[Need]) -> Findings:
        """What rows find in a stack, those of this default among others."""
        states = {one: one.get(self.path) for one in graph.of(self.token)}
        holds = any(state in self.said for state in states.values())
        unsure = [Undecided(one, self.path) for one, state in states.items() if state is UNKNOWN and not holds]
        for need in needs:
            follows = need in self.needs
            found = judge_beside(need, graph, self.implied if holds and follows else None)
            yield from at_most_undecided(found, unsure[0]) if unsure and follows else found
