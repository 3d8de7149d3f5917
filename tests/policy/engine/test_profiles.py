"""Profiles: which rules stop a deployment under each, and what it takes to ask for less or more."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from google.protobuf import empty_pb2

from policy.engine.catalogue import RULES
from policy.engine.profiles import ADVICE_AT_FIRST, START, STRICT, under
from policy.engine.server import Analyzer
from policy.testing import Violations, resource
from policy.testing.engine import InProcess, RefusedError

Judge = Callable[..., Violations]
AT_FIRST = {rule.about.name: rule.about for rule in under(START, RULES)}
WHY = {"reason": "moves in March", "expires": "2999-03-31"}
BUCKET = resource("aws:s3/bucket:Bucket", "data")
ADVISED, STOPPING = "s3-access-logged", "s3-public-access-blocked"


def test_strict_is_what_the_rules_say() -> None:
    assert under(STRICT, RULES) == tuple(RULES)


def test_at_first_critical_and_high_stop_a_deployment_and_the_rest_advises() -> None:
    for about in (rule.about for rule in RULES):
        grave = about.severity in ("critical", "high") and about.level == "mandatory"
        stops = grave and about.name not in ADVICE_AT_FIRST
        assert AT_FIRST[about.name].level == ("mandatory" if stops else "advisory"), about.name
        assert grave or about.name not in ADVICE_AT_FIRST, about.name
    assert set(ADVICE_AT_FIRST) <= set(AT_FIRST)


def test_a_profile_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="profile: found 'strickt'; allowed: strict, start"):
        under("strickt", RULES)


def test_the_pack_is_named_with_its_profile() -> None:
    for profile in (STRICT, START):
        assert InProcess(Analyzer("some", "1", [], profile)).GetAnalyzerInfo(empty_pb2.Empty()).name == f"some-{profile}"


@pytest.mark.parametrize(("profile", "level"), [(STRICT, "mandatory"), (START, "advisory")])
def test_a_key_of_ones_own_is_asked_for_and_at_first_only_advised(judge: Judge, profile: str, level: str) -> None:
    """The switch beside it stops a deployment under both."""
    database = resource("aws:rds/instance:Instance", "orders", storageEncrypted=False)
    found = judge(database, rules=["rds-encrypted-with-customer-key"], profile=profile)
    levels = {one.what.partition(" ")[0]: one.level for one in found}
    assert levels == {"`storageEncrypted`": "mandatory", "`kmsKeyId`": level}


@pytest.mark.parametrize("profile", [STRICT, START])
def test_what_aws_does_not_encrypt_by_itself_is_no_choice(judge: Judge, profile: str) -> None:
    (one,) = judge(resource("aws:sns/topic:Topic", "alerts"), rules=["messages-encrypted"], profile=profile)
    assert one.level == "mandatory"


def test_more_takes_no_reason(judge: Judge) -> None:
    for config in ({ADVISED: "mandatory"}, {"all": "mandatory"}, {"all": {"enforcementLevel": "mandatory"}}):
        found = judge(BUCKET, rules=[ADVISED], profile=START, config=config)
        assert {one.level for one in found} == {"mandatory"}
        assert found.lowered == []


LESS: list[tuple[str, str]] = [
    *((STRICT, name) for name in (ADVISED, STOPPING)),
    *((START, name) for name in (ADVISED, STOPPING)),
]


@pytest.mark.parametrize(("profile", "rule"), LESS)
@pytest.mark.parametrize("where", ["rule", "all", "all, and more of the rule"])
def test_less_takes_a_reason_and_a_day_however_it_is_written(judge: Judge, profile: str, rule: str, where: str) -> None:
    name = rule if where == "rule" else "all"
    more: Mapping[str, Any] = {rule: {"waivers": []}} if "more" in where else {}
    for bare in ("disabled", {"enforcementLevel": "disabled"}, {"enforcementLevel": "disabled", "reason": "x"}):
        with pytest.raises(RefusedError, match=f"{rule}: (mandatory|advisory) here; disabled takes `reason` and `expires`"):
            judge(BUCKET, rules=[rule], profile=profile, config={name: bare, **more})
    found = judge(BUCKET, rules=[rule], profile=profile, config={name: {"enforcementLevel": "disabled", **WHY}, **more})
    assert list(found) == []
    assert found.lowered == [f"{rule} is disabled until 2999-03-31: moves in March"]


SETTINGS: list[tuple[str, str, object]] = [
    ("rds-backups-kept", "minDays", 0),
    ("ingress-not-from-anywhere", "allowedBlocks", ["0.0.0.0/0"]),
    ("ingress-not-from-anywhere", "allowedPorts", ["22"]),
    ("pass-role-closed", "outside", ["*"]),
    ("egress-not-to-everywhere", "internetShare", 2),
    ("ecs-images-pinned", "immutableRegistries", [""]),
    ("web-acl-rules", "maxRate", 1e9),
]


@pytest.mark.parametrize(("rule", "name", "value"), [one for one in SETTINGS if one[0] in {rule.about.name for rule in RULES}])
def test_a_setting_is_no_way_around(judge: Judge, rule: str, name: str, value: object) -> None:
    with pytest.raises(RefusedError, match=f"{rule}: `{name}` .* takes `reason` and `expires`"):
        judge(BUCKET, rules=[rule], config={rule: {name: value}})
    (said,) = judge(BUCKET, rules=[rule], config={rule: {name: value, **WHY}}).lowered
    assert said.startswith(f"{rule} is mandatory with `{name}` ")


def test_nothing_switches_off_what_names_the_rules_that_are_off(judge: Judge) -> None:
    found = judge(BUCKET, config={"all": {"enforcementLevel": "disabled", **WHY}})
    assert list(found) == []
    assert len(found.lowered) == len(RULES)
