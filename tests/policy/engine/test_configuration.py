"""What a configuration may say: what each setting takes, and what asks less than usual."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from policy.engine.catalogue import RULES
from policy.engine.configuration import lowered, problems, schema
from policy.model.rule import Setting
from policy.model.waivers import Lowered
from tests.policy.engine.abouts import ABOUT, LOWERING


def test_every_kind_of_setting_has_a_schema() -> None:
    settings = {
        "on": Setting(default=True, description="A switch"),
        "names": Setting(default=("a", "b"), description="A list"),
        "days": Setting(default=7, description="A number", minimum=2),
    }
    assert schema(replace(ABOUT, settings=settings, waivable=False)) == {
        "on": {"type": "boolean", "default": True, "description": "A switch"},
        "names": {"type": "array", "items": {"type": "string"}, "default": ["a", "b"], "description": "A list"},
        "days": {"type": "number", "minimum": 2, "maximum": 1e9, "default": 7, "description": "A number"},
        **LOWERING,
    }


def test_everything_wrong_with_a_configuration_is_told_in_order() -> None:
    plain = replace(ABOUT, waivable=False)
    given = {"z": {}, "some-rule": {"waivers": [], "days": 1}, "a": {}, "same-rule": {}}
    assert problems({"some-rule": plain}, given, {"days": 1, "reason": "x"}) == [
        "all: days is nothing that all rules have; they have reason, expires",
        "a: no rule of this pack has this name",
        "same-rule: no rule of this pack has this name; did you mean some-rule?",
        "some-rule: waivers is no setting of this rule; it knows enforcementLevel, reason, expires",
        "some-rule: days is no setting of this rule; it knows enforcementLevel, reason, expires",
        "z: no rule of this pack has this name",
    ]
    assert problems({"some-rule": ABOUT}, {"some-rule": {"waivers": [], "reason": "x", "expires": "y"}}, {}) == []


SETTINGS = {
    "on": Setting(default=True, description=""),
    "names": Setting(default=(), description=""),
    "days": Setting(default=7, description="", minimum=2, maximum=99),
}


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        *(
            ("days", value, found)
            for value, found in ((None, "null"), ([7], "a list"), (-5, "-5"), ("7", "a text"), (True, "true"))
        ),
        *(
            ("days", value, found)
            for value, found in ((math.nan, "no finite number"), (math.inf, "no finite number"), (1e308, "1e+308"))
        ),
        *(("days", value, found) for value, found in ((1.9, "1.9"), (100, "100"), ({}, "an object"))),
        *(("names", value, found) for value, found in (("x", "a text"), ([1], "a list"), (None, "null"))),
        *(("on", value, found) for value, found in ((1, "1"), ("true", "a text"), (None, "null"))),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(name: str, value: object, found: str) -> None:
    allowed = {"days": "a number from 2 to 99", "names": "a list of texts", "on": "true or false"}[name]
    about = {"some-rule": replace(ABOUT, settings=SETTINGS)}
    assert problems(about, {"some-rule": {name: value}}, {}) == [f"some-rule: {name} is {found}; it has to be {allowed}"]


@pytest.mark.parametrize(("name", "value"), [("days", 2), ("days", 99.0), ("names", []), ("names", ["x"]), ("on", False)])
def test_a_value_of_the_right_kind_is_taken(name: str, value: object) -> None:
    assert problems({"some-rule": replace(ABOUT, settings=SETTINGS)}, {"some-rule": {name: value}}, {}) == []


TODAY = date(2026, 11, 20)
WHY = {"reason": "moves in March", "expires": "2026-11-20"}


@pytest.mark.parametrize("level", ["disabled", "advisory"])
@pytest.mark.parametrize(("own", "every"), [(WHY, {}), ({}, WHY), (WHY, {"reason": "x"})])
def test_a_mandatory_rule_may_ask_less_for_a_reason_until_a_day(
    level: str, own: Mapping[str, object], every: Mapping[str, object]
) -> None:
    less, wrong = lowered({"some-rule": ABOUT}, {"some-rule": level}, {"some-rule": own}, every, TODAY)
    assert wrong == []
    assert less == {"some-rule": Lowered(level, "moves in March", TODAY)}


NEEDS = "mandatory here; disabled takes `reason` and `expires` (YYYY-MM-DD) beside `enforcementLevel`"


@pytest.mark.parametrize(
    ("own", "problem"),
    [
        *(({}, NEEDS), ({"reason": "x"}, NEEDS), ({"expires": "2999-12-31"}, NEEDS), ({**WHY, "reason": " "}, NEEDS)),
        *(
            ({**WHY, "expires": "2999-02-30"}, "`expires` '2999-02-30' is no day written YYYY-MM-DD"),
            ({**WHY, "expires": 7}, NEEDS),
            ({**WHY, "reason": None}, NEEDS),
        ),
        (
            {**WHY, "expires": "2026-11-19"},
            "was disabled until 2026-11-19; give a later day with a reason that still holds, or leave it",
        ),
    ],
)
def test_without_both_it_is_refused(own: Mapping[str, object], problem: str) -> None:
    every = {} if own else {"reason": "x"}
    less, wrong = lowered({"some-rule": ABOUT}, {"some-rule": "disabled"}, {"some-rule": own}, every, TODAY)
    assert (less, wrong) == ({}, [f"some-rule: {problem}"])


def test_what_is_wrong_with_all_rules_is_told_once() -> None:
    rules = dict.fromkeys("abcde", ABOUT)
    assert lowered(rules, dict.fromkeys(rules, "disabled"), {}, {}, TODAY)[1] == [f"a, b, c and 2 more: {NEEDS}"]
    del rules["e"]
    assert lowered(rules, dict.fromkeys(rules, "disabled"), {}, {}, TODAY)[1] == [f"a, b, c, d: {NEEDS}"]
    assert lowered(rules, dict.fromkeys(rules, "remediate"), {}, {}, TODAY) == ({}, [])


def test_an_advisory_rule_is_not_off_without_a_word_and_may_be_raised() -> None:
    rules = {"x": replace(ABOUT, level="advisory")}
    assert lowered(rules, {"x": "disabled"}, {}, {}, TODAY) == ({}, [f"x: {NEEDS.replace('mandatory', 'advisory')}"])
    assert lowered(rules, {"x": "disabled"}, {}, WHY, TODAY)[0] == {"x": Lowered("disabled", "moves in March", TODAY)}
    assert lowered(rules, {"x": "mandatory"}, {}, {}, TODAY) == ({}, [])


LESS = {
    "days": Setting(default=7, description=""),
    "share": Setting(default=0.1, description="", maximum=2, asks_less="above"),
    "names": Setting(default=("x",), description="", gives_up=frozenset({"22", "ssh"})),
    "on": Setting(default=True, description=""),
}
ASKING_LESS: list[tuple[str, object, str]] = [
    *(("days", value, f"`days` {value}") for value in (0, 6)),
    *(("share", value, f"`share` {value}") for value in (0.2, 1, 2)),
    *(
        ("names", ["y", every], f"`names` '{every}'")
        for every in (
            *(
                "*",
                "**",
                "?*",
                "",
                "*:*",
                "https://*",
                "22",
                "SSH",
                "*:role/*",
                "arn:*",
                "arn:aws:*",
                "arn:aws:iam::*",
                "arn:aws:s3:::*",
            ),
            *("arn:*:iam::*:*", "arn:aws:iam::*:role/*", "arn:aws:lambda:*:*:function:*"),
        )
    ),
    *(
        ("names", blocks, f"`names` {', '.join(map(repr, blocks))}")
        for blocks in (["0.0.0.0/0"], ["::/0"], ["0.0.0.0/2", "64.0.0.0/2"], ["2000::/4"])
    ),
    ("on", False, "`on` false"),
]


@pytest.mark.parametrize(("name", "value", "said"), ASKING_LESS)
def test_a_setting_that_asks_less_takes_the_same(name: str, value: object, said: str) -> None:
    rules = {"x": replace(ABOUT, settings=LESS)}
    needs = f"x: {said} asks less than usual, which takes `reason` and `expires` (YYYY-MM-DD) beside it"
    assert lowered(rules, {}, {"x": {name: value}}, {}, TODAY) == ({}, [needs])
    found = {"x": Lowered(f"mandatory with {said}", "moves in March", TODAY)}
    assert lowered(rules, {}, {"x": {name: value, **WHY}}, {}, TODAY) == (found, [])
    _, (over,) = lowered(rules, {}, {"x": {name: value, **WHY, "expires": "2026-11-19"}}, {}, TODAY)
    assert over.startswith(f"x: was mandatory with {said} until 2026-11-19; ")
    assert lowered(rules, {"x": "disabled"}, {"x": {name: value, **WHY}}, {}, TODAY)[0]["x"].level == "disabled"


def test_settings_that_ask_less_are_named_together() -> None:
    rules = {"x": replace(ABOUT, settings=LESS)}
    given = {"days": 0, "on": False}
    needs = "x: `days` 0 and `on` false asks less than usual, which takes `reason` and `expires` (YYYY-MM-DD) beside it"
    assert lowered(rules, {}, {"x": given}, {}, TODAY) == ({}, [needs])
    found = Lowered("mandatory with `days` 0 and `on` false", "moves in March", TODAY)
    assert lowered(rules, {}, {"x": {**given, **WHY}}, {}, TODAY) == ({"x": found}, [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("days", value) for value in (7, 8, "0", None)),
        *(("share", value) for value in (0, 0.1)),
        *(("names", value) for value in ([], "*", [7], ["8443"], ["203.0.113.0/24", "16.0.0.0/7"], ["fc00::/7"], ["2000::/5"])),
        *(
            ("names", [value])
            for value in ("arn:aws:iam::111122223333:role/*", "arn:aws:s3:::shared/*", "shared-*", "public.ecr.aws/")
        ),
        ("on", True),
    ],
)
def test_a_setting_that_asks_as_much_or_names_some_takes_nothing(name: str, value: object) -> None:
    assert lowered({"x": replace(ABOUT, settings=LESS)}, {}, {"x": {name: value}}, {}, TODAY) == ({}, [])


def test_no_default_asks_less_than_itself() -> None:
    rules = {rule.about.name: rule.about for rule in RULES}
    given = {
        name: {key: list(one.default) if isinstance(one.default, tuple) else one.default for key, one in about.settings.items()}
        for name, about in rules.items()
    }
    assert lowered(rules, {}, given, {}, TODAY) == ({}, [])
