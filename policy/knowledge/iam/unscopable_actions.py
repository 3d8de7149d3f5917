"""Actions that AWS cannot limit to a resource: what its reference lists with no resource type.

`unscopable_actions.txt` lists the exceptions, each under a reason.
"""

from functools import cache
from pathlib import Path

from policy.knowledge.iam.pattern_scope import has_wildcard
from policy.knowledge.iam.service_authorization import action as told
from policy.knowledge.iam.service_authorization import matching
from policy.model.patterns import matches


@cache
def is_unscopable(action: str) -> bool:
    """Whether an action, or a pattern for several, has no resource to be limited to. What AWS does not have, has one."""
    action = action.lower()
    if not has_wildcard(action):
        found = told(action)
        return action in exceptions() or (found is not None and not found.checks)
    if any(matches(pattern, action) for pattern in exceptions()):
        return True
    every = matching(action)
    return bool(every) and all(is_unscopable(one.name) for one in every)


@cache
def exceptions() -> frozenset[str]:
    """The actions and patterns that are listed by hand."""
    lines = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in map(str.strip, lines) if line and not line.startswith("#"))
