"""What rules are put together from."""

from policy.model import kinds
from policy.model.expectations import unless_unknown
from policy.model.graph import Resource
from policy.model.rule import Finding, Undecided, Violation
from policy.model.values import UNKNOWN

KEY = Resource(kinds.KEY, "key", "urn:key", read=lambda: {"usage": UNKNOWN, "spec": "RSA_2048", "store": UNKNOWN})


def test_a_violation_is_undecided_while_what_it_depends_on_is_unknown() -> None:
    found: list[Finding] = [Violation(KEY, "A finding."), Undecided(KEY, "policy")]
    assert list(unless_unknown(iter(found), KEY, "spec", "name")) == found
    assert list(unless_unknown(iter(found), KEY, "usage", "spec", "store")) == [
        Undecided(KEY, "usage or store"),
        Undecided(KEY, "policy"),
    ]
