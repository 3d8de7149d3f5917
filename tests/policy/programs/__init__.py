"""Whole programs as people publish them, recorded as resources, each with what a careful reviewer would say about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.policy.plans import Plan


@dataclass(frozen=True)
class Program:
    """A program, and by rule the resources that it is wrong about: all that is wrong, and nothing else.

    Attributes:
        title: What it deploys.
        plan: What it registers.
        findings: By rule, the names of resources with spaces between them.
    """

    title: str
    plan: Plan
    findings: Mapping[str, str]

    @property
    def expected(self) -> set[tuple[str, str]]:
        """Rule and resource of each finding."""
        return {(rule, name) for rule, names in self.findings.items() for name in names.split()}
