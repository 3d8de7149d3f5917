"""Whatever a program writes where, a rule judges it: hostile values at every recorded property, and trees made at random.

`FUZZ_EXAMPLES=5000 pytest tests/policy/rules/test_fuzz.py` makes more of the latter than the suite has time for.
"""

import json
import math
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

import pytest

from policy.engine.catalogue import RULES
from policy.engine.judge import judge_resource, judge_stack
from policy.model.graph import Graph, Resource
from policy.model.rule import ResourceRule, StackRule
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, Spec, put
from tests.policy.rules import CASES
from tests.policy.rules.replay import production

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))
FAILED = "The rule failed"


def nested(levels: int) -> object:
    value: object = "bottom"
    for level in range(levels):
        value = {"Statement": value, "environment": value} if level % 2 else [value]
    return value


def deep_text(levels: int) -> str:
    return '{"Statement":[' * (levels // 2) + "1" + "]}" * (levels // 2)


HOSTILE: tuple[object, ...] = (
    *(None, "", "x", 0, -1, True, UNKNOWN, [], {}),
    *(math.inf, -math.inf, math.nan, 1e308, 10**400, -(10**400)),
    *("{", "[]", "null", "1e999", '{"Statement":[null,1,"x",[],{}]}', "[{},null,7]", "*" * 300, "arn:" * 40, "\ud800", "\0"),
    *(deep_text(450), deep_text(950), deep_text(20_000)),
    *({7: "x"}, {None: [1]}, {"": {"": None}}, [[[[]]]], [None, {"Statement": 5}], ["x", UNKNOWN, 1.5]),
)


def failures(resources: Sequence[Resource]) -> list[str]:
    """What rules could not judge: each resource alone, then all together, of which they share what they read as in the pack."""
    found = []
    graph = Graph(resources)
    for rule in RULES:
        if isinstance(rule, ResourceRule):
            own = [resource for resource in resources if resource.type in rule.types]
            said = [one for resource in own for one in judge_resource(rule, resource, {})]
        else:
            assert isinstance(rule, StackRule)
            said = list(judge_stack(rule, graph, {}))
        found += [f"{rule.about.name}: {one.text.splitlines()[1]}" for one in said if FAILED in one.text]
    return found


@cache
def nodes() -> Mapping[str, Mapping[str, object]]:
    """For every type that the rules' cases or the recorded stack have, all properties one of them gives it."""
    found: dict[str, dict[str, object]] = {}
    for case in CASES:
        for one in case.plan.specs.values():
            found.setdefault(one.token, {}).update(one.props)
    for record in production().values():
        found.setdefault(record.token, {}).update(record.outputs)
    return {token: props for token, props in found.items() if token.startswith("aws:")}


@cache
def node_places() -> Mapping[str, Sequence[tuple[str, ...]]]:
    """The paths in each of them."""
    return {token: list(places(props)) for token, props in nodes().items()}


@cache
def node_keys() -> Mapping[str, Sequence[str]]:
    """All keys in each of them."""
    return {token: sorted(known_keys(props)) for token, props in nodes().items()}


def places(value: object, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths in a value, of lists the first element's only, and not far down."""
    inner = value.items() if isinstance(value, Mapping) else [("0", value[0])] if isinstance(value, list) and value else ()
    for step, one in inner:
        yield (*prefix, str(step))
        if len(prefix) < 4:
            yield from places(one, (*prefix, str(step)))


@pytest.mark.parametrize("hostile", range(len(HOSTILE)))
def test_no_value_anywhere_makes_a_rule_fail(hostile: int) -> None:
    """Every type's properties hold the value in turn: the n-th of each type in one stack, and each of them alone."""
    types = nodes()
    paths = node_places()
    turns = max(map(len, paths.values()))
    chosen = range(hostile % 7, turns, 7) if EXAMPLES < 1000 else range(turns)
    for turn in chosen:
        plan = Plan(
            *(
                Spec(token=token, name=f"n{place}", props=_mapping(put(types[token], path, HOSTILE[hostile])))
                for place, (token, path) in enumerate((token, paths[token][turn]) for token in types if turn < len(paths[token]))
            )
        )
        assert failures(plan.resources()) == []


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value


WORDS = (
    *("*", "arn:aws:s3:::b/*", "arn:aws:iam::111122223333:role/*a*a*ab", "s3:*", "iam:**********x"),
    *("Allow", "-1", "tcp", "0.0.0.0/0", "::/0"),
)


def tree(chance: random.Random, keys: Sequence[str], depth: int = 0) -> object:
    """A value of any kind with properties' names for keys; texts hold documents as well."""
    kind = chance.random()
    if depth > 5 or kind < 0.35:
        return chance.choice([*HOSTILE, *WORDS])
    if kind < 0.7:
        return {chance.choice(keys): tree(chance, keys, depth + 1) for _ in range(chance.randrange(5))}
    if kind < 0.9:
        return [tree(chance, keys, depth + 1) for _ in range(chance.randrange(4))]
    return json.dumps(tree(chance, keys, depth + 1), default=str, skipkeys=True)


def known_keys(value: object) -> set[str]:
    """All keys in a value, and in the documents that are texts in it."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and one.startswith(("{", "[")):
            try:
                one = json.loads(one)
            except ValueError:
                continue
        if isinstance(one, Mapping):
            found |= set(map(str, one))
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_no_random_tree_makes_a_rule_fail(seed: int) -> None:
    """Resources of random types with random properties, and edges to each other."""
    chance = random.Random(seed)  # noqa: S311  nothing is kept secret by it
    types = nodes()
    keys = sorted({key for own in node_keys().values() for key in own})
    built: list[Resource] = []
    for number in range(12):
        token = chance.choice(sorted(types))
        own = node_keys()[token] or keys
        props = {name: tree(chance, own if chance.random() < 0.8 else keys) for name in types[token] if chance.random() < 0.8}
        edges = {name: [chance.choice(built)] for name in props if built and chance.random() < 0.3}
        urn = f"urn:pulumi:test::platform::{token}::r{number}"
        built.append(Resource(token, f"r{number}", urn, read=partial(dict, props), edges=partial(dict, edges)))
    assert failures(built) == []
