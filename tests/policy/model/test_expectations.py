"""What rules are put together from."""

from functools import partial

from policy.model import kinds
from policy.model.expectations import must_have_customer_key, unless_unknown
from policy.model.graph import Resource
from policy.model.rule import Finding, Known, Undecided, Violation
from policy.model.values import UNKNOWN

KEY = Resource(kinds.KEY, "key", "urn:key", read=lambda: {"usage": UNKNOWN, "spec": "RSA_2048", "store": UNKNOWN})


def test_a_violation_is_undecided_while_what_it_depends_on_is_unknown() -> None:
    found: list[Finding] = [Violation(KEY, "A finding."), Undecided(KEY, "policy")]
    assert list(unless_unknown(iter(found), KEY, "spec", "name")) == found
    assert list(unless_unknown(iter(found), KEY, "usage", "spec", "store")) == [
        Undecided(KEY, "usage or store"),
        Undecided(KEY, "policy"),
    ]


def test_a_key_of_ones_own_is_asked_for_by_choice() -> None:
    for props in ({}, {"kmsKeyId": "arn:aws:kms:us-east-1:111122223333:alias/aws/ebs"}):
        disk = Resource(kinds.VOLUME, "disk", "urn:disk", read=partial(dict, props))
        (found,) = must_have_customer_key(disk, "kmsKeyId")
        assert isinstance(found, Violation)
        assert found.chosen


def test_what_is_known_and_what_is_not_are_both_added_to() -> None:
    known = Known([1], [Undecided(KEY, "usage")])
    known.add(Known([2], [Undecided(KEY, "store")]))
    assert known == Known([1, 2], [Undecided(KEY, "usage"), Undecided(KEY, "store")])
