"""The configuration of a pack is merged and checked the way the engine does it."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from offline.errors import PreviewError
from offline.judging.configuration import Configured, Policy, merge, read, violations

BACKUPS = Policy(name="backups", level="mandatory", properties={"days": {"type": "integer", "minimum": 1, "default": 7}})
TAGS = Policy(
    name="tags", level="advisory", properties={"names": {"type": "array", "items": {"type": "string"}}}, required=["names"]
)


def test_defaults_of_the_schema_hold_if_nothing_is_said() -> None:
    assert merge([BACKUPS]) == {"backups": Configured(level="mandatory", properties={"days": 7})}


def test_the_pack_s_own_configuration_wins_over_defaults_and_the_command_line_over_both() -> None:
    initial = {"backups": {"days": 14}}
    assert merge([BACKUPS], initial)["backups"].properties == {"days": 14}
    assert merge([BACKUPS], initial, {"backups": {"days": 30}})["backups"].properties == {"days": 30}


def test_a_level_may_be_given_alone_or_with_properties() -> None:
    assert merge([BACKUPS], {"backups": "disabled"})["backups"].level == "disabled"
    configured = merge([BACKUPS], {"backups": {"enforcementLevel": "advisory", "days": 8}})["backups"]
    assert configured == Configured(level="advisory", properties={"days": 8})


def test_all_holds_for_every_policy_that_is_not_named() -> None:
    merged = merge([BACKUPS, TAGS], {"all": "disabled", "tags": {"enforcementLevel": "mandatory", "names": []}})
    assert (merged["backups"].level, merged["tags"].level) == ("disabled", "mandatory")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(PreviewError) as caught:
        merge([BACKUPS, TAGS], {"backup": "advisory", "backups": {"enforcementLevel": "hard", "days": 0, "weeks": 1}})
    assert str(caught.value).splitlines()[1:] == [
        "  'backup' is not a policy of this pack; did you mean backups?",
        "  backups: enforcementLevel 'hard' is not one of advisory, mandatory, disabled, remediate",
        "  backups: days must be at least 1, not 0",
        "  backups: weeks is not something this policy can be configured with; it knows enforcementLevel, days",
        "  tags: names is required",
    ]


EXPLAINED = Policy(name="explained", level="mandatory", properties={"reason": {"type": "string"}, "expires": {"type": "string"}})


def test_what_all_says_beside_the_level_is_for_policies_that_say_nothing_of_their_own() -> None:
    everyone = {"enforcementLevel": "disabled", "reason": "all", "expires": "2999-12-31"}
    assert merge([EXPLAINED, BACKUPS], {"all": everyone}) == {
        "explained": Configured(level="disabled", properties={"reason": "all", "expires": "2999-12-31"}),
        "backups": Configured(level="disabled", properties={"days": 7}),
    }
    own = {"enforcementLevel": "advisory", "reason": "own"}
    assert merge([EXPLAINED], {"all": everyone, "explained": own})["explained"].properties == {"reason": "own"}


@pytest.mark.parametrize(
    ("layer", "problem"),
    [
        (
            {"all": {"enforcementLevel": "advisory", "days": 3}},
            "all: days is nothing that all policies have; they have enforcementLevel, reason, expires",
        ),
        (
            {"all": {"enforcementLevel": "advisory", "raeson": "x"}},
            "all: raeson is nothing that all policies have; they have enforcementLevel, reason, expires; did you mean reason?",
        ),
        ({"all": {"reason": "x"}}, "all: enforcementLevel is required"),
        (
            {"all": "advisry"},
            "backups: enforcementLevel 'advisry' is not one of advisory, mandatory, disabled, remediate; did you mean advisory?",
        ),
        (
            {"backups": {"enforcementLevel": None}},
            "backups: enforcementLevel None is not one of advisory, mandatory, disabled, remediate",
        ),
        (
            {"backups": {"dayz": 8}},
            (
                "backups: dayz is not something this policy can be configured with; it knows enforcementLevel, days; "
                "did you mean days?"
            ),
        ),
        ({"backups": {"days": math.nan}}, "backups: days must be integer, not NaN"),
    ],
)
def test_what_means_nothing_is_refused_with_the_nearest_name(layer: dict[str, Any], problem: str) -> None:
    with pytest.raises(PreviewError) as caught:
        merge([BACKUPS], layer)
    assert caught.value.args[0].splitlines()[1:] == [f"  {problem}"]


@pytest.mark.parametrize(
    ("value", "schema", "problem"),
    [
        (1.5, {"type": "integer"}, "x must be integer, not 1.5"),
        (True, {"type": "number"}, "x must be number, not true"),
        ("a", {"type": ["number", "null"]}, 'x must be number or null, not "a"'),
        ("c", {"enum": ["a", "b"]}, 'x must be one of "a", "b", not "c"'),
        (math.nan, {"type": "number", "minimum": 1}, "x must be a finite number"),
        (math.inf, {"type": "number"}, "x must be a finite number"),
        (11, {"maximum": 10}, "x must be at most 10, not 11"),
        ("", {"minLength": 1}, "the length of x must be at least 1, not 0"),
        ("B", {"pattern": "^[a-z]$"}, 'x must match ^[a-z]$, not "B"'),
        ([1, "a"], {"items": {"type": "number"}}, 'x[1] must be number, not "a"'),
        ([1, 2], {"maxItems": 1}, "the length of x must be at most 1, not 2"),
        ({}, {"required": ["a"]}, "x.a is required"),
        ({"a": 1}, {"properties": {"a": {"type": "string"}}}, "x.a must be string, not 1"),
        ({"b": 1}, {"properties": {}, "additionalProperties": False}, "x.b is not allowed"),
        (
            {"raeson": 1},
            {"properties": {"reason": {}}, "additionalProperties": False},
            "x.raeson is not allowed; did you mean reason?",
        ),
    ],
)
def test_a_value_the_schema_refuses_is_explained(value: Any, schema: dict[str, Any], problem: str) -> None:
    assert list(violations(value, schema, "x")) == [problem]


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        (7.0, {"type": "integer", "minimum": 7, "maximum": 7}),
        (None, {"type": ["string", "null"]}),
        ("ab", {"type": "string", "minLength": 2, "maxLength": 2, "pattern": "b"}),
        ({"a": {"b": [1]}}, {"properties": {"a": {"properties": {"b": {"items": {"type": "integer"}}}}}}),
        (False, {"type": "boolean", "minimum": 1}),
        ({"anything": 1}, {}),
    ],
)
def test_a_value_the_schema_allows_is_not_complained_about(value: Any, schema: dict[str, Any]) -> None:
    assert list(violations(value, schema, "x")) == []


def test_a_file_is_read_as_the_cli_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"backups": {"days": 9}}), encoding="utf-8")
    assert read(file) == {"backups": {"days": 9}}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "is not JSON"),
        ("[]", "expected an object with policy names"),
        ('{"backups": null}', "'backups' is null; allowed: one of advisory, mandatory"),
        ('{"all": 5}', "'all' is 5; allowed: one of advisory"),
        ('{"backups": [1]}', r"'backups' is \[1\]; allowed: one of advisory"),
    ],
)
def test_a_file_that_is_no_configuration_is_named(tmp_path: Path, content: str, problem: str) -> None:
    file = tmp_path / "config.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(PreviewError, match=problem):
        read(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PreviewError, match=r"gone\.json: cannot be read"):
        read(tmp_path / "gone.json")
