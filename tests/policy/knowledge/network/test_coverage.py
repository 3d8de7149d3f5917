"""Address blocks as they come and go, and the ports of a group with many rules."""

import random
import time

import pytest

from policy.knowledge.network.cidr import are_anywhere
from policy.knowledge.network.coverage import Coverage
from policy.knowledge.network.group_rules import stretches
from policy.knowledge.network.security_groups import openings
from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, spec

SHARE = 1 / 64
BLOCKS = (
    *("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/7", "8.0.0.0/8", "9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9"),
    *("11.0.0.0/8", "12.0.0.0/10", "12.64.0.0/10", "203.0.113.7", "203.0.113.0/24", "::/0", "2000::/3", "2001::/16", "2002::/17"),
    *("2002:8000::/17", "fc00::/7", "fd00::/8", "fe00::/7", "fc00::/6", "2a00::/12", "2a05:d000::/20", "nonsense", ""),
)
# How much longer what is ten times as large may take: linear would be 10, quadratic 100.
STEEP = 40


@pytest.mark.parametrize("seed", range(40))
def test_what_is_left_is_judged_as_if_nothing_else_had_been(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret is drawn
    kept: list[object] = []
    there = Coverage(SHARE)
    for _ in range(60):
        if kept and chance.random() < 0.5:
            gone = kept.pop(chance.randrange(len(kept)))
            there.remove([gone])
        else:
            kept.append(chance.choice(BLOCKS))
            there.add(kept[-1:])
        assert there.is_anywhere == are_anywhere(kept, SHARE), kept


@pytest.mark.parametrize("just", [("9.0.0.0/8", "11.0.0.0/8", "13.0.0.0/8", "15.0.0.0/8"), ("2001::/16", "2003::/16")])
@pytest.mark.parametrize("more", ["203.0.113.7/32", "2a05:d000::/128"])
def test_blocks_that_hold_just_the_share_are_a_list(just: tuple[str, ...], more: str) -> None:
    there = Coverage(SHARE)
    there.add(just)
    assert not there.is_anywhere
    assert not are_anywhere(just, SHARE)
    is_of_version = (":" in more) == (":" in just[0])
    assert are_anywhere([*just, more], SHARE) is is_of_version


def seconds(rules: int) -> float:
    """How long a group of that many rules takes, each of which is open on ports that the others are as well."""
    ingress = [
        {
            "protocol": "tcp",
            "fromPort": number,
            "toPort": 20_000 + number,
            "cidrBlocks": [f"203.{number // 256}.{number % 256}.0/24"],
        }
        for number in range(rules)
    ]
    (group,) = Plan(spec(kinds.SECURITY_GROUP, "group", {"ingress": ingress})).resources()
    sides = [(one, one.cidrs) for one in openings(group, "ingress").found]
    start = time.process_time()
    found = list(stretches(sides, SHARE))
    took = time.process_time() - start
    assert len(found) == 2 * rules - 1
    return took


def test_overlapping_ports_take_a_time_that_grows_with_their_number() -> None:
    few = min(seconds(200) for _ in range(3))
    assert seconds(2000) < STEEP * few


def test_a_block_that_is_not_known_counts_on_the_ports_of_its_rule_alone() -> None:
    ingress = [
        {"protocol": "tcp", "fromPort": first, "toPort": first + 9, "cidrBlocks": [block]}
        for first, block in ((80, UNKNOWN), (90, "203.0.113.0/24"))
    ]
    (group,) = Plan(spec(kinds.SECURITY_GROUP, "group", {"ingress": ingress})).resources()
    found = stretches([(one, one.cidrs) for one in openings(group, "ingress").found], SHARE)
    assert [(one.first, one.last, one.everyone, len(one.cidrs)) for one in found] == [(80, 89, UNKNOWN, 1), (90, 99, False, 0)]
