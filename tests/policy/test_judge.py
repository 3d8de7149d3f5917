"""Around the rules: no failure goes unseen, and what is undecided is said once."""

from policy import kinds
from policy.graph import Graph, Resource
from policy.judge import judge_resource, judge_stack
from policy.rule import About, Config, Findings, Undecided, Violation, resource_rule, stack_rule

ABOUT = About(
    name="some-rule", title="A title", severity="low", why="Because.", fix="Do it.", preview="nothing", passes="x", fails="y"
)
DATA = Resource(kinds.BUCKET, "data", "urn:data", read=dict)


@resource_rule(ABOUT, kinds.BUCKET)
def failing(bucket: Resource, _: Config) -> Findings:
    yield Violation(bucket, "The first finding.")
    raise ValueError("hunter2")


@stack_rule(ABOUT)
def failing_stack(graph: Graph, _: Config) -> Findings:
    yield Violation(graph.resources[0], "The first finding.")
    yield Violation(graph.resources[0], "The first finding.")
    raise KeyError("hunter2")


@stack_rule(ABOUT)
def unsure(graph: Graph, _: Config) -> Findings:
    yield Undecided(graph.resources[0], "policy")
    yield Violation(graph.resources[0], "A finding.")
    yield Undecided(graph.resources[0], "bucket")


def test_a_rule_that_fails_is_a_violation_that_names_the_place_and_no_value() -> None:
    first, failure = judge_resource(failing, DATA, {})
    assert first.text == "A title\nThe first finding.\nWhy: Because.\nFix: Do it."
    assert (first.urn, failure.urn) == ("urn:data", "urn:data")
    assert failure.text.splitlines()[1].startswith("The rule failed and judged nothing further (ValueError in test_judge.py:")
    assert "hunter2" not in failure.text


def test_a_stack_rule_that_fails_is_a_violation_of_the_stack() -> None:
    first, failure = judge_stack(failing_stack, Graph([DATA]), {})
    assert (first.urn, failure.urn) == ("urn:data", "")
    assert "KeyError" in failure.text


def test_a_resource_of_another_type_is_not_judged() -> None:
    assert list(judge_resource(failing, Resource(kinds.KEY, "key", "urn:key", read=dict), {})) == []


def test_undecided_is_said_once_with_a_line_each() -> None:
    violation, undecided = judge_stack(unsure, Graph([DATA]), {})
    assert (violation.undecided, undecided.undecided) == (False, True)
    assert undecided.text.splitlines() == ["undecided urn:data: policy", "undecided urn:data: bucket"]
