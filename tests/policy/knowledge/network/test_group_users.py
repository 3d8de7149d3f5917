"""Which groups only load balancers run under: whatever else names one, however deep, is under it as well."""

import json

import pytest

from policy.knowledge.network.group_users import groups_of_balancers_alone
from policy.model import kinds
from policy.model.graph import Graph
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, spec

GROUPS = [spec(kinds.SECURITY_GROUP, name, {"id": f"sg-{name}"}) for name in "ab"]
BALANCER = spec(kinds.LOAD_BALANCER, "balancer", {"securityGroups": ["sg-a", "sg-b"]})


def alone(**properties: object) -> list[str]:
    """The groups that are left to a balancer beside something with properties."""
    plan = Plan(*GROUPS, BALANCER, spec("aws:sfn/stateMachine:StateMachine", "other", properties))
    return [urn.rpartition("::")[2] for urn in groups_of_balancers_alone(Graph(plan.resources())).found]


@pytest.mark.parametrize(
    ("properties", "left"),
    [
        ({}, ["a", "b"]),
        ({"securityGroups": ["sg-a", "sg-b"]}, []),
        ({"one": {"securityGroups": ["sg-b"], "name": "x", "subnets": ["y"]}}, ["a"]),
        ({"all": [{"securityGroups": ["sg-a"]}, {"name": "x"}, {"securityGroups": ["sg-b"]}]}, []),
        ({"definition": json.dumps({"States": {"x": {"SecurityGroups": ["sg-a"]}}})}, ["b"]),
        # A text that is no document is not read as one.
        ({"comment": json.dumps({"securityGroups": ["sg-a"]})}, ["a", "b"]),
        ({"sourceSecurityGroupId": "sg-a"}, ["a", "b"]),
    ],
)
def test_what_names_a_group_runs_under_it(properties: dict[str, object], left: list[str]) -> None:
    assert alone(**properties) == left


def test_a_balancer_whose_groups_are_unknown_is_told() -> None:
    plan = Plan(*GROUPS, spec(kinds.LOAD_BALANCER, "balancer", {"securityGroups": UNKNOWN}))
    (unresolved,) = groups_of_balancers_alone(Graph(plan.resources())).unresolved
    assert (unresolved.resource and unresolved.resource.name, unresolved.what) == ("balancer", "securityGroups")
