"""The interpretation of ECR's lifecycle rules that other tests stand on."""

import json
from typing import Any

import pytest

from tests.expiring import Image, expired

OLD, MIDDLE, NEW = Image("old", ("a", "keep-1")), Image("middle", ("b",)), Image("new", ())
ALL = [OLD, MIDDLE, NEW]


def rule(priority: int, count: int, *patterns: str, **other: Any) -> dict[str, Any]:
    status: dict[str, Any] = {"tagStatus": "tagged", "tagPatternList": list(patterns)} if patterns else {"tagStatus": "any"}
    selection = {**status, "countType": "imageCountMoreThan", "countNumber": count, **other}
    return {"rulePriority": priority, "selection": selection, "action": {"type": "expire"}}


def policy(*rules: dict[str, Any]) -> str:
    return json.dumps({"rules": list(rules)})


@pytest.mark.parametrize(
    ("rules", "gone"),
    [
        ([rule(1, 2)], {"old"}),
        ([rule(1, 3)], set()),
        # A tag that an earlier rule selects protects from a later one, which counts the image all the same.
        ([rule(1, 5, "keep-*"), rule(2, 2)], set()),
        ([rule(1, 5, "keep-*"), rule(2, 1)], {"middle"}),
        # Rules are applied in the order of their numbers, however they are written down.
        ([rule(2, 1), rule(1, 5, "keep-*")], {"middle"}),
        # Several patterns select an image that has a tag for each.
        ([rule(1, 5, "keep-*", "a"), rule(2, 1)], {"middle"}),
        ([rule(1, 5, "keep-*", "c"), rule(2, 1)], {"old", "middle"}),
    ],
)
def test_what_goes(rules: list[dict[str, Any]], gone: set[str]) -> None:
    assert expired(policy(*rules), ALL) == gone


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([rule(1, 1), rule(2, 1, "a")], "highest number"),
        ([rule(1, 1, "a"), rule(1, 1)], "one priority"),
        ([rule(1, 1, "*a*b*c*d*")], "four wildcards"),
        ([rule(1, 1, countType="sinceImagePulled")], "no rule so far"),
        ([rule(1, 1, tagStatus="untagged")], "no rule so far"),
    ],
)
def test_what_is_no_policy_or_unknown_is_told(rules: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        expired(policy(*rules), ALL)
