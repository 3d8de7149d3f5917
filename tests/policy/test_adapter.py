"""Between the SDK and the rules: proxies become plain data, and no rule's failure goes unseen."""

import pulumi
import pulumi_policy as sdk
import pytest
from pulumi_policy.proxy import UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE, UnknownValueError, unknown_checking_proxy

from policy import kinds
from policy.adapter import plain, to_graph, to_policy
from policy.catalogue import RULES
from policy.graph import Graph, Resource
from policy.rule import About, Config, Findings, Violation, resource_rule, stack_rule
from policy.values import UNKNOWN

ABOUT = About(name="some-rule", title="A title", severity="low", why="Because.", fix="Do it.", preview="nothing")
URN = "urn:pulumi:test::platform::aws:s3/bucket:Bucket::data"


class Report:
    """What a policy reports: the first line of each message with its URN."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str | None]] = []

    def __call__(self, message: str, urn: str | None = None) -> None:
        self.said.append((message.splitlines()[0], urn))


def sdk_resource(props: dict[str, object], urn: str = URN) -> sdk.PolicyResource:
    return sdk.PolicyResource("aws:s3/bucket:Bucket", unknown_checking_proxy(props), urn, "data", options(), None, None, [], {})


def options() -> sdk.PolicyResourceOptions:
    return sdk.PolicyResourceOptions(False, [], None, [], sdk.PolicyCustomTimeouts(0, 0, 0), [], None)  # noqa: FBT003  the SDK takes it so


def test_proxies_become_plain_data_with_unknowns_marked() -> None:
    props: dict[str, object] = {"a": {"b": [1.0, UNKNOWN_STRING_VALUE]}, "c": UNKNOWN_OBJECT_VALUE, "d": None, "e": True}
    assert plain(unknown_checking_proxy(props)) == {"a": {"b": [1.0, UNKNOWN]}, "c": UNKNOWN, "d": None, "e": True}


def test_assets_are_opaque() -> None:
    assert plain(unknown_checking_proxy({"code": pulumi.StringAsset("x")})) == {"code": "<StringAsset>"}


def test_edges_join_the_same_resources() -> None:
    bucket, policy = sdk_resource({}), sdk_resource({"bucket": UNKNOWN_STRING_VALUE}, URN + "-policy")
    policy.property_dependencies = {"bucket": [bucket]}
    graph = to_graph([bucket, policy])
    assert graph.resources[1].edges("bucket") == [graph.resources[0]]


@resource_rule(ABOUT, kinds.BUCKET)
def failing(bucket: Resource, _: Config) -> Findings:
    yield Violation(bucket, "The first finding.")
    raise ValueError("hunter2")


@stack_rule(ABOUT)
def failing_stack(graph: Graph, _: Config) -> Findings:
    yield Violation(graph.resources[0], "The first finding.")
    yield Violation(graph.resources[0], "The first finding.")
    raise KeyError("hunter2")


def test_a_rule_that_fails_is_a_violation_that_names_the_place_and_no_value() -> None:
    report = Report()
    policy = to_policy(failing)
    assert isinstance(policy, sdk.ResourceValidationPolicy)
    args = sdk.ResourceValidationArgs("aws:s3/bucket:Bucket", unknown_checking_proxy({}), URN, "data", options(), None)
    policy.validate(args, report)
    assert report.said[0] == ("The first finding.", URN)
    assert report.said[1][0].startswith("The rule failed and judged nothing further (ValueError in test_adapter.py:")
    assert "hunter2" not in str(report.said)


def test_a_stack_rule_that_fails_is_a_violation_of_the_stack() -> None:
    report = Report()
    policy = to_policy(failing_stack)
    assert isinstance(policy, sdk.StackValidationPolicy)
    policy.validate(sdk.StackValidationArgs([sdk_resource({})]), report)
    assert report.said[0] == ("The first finding.", URN)
    assert report.said[1][0].startswith("The rule failed and judged nothing further (KeyError")
    assert [urn for _, urn in report.said] == [URN, None]


def test_undecided_is_raised_once_with_a_line_each() -> None:
    policy = to_policy(next(rule for rule in RULES if rule.about.name == "s3-owner-enforced"))
    assert isinstance(policy, sdk.StackValidationPolicy)
    loose = sdk_resource({"bucket": UNKNOWN_STRING_VALUE}, URN + "-owner")
    loose.resource_type = kinds.BUCKET_OWNERSHIP
    with pytest.raises(UnknownValueError) as raised:
        policy.validate(sdk.StackValidationArgs([sdk_resource({}), sdk_resource({}, URN + "-2"), loose]), Report())
    assert [line.split(": ")[0] for line in raised.value.message.splitlines()] == ["", f"undecided {URN}", f"undecided {URN}-2"]
