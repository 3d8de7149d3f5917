"""Escalation and exfiltration: what limits them, what narrows them, what denies them."""

import time

import pytest

from policy.knowledge.iam.risks import Document, escalations, exfiltrations
from tests.policy.knowledge.iam.reading import only
from tests.policy.plans import allow, document


@pytest.mark.parametrize(
    ("operator", "key", "value", "limited"),
    [
        ("StringEquals", "iam:PermissionsBoundary", "arn:aws:iam::111122223333:policy/limits", True),
        ("StringLike", "iam:PermissionsBoundary", "arn:aws:iam::111122223333:policy/pde-*", True),
        ("StringLike", "iam:PermissionsBoundary", "*", False),
        ("StringLike", "iam:PermissionsBoundary", "arn:aws:iam::*:policy/*", False),
        ("ArnEquals", "iam:PolicyARN", "arn:aws:iam::aws:policy/ReadOnlyAccess", True),
        ("ArnLike", "iam:PolicyARN", "arn:aws:iam::aws:policy/*", False),
        ("ArnLike", "iam:PolicyARN", ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/*"], False),
    ],
)
def test_what_limits_the_rights_that_can_be_gained(operator: str, key: str, value: object, *, limited: bool) -> None:
    attaching = only(document(allow("iam:AttachRolePolicy", Condition={operator: {key: value}})))
    assert escalations(attaching, Document([attaching])) == ([] if limited else ["iam:attachrolepolicy"])


@pytest.mark.parametrize(
    ("value", "narrowed"), [("X", True), ("pde", True), ("pde-*", True), ("*", False), ("**", False), (["pde", "*"], False)]
)
def test_a_tag_s_value_narrows_unless_it_is_any(value: object, narrowed: bool) -> None:  # noqa: FBT001  a table's column
    reading = only(document(allow("kms:Decrypt", Condition={"StringLike": {"aws:ResourceTag/System": value}})))
    assert exfiltrations(reading, Document([reading])) == ([] if narrowed else ["kms:decrypt"])


KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/*"


@pytest.mark.parametrize(
    ("allowed", "refused", "denied"),
    [
        ({"Resource": KEY_ARN}, KEY_ARN, True),
        ({"Resource": KEY_ARN}, "*", True),
        ({"Resource": "*"}, KEY_ARN, False),
        ({"Resource": [KEY_ARN, "*"]}, KEY_ARN, False),
        ({"NotResource": "arn:aws:kms:us-east-1:111122223333:key/1"}, "*", True),
        ({"NotResource": "arn:aws:kms:us-east-1:111122223333:key/1"}, KEY_ARN, False),
    ],
)
def test_a_denial_counts_where_it_covers_all_that_is_allowed(allowed: dict[str, object], refused: str, *, denied: bool) -> None:
    reading = only(document({"Effect": "Allow", "Action": "kms:Decrypt", **allowed}))
    refusing = only(document({"Effect": "Deny", "Action": "kms:*", "Resource": refused}))
    assert exfiltrations(reading, Document([reading, refusing])) == ([] if denied else ["kms:decrypt"])


# How much longer what is ten times as large may take: linear would be 10, quadratic 100.
STEEP = 40


def seconds(count: int) -> float:
    """How long that many statements take that allow, beside as many that deny the same action elsewhere."""
    allowing = [only(document(allow("iam:*", "*"))) for _ in range(count)]
    refusing = [
        only(document({"Effect": "Deny", "Action": "iam:*", "Resource": f"arn:aws:iam::111122223333:role/{number}"}))
        for number in range(count)
    ]
    start = time.process_time()
    whole = Document([*allowing, *refusing])
    assert all("iam:passrole" in escalations(one, whole) for one in allowing)
    return time.process_time() - start


def test_allowing_and_denying_take_a_time_that_grows_with_their_number() -> None:
    few = min(seconds(150) for _ in range(3))
    assert seconds(1500) < STEEP * few
