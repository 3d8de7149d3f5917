"""Grants: what roles get of a component's table, and what a boundary makes of it."""

import pytest

from components.account.deployer_permissions.boundary import boundary
from components.base.grant import KEYS, WITHOUT_RESOURCE, Grant, Reach, arns
from tests.systems.account.scopes import scope

TOPICS = Reach(sid="Topics", resources=arns("kafka", "topic/{name}-*"))
READ = Grant(reach=TOPICS, actions=("kafka-cluster:ReadData", "kafka-cluster:DescribeTopic"))
WRITE = Grant(reach=TOPICS, actions=("kafka-cluster:WriteData", "kafka-cluster:DescribeTopic"))


def test_a_role_gets_a_grant_on_what_is_named_alone() -> None:
    statement = READ.on("Consume", "arn:of:one", conditions={"Bool": {"a": "true"}})
    assert (statement.actions, statement.resources) == (READ.actions, ("arn:of:one",))
    assert statement.conditions == {"Bool": {"a": "true"}}


def test_a_grant_without_resources_is_for_what_aws_limits_to_none() -> None:
    """The patterns of a reach are the whole stack's, with placeholders that only a boundary fills."""
    free = Grant(reach=WITHOUT_RESOURCE, actions=("xray:PutTraceSegments",))
    assert free.on("SendTraces").resources == ("*",)
    with pytest.raises(ValueError, match="Consume: name the resources"):
        READ.on("Consume")


def test_a_boundary_holds_each_reach_with_the_names_of_its_stack() -> None:
    topics, keys, elsewhere = boundary(scope(), [READ, Grant(reach=KEYS, actions=("kms:Decrypt",)), WRITE])
    assert topics.resources == ("arn:aws:kafka:*:111122223333:topic/wea-test-*",)
    assert topics.actions == ("kafka-cluster:DescribeTopic", "kafka-cluster:ReadData", "kafka-cluster:WriteData")
    assert keys.conditions["StringEqualsIfExists"] == {"aws:ResourceTag/System": "weather", "aws:ResourceTag/Environment": "test"}
    assert (elsewhere.effect, elsewhere.actions) == ("Deny", ("kafka-cluster:*", "kms:*"))


def test_what_a_stack_may_read_of_another_is_the_one_it_recovers() -> None:
    images = Grant(reach=Reach(sid="Images", resources=arns("ecr", "repository/{readable}/*")), actions=("ecr:BatchGetImage",))
    (alone, _), (recovering, _) = boundary(scope(), [images]), boundary(scope(recovers="live"), [images])
    assert alone.resources == ("arn:aws:ecr:*:111122223333:repository/wea-test/*",)
    assert recovering.resources == (*alone.resources, "arn:aws:ecr:*:111122223333:repository/wea-live/*")


def test_reaches_of_different_services_share_a_statement_and_those_of_one_never_do() -> None:
    queues = Grant(reach=Reach(sid="Queues", resources=arns("sqs", "{name}-*")), actions=("sqs:SendMessage",))
    groups = Grant(reach=Reach(sid="Groups", resources=arns("kafka", "group/{name}-*")), actions=("kafka-cluster:AlterGroup",))
    shared, alone, _ = boundary(scope(), [READ, queues, groups])
    assert (shared.sid, shared.actions) == (
        "TopicsAndMore",
        ("kafka-cluster:DescribeTopic", "kafka-cluster:ReadData", "sqs:SendMessage"),
    )
    assert (alone.sid, alone.actions) == ("Groups", ("kafka-cluster:AlterGroup",))
