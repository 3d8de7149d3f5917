"""What the rules say in all their cases, as `said.txt` holds it: `python -m tests.policy.said > tests/policy/said.txt`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from policy.model.rule import Finding, Undecided
from tests.policy.cases import CASES
from tests.policy.plans import BY_NAME, Case, judge

RECORDED = Path(__file__).with_name("said.txt")


def lines() -> Iterator[str]:
    """Each rule, and below it the different things it says, in the order in which its cases make it say them."""
    by_rule: dict[str, list[Case]] = {}
    for case in CASES:
        by_rule.setdefault(case.rule, []).append(case)
    for rule, cases in sorted(by_rule.items()):
        yield rule
        said = (finding for case in cases for finding in judge(BY_NAME[rule], case.plan, case.config))
        yield from dict.fromkeys(map(_line, said))


def _line(finding: Finding) -> str:
    about = "the stack" if finding.resource is None else finding.resource.name
    kind = "undecided" if isinstance(finding, Undecided) else "violation"
    return f"    {kind} {about}: {finding.what}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
