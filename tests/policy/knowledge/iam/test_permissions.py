"""What a role may do, from wherever the stack gives it."""

import re

import pytest

from policy.knowledge.iam.documents import identity_statements
from policy.knowledge.iam.permissions import Grant, grants
from policy.model import kinds
from policy.model.graph import Graph
from policy.model.rule import Known
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec

ARN = "arn:aws:iam::111122223333:policy/rights"
HARMLESS = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
ROLE = Plan(
    spec(
        kinds.ROLE,
        "role",
        {
            "name": "api",
            "inlinePolicies": [{"policy": document(allow("first:A"))}, {"policy": document(allow("second:A"))}],
            "managedPolicyArns": [ARN],
        },
    ),
    spec(kinds.MANAGED_POLICY, "rights", {"arn": ARN, "policy": document(allow("managed:A"))}),
    spec(kinds.MANAGED_POLICY, "more", {"name": "more", "policy": document(allow("attached:A"))}),
    spec(kinds.ROLE_ATTACHMENT, "attachment", {"role": "api", "policyArn": "arn:aws:iam::111122223333:policy/more"}),
    spec(kinds.ROLE_POLICY, "beside", {"role": "api", "policy": document(allow("beside:A"))}),
)


def given(plan: Plan) -> Known[Grant]:
    graph = Graph(plan.resources())
    (role,) = graph.of(kinds.ROLE)
    return grants(graph, role, re.compile("service-role/"))


def test_every_policy_of_a_role_counts() -> None:
    found = given(ROLE)
    assert [(source.name, *statement.actions) for source, statement in found.found] == [
        ("role", "first:a"),
        ("role", "second:a"),
        ("beside", "beside:a"),
        ("more", "attached:a"),
        ("rights", "managed:a"),
    ]
    assert found.unresolved == []


def test_a_policy_of_aws_that_is_known_to_be_harmless_hides_nothing() -> None:
    assert given(ROLE.set("attachment", {"policyArn": HARMLESS})).unresolved == []


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("beside", "policy", UNKNOWN),
        ("rights", "policy", UNKNOWN),
        ("attachment", "policyArn", UNKNOWN),
        ("attachment", "policyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        ("attachment", "role", UNKNOWN),
        ("beside", "role", UNKNOWN),
        ("role", "managedPolicyArns", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        ("role", "inlinePolicies.1.policy", UNKNOWN),
    ],
)
def test_what_is_not_known_is_said(name: str, path: str, value: object) -> None:
    (undecided,) = given(ROLE.set(name, {path: value})).undecided
    assert (undecided.resource.name, undecided.what) == (name, path)


def test_a_policy_inside_a_role_that_is_unknown_as_a_whole() -> None:
    (undecided,) = given(ROLE.set("role", {"inlinePolicies.0": UNKNOWN})).undecided
    assert undecided.what == "inlinePolicies.0.policy"


def test_what_aws_will_fill_in_hides_nothing() -> None:
    plan = ROLE.set("role", {"inlinePolicies": UNKNOWN, "managedPolicyArns": UNKNOWN})
    assert given(plan).unresolved == []


def test_all_statements_of_a_role_s_own_policies() -> None:
    (role,) = Plan(ROLE.specs["role"]).resources()
    assert [(path, statement.actions) for path, statement in identity_statements(role).found] == [
        ("inlinePolicies.0.policy", ("first:a",)),
        ("inlinePolicies.1.policy", ("second:a",)),
    ]
