"""Edges and identities: what a property names, and what is only maybe named."""

import pytest

from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, Spec, spec

TWO = Plan(
    spec(kinds.BUCKET, "one", {"id": "first", "arn": "arn:aws:s3:::first"}),
    spec(kinds.BUCKET, "two", {"id": UNKNOWN, "bucket": "second"}),
    spec(kinds.ROLE, "role", {"name": "api", "arn": UNKNOWN}),
    spec(kinds.BUCKET_POLICY, "policy", {"bucket": UNKNOWN}, bucket=["role", "two"]),
)


def graph_of(plan: Plan) -> tuple[Graph, dict[str, Resource]]:
    graph = Graph(plan.resources())
    return graph, {resource.name: resource for resource in graph.resources}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("first", ["one"]),
        ("arn:aws:s3:::first", ["one"]),
        ("second", ["two"]),
        ("arn:aws:s3:::second", ["two"]),
        (UNKNOWN, ["two"]),
    ],
)
def test_a_property_names_a_resource_by_value_or_edge(value: object, expected: list[str]) -> None:
    graph, by_name = graph_of(TWO.set("policy", {"bucket": value}))
    links = graph.links(by_name["policy"], "bucket", kinds.BUCKET)
    assert [target.name for target in links.targets] == expected
    assert not links.unknown


def test_an_edge_explains_a_known_value_that_nothing_is_called() -> None:
    graph, by_name = graph_of(TWO.set("policy", {"bucket": "composed"}))
    assert [target.name for target in graph.links(by_name["policy"], "bucket", kinds.BUCKET).targets] == ["two"]


def test_a_value_outside_the_stack() -> None:
    graph, by_name = graph_of(TWO.set("policy", {"bucket": "elsewhere"}).unlinked("policy"))
    assert graph.links(by_name["policy"], "bucket", kinds.BUCKET).outside == ("elsewhere",)


def test_a_role_by_the_arn_it_will_have() -> None:
    graph, by_name = graph_of(TWO.set("policy", {"role": "arn:aws:iam::111122223333:role/service/api"}))
    assert [target.name for target in graph.links(by_name["policy"], "role", kinds.ROLE).targets] == ["role"]


def test_another_account_s_role_of_the_same_name_is_not_it() -> None:
    plan = TWO.set("role", {"arn": "arn:aws:iam::1:role/api"}).set("policy", {"role": "arn:aws:iam::2:role/api"})
    graph, by_name = graph_of(plan)
    assert graph.links(by_name["policy"], "role", kinds.ROLE).outside == ("arn:aws:iam::2:role/api",)


def test_two_edges_for_one_name_are_loose() -> None:
    graph, by_name = graph_of(TWO.edge("policy", "bucket", "one", "two"))
    attached = graph.attached(kinds.BUCKET_POLICY, "bucket", kinds.BUCKET)
    assert attached.to(by_name["one"]) == ()
    assert [resource.name for resource in attached.unresolved] == ["policy"]


def test_a_list_belongs_to_each_that_it_names() -> None:
    graph, by_name = graph_of(TWO.set("policy", {"bucket": ["one", UNKNOWN]}).edge("policy", "bucket", "one", "two"))
    attached = graph.attached(kinds.BUCKET_POLICY, "bucket", kinds.BUCKET)
    assert [[one.name for one in attached.to(by_name[name])] for name in ("one", "two")] == [["policy"], ["policy"]]
    assert attached.unresolved == []


def test_a_list_shorter_than_its_edges_is_loose() -> None:
    graph, by_name = graph_of(TWO.set("policy", {"bucket": [UNKNOWN]}).edge("policy", "bucket", "one", "two"))
    assert graph.attached(kinds.BUCKET_POLICY, "bucket", kinds.BUCKET).to(by_name["one"]) == ()


def test_what_aws_chooses_is_unset_and_what_a_resource_gives_is_not() -> None:
    _, by_name = graph_of(TWO.set("policy", {"other": UNKNOWN}))
    assert by_name["policy"].is_unset("other")
    assert not by_name["policy"].is_unset("bucket")
    single = Resource(kinds.BUCKET_POLICY, "single", "urn", read=lambda: {"bucket": UNKNOWN})
    assert not single.is_unset("bucket")


def test_nothing_is_read_before_a_rule_looks() -> None:
    def fail() -> dict[str, object]:
        raise AssertionError

    graph = Graph([Resource("aws:s3/bucket:Bucket", "data", "urn", read=fail, edges=dict)])
    assert [resource.name for resource in graph.of(kinds.BUCKET)] == ["data"]
    assert not graph.is_protected


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("aws:alb/listener:Listener", kinds.LISTENER),
        ("aws:elasticloadbalancingv2/loadBalancer:LoadBalancer", kinds.LOAD_BALANCER),
        ("aws:s3/bucketV2:BucketV2", kinds.BUCKET),
        ("aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2", kinds.BUCKET_ENCRYPTION),
        ("aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObjectv2:BucketObjectv2"),
    ],
)
def test_one_spelling_stands_for_all(token: str, expected: str) -> None:
    assert kinds.canonical(token) == expected


def test_a_resource_shows_no_properties() -> None:
    assert repr(Resource(kinds.SERVICE, "api", "urn:x", read=lambda: {"password": "hunter2"})) == "<urn:x>"


def test_what_names_a_group_in_an_arn_with_colons_is_found() -> None:
    """A log group's ARN has a colon in front of its name, and one behind it where streams are meant."""
    plan = Plan(
        spec(kinds.LOG_GROUP, "log", {"name": "/pde/api", "arn": UNKNOWN}),
        spec(kinds.FLOW_LOG, "flow", {"logDestination": "arn:aws:logs:us-east-1:111122223333:log-group:/pde/api"}),
    )
    graph, by_name = graph_of(plan)
    assert [one.name for one in graph.links(by_name["flow"], "logDestination", kinds.LOG_GROUP).targets] == ["log"]


def test_something_loose_hides_nothing_behind_it() -> None:
    plan = TWO.add(spec(kinds.BUCKET_POLICY, "loose", {"bucket": UNKNOWN}), spec(kinds.BUCKET_POLICY, "last", {"bucket": "first"}))
    graph, by_name = graph_of(plan)
    attached = graph.attached(kinds.BUCKET_POLICY, "bucket", kinds.BUCKET)
    assert [one.name for one in attached.to(by_name["one"])] == ["last"]
    assert [one.name for one in attached.unresolved] == ["loose"]


@pytest.mark.parametrize(
    ("one", "value"),
    [
        (spec(kinds.REPOSITORY, "it", {"name": "pde/api", "arn": UNKNOWN}), "arn:aws:ecr:us-east-1:1:repository/pde/api"),
        (spec(kinds.ROLE, "it", {"name": "api", "arn": UNKNOWN}), "arn:aws:iam::1:role/workloads/pde/api"),
        (spec(kinds.ROLE, "it", {"name": "api", "arn": UNKNOWN}), "arn:aws:iam::1:role/api:7"),
        (spec(kinds.REPOSITORY, "it", {"arn": "arn:aws:ecr:us-east-1:1:repository/pde/api"}), "api"),
    ],
)
def test_names_and_arns_stand_for_each_other_while_one_is_unknown(one: Spec, value: str) -> None:
    graph, by_name = graph_of(Plan(one, spec(kinds.SERVICE, "user", {"names": value})))
    assert [found.name for found in graph.links(by_name["user"], "names", one.token).targets] == ["it"]


def test_what_is_known_and_what_edges_tell_adds_up() -> None:
    plan = TWO.set("policy", {"bucket": ["first", UNKNOWN]}).edge("policy", "bucket", "two")
    graph, by_name = graph_of(plan)
    assert {one.name for one in graph.links(by_name["policy"], "bucket", kinds.BUCKET).targets} == {"one", "two"}
