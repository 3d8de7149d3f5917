"""Around the rules: no failure goes unseen, and what is undecided is said once."""

from datetime import date

import pytest

from policy.engine.judge import judge_resource, judge_stack
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Undecided, Violation, resource_rule, stack_rule
from policy.model.waivers import Ledger

ABOUT = About(
    name="some-rule", title="A title", severity="low", why="Because.", fix="Do it.", preview="nothing", passes="x", fails="y"
)
DATA = Resource(kinds.BUCKET, "data", "urn:data", read=dict)
OTHER = Resource(kinds.BUCKET, "other", "urn:other", read=dict)


@resource_rule(ABOUT, kinds.BUCKET)
def failing(bucket: Resource, _: Config) -> Findings:
    yield Violation(bucket, "The first finding.")
    raise ValueError("hunter2")


@resource_rule(ABOUT, kinds.BUCKET)
def repeating(bucket: Resource, _: Config) -> Findings:
    yield Violation(bucket, "`name` is `ghp_abcdefghijklmnopqrstuvwxyz0123456789`, not `data`.")


def test_what_looks_like_a_secret_is_repeated_nowhere() -> None:
    (one,) = judge_resource(repeating, DATA, {})
    assert one.text.splitlines()[1] == "`name` is `...`, not `data`."


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


@stack_rule(ABOUT)
def failing_deeper(graph: Graph, _: Config) -> Findings:
    yield Violation(graph.resources[0], "The first finding.")
    _broken()


def _broken() -> None:
    raise LookupError("hunter2")


@stack_rule(ABOUT)
def about_each(graph: Graph, _: Config) -> Findings:
    for resource in graph.resources:
        yield Violation(resource, "A finding.")


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


def test_the_place_that_a_failure_names_is_the_innermost() -> None:
    """It does not help to know which rule of the catalogue failed at which call: the line that raised says more."""
    _, failure = judge_stack(failing_deeper, Graph([DATA]), {})
    assert f"(LookupError in test_judge.py:{_broken.__code__.co_firstlineno + 1})" in failure.text


def test_a_waived_finding_leaves_those_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policy.engine.judge.LEDGER", Ledger(lambda: date(2027, 1, 15)))
    waiver = {"resource": "urn:data", "reason": "replaced in March", "expires": "2027-03-31"}
    found = judge_stack(about_each, Graph([DATA, OTHER]), {"waivers": [waiver]})
    assert [one.urn for one in found] == ["urn:other"]


def test_undecided_is_said_once_with_a_line_each() -> None:
    violation, undecided = judge_stack(unsure, Graph([DATA]), {})
    assert (violation.undecided, undecided.undecided) == (False, True)
    assert undecided.text.splitlines() == ["undecided urn:data: policy", "undecided urn:data: bucket"]
