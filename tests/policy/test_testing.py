"""The harness refuses what no program registers, by place, value, what is allowed and what to write."""

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from google.protobuf import empty_pb2
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policy.engine.catalogue import RULES
from policy.engine.pack import NAME, VERSION
from policy.engine.profiles import STRICT
from policy.engine.server import Analyzer
from policy.testing import UNKNOWN, Options, Planned, Violations, resource
from policy.testing import names as provider
from policy.testing.engine import InProcess, configured
from policy.testing.planned import in_stack, registering

Judge = Callable[..., Violations]
BUCKET = "aws:s3/bucket:Bucket"
DATA = resource(BUCKET, "data", bucket="acme-data")


@pytest.mark.parametrize(
    ("token", "properties", "said"),
    [
        (
            "aws:s3/buckt:Buckt",
            {},
            "found the type 'aws:s3/buckt:Buckt'; allowed: a type of the installed pulumi_aws; did you mean aws:s3/bucket:Bucket?",
        ),
        ("aws:s3:Bucket", {}, "did you mean aws:s3/bucket:Bucket?"),
        ("aws:qqqqq/zzzzz:Xxxxx", {}, "; use a type of the AWS provider"),
        ("x y z :Bucket", {}, "did you mean aws:s3/bucket:Bucket?"),
        (BUCKET, {"a___c___l": "x"}, "did you mean acl?"),
        ("Bucket", {}, "data: found the type 'Bucket'; allowed: package:module:Type; did you mean aws:s3/bucket:Bucket?"),
        (
            BUCKET,
            {"force_destroy": True},
            "data.force_destroy: found a property that the type does not have; allowed: a property of aws:s3/bucket:Bucket; did",
        ),
        (BUCKET, {"force_destroy": True}, "; did you mean forceDestroy?"),
        (BUCKET, {"buckets": "x"}, "did you mean bucket?"),
        (BUCKET, {"xyzzy": "x"}, "; use the provider's own spelling"),
        (
            BUCKET,
            {"tags": {"Size": {"In": Decimal(7)}}},
            "or false, a list, a mapping, UNKNOWN, or another resource's output; write what the program sends, or data['arn']",
        ),
        (BUCKET, {"tags": {"Size": Decimal(7)}}, "data.tags.Size: found a Decimal; allowed: text, a number"),
        (BUCKET, {"lifecycleRules": [{}, {"enabled": {1}}]}, r"data.lifecycleRules[1].enabled: found a set"),
    ],
)
def test_what_the_provider_does_not_have_is_refused(token: str, properties: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="found") as raised:
        resource(token, "data", **properties)
    assert said in str(raised.value)


def test_an_output_that_the_type_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="did you mean arn"):
        _ = DATA["arm"]


def test_every_resource_has_an_id_and_components_and_other_providers_have_anything() -> None:
    assert DATA["id"].name == "id"
    for token in ("my:component:Thing", "awsx:x:ec2:Vpc", "acme:Web"):
        assert resource(token, "thing", anything=1).props == {"anything": 1}


def test_without_the_provider_only_the_form_of_a_type_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "_types", dict)
    assert resource("aws:new/thing:Thing", "thing", anything=1).token == "aws:new/thing:Thing"
    with pytest.raises(ValueError, match="; use the full type"):
        resource("Bucket", "data")


@pytest.mark.parametrize("option", ["parent", "depends_on"])
def test_an_option_that_names_a_resource_takes_no_name(option: str) -> None:
    given: Any = "data" if option == "parent" else ["data"]
    with pytest.raises(ValueError, match=f"b.{option}: found a str; allowed: a resource; give what `resource` returned"):
        resource(BUCKET, "b", opts=Options(**{option: given}))


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (
            (resource(BUCKET, "b", opts=Options(parent=DATA)),),
            "b.parent: found data, which is not judged with it; allowed: b; give data",
        ),
        ((resource(BUCKET, "b", bucket=DATA["id"]),), "b.bucket: found data, which is not judged with it"),
        ((resource(BUCKET, "b", opts=Options(depends_on=DATA)),), "b.depends_on: found data, which is not judged with it"),
        (
            (resource(BUCKET, "c"), resource(BUCKET, "b", opts=Options(parent=DATA))),
            "b.parent: found data, which is not judged with it; allowed: b, c; give data",
        ),
        (
            (resource(BUCKET, "b"), DATA, DATA),
            "data: found two resources of this type and name; allowed: one of each name; give one of them another name",
        ),
    ],
)
def test_a_plan_that_pulumi_could_not_have_made_is_refused(judge: Judge, plan: tuple[Planned, ...], said: str) -> None:
    with pytest.raises(ValueError, match="found") as raised:
        judge(*plan)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"rules": ["s3-tls-onyl"]},
            "rules: found 's3-tls-onyl'; allowed: a rule, or the name of one of the pack's; did you mean s3-tls-only?",
        ),
        ({"rules": ["qqqqq"]}, "; see docs/policies.md"),
        ({"config": {"s3-tls-only": "advisry"}}, "; did you mean advisory?"),
        ({"config": {"s3-tls-only": "qqqqq"}}, "; write one of them"),
        ({"profile": "strickt"}, "allowed: strict, start"),
        ({"config": {"s3-tls-only": "advisry"}}, "s3-tls-only.enforcementLevel: found 'advisry'; allowed: disabled, advisory"),
        ({"config": {"s3-tls-onyl": "advisory"}}, "s3-tls-onyl: no rule of this pack has this name; did you mean s3-tls-only?"),
        ({"config": ["s3-tls-only"]}, "config: found a list; allowed: levels and settings by rule; write what stands in the file"),
        ({"config": "policy.json"}, "config: found a str; allowed: levels and settings by rule"),
        (
            {"config": {"s3-tls-only": 3}},
            "config['s3-tls-only']: found a int; allowed: a level, or a dictionary with settings; write \"advisory\"",
        ),
        ({"rules": []}, "rules: found none; allowed: a rule, or the name of one of the pack's; leave it out to ask all of them"),
        ({"rules": "s3-tls-only"}, "rules: found 's3-tls-only'; allowed: a list; write rules=['s3-tls-only']"),
        (
            {"rules": [len]},
            "allowed: a rule, or the name of one of the pack's; make it with @resource_rule(About(...))",
        ),
    ],
)
def test_what_is_asked_wrongly_is_refused(judge: Judge, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as raised:
        judge(DATA, **asked)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([DATA], "judge: found a list; allowed: resources; write judge(*resources) for a list of them"),
        ({"type": BUCKET}, "judge: found a dict; allowed: resources; make it with resource(type, name, ...)"),
        (DATA["arn"], "judge: found a Reference; allowed: resources; make it with"),
    ],
)
def test_what_is_no_resource_is_refused(judge: Judge, given: Any, said: str) -> None:
    with pytest.raises(ValueError, match="found") as raised:
        judge(given)
    assert said in str(raised.value)


def test_nothing_to_judge_is_refused(judge: Judge) -> None:
    with pytest.raises(ValueError, match="judge: found no resource; allowed: resources; make it with resource"):
        judge()


@pytest.mark.parametrize("name", ["", None, 7])
def test_a_resource_has_a_name(name: Any) -> None:
    with pytest.raises(ValueError, match=rf"found the name {name!r}; allowed: a text; write the name that the program gives it$"):
        resource(BUCKET, name)


def test_an_output_is_written_by_its_name_in_brackets() -> None:
    data: Any = DATA
    with pytest.raises(AttributeError, match=re.escape("data.arn: write data['arn'] for an output")):
        _ = data.arn
    assert copy.deepcopy(DATA) == DATA


def test_a_rule_that_was_not_asked_is_never_absent(judge: Judge) -> None:
    """A test that a rule says nothing would pass for ever with a name that no rule has."""
    found = judge(DATA, rules=["s3-tls-only"]).rules
    assert found == {"s3-tls-only"}
    assert "s3-tls-only" in found
    assert "s3-tls-only" not in judge(resource("aws:sns/topic:Topic", "t"), rules=["s3-tls-only"]).rules
    with pytest.raises(ValueError, match=r"; see docs/policies\.md$"):
        assert "qqqqq" not in found
    for name in ("s3-tls-onyl", "s3-access-logged"):
        with pytest.raises(
            ValueError, match=f"rules: found '{name}', which was not asked; allowed: the name of a rule; did you mean"
        ):
            assert name not in found


def test_a_file_for_the_whole_pack_does_for_one_rule(judge: Judge) -> None:
    config = {"s3-access-logged": "mandatory", "rds-backups-kept": {"minDays": 8}}
    database = resource("aws:rds/instance:Instance", "d", backupRetentionPeriod=7)
    assert judge(database, rules=["rds-backups-kept"], config={}).rules == set()
    assert judge(database, rules=["rds-backups-kept"], config=config).rules == {"rds-backups-kept"}


def test_what_is_waived_is_only_listed_even_where_everything_is_mandatory(judge: Judge) -> None:
    waiver = {"resource": "*::data", "reason": "moves in March", "expires": "2999-12-31"}
    config = {"all": "mandatory", "s3-tls-only": {"waivers": [waiver]}}
    (listed,) = judge(DATA, rules=["s3-tls-only", "waivers-are-current", "waivers-in-use"], config=config)
    assert (listed.rule, listed.level) == ("waivers-in-use", "advisory")


def test_types_of_any_provider_that_no_rule_is_about_are_counted_and_components_are_not(judge: Judge) -> None:
    component = resource("acme:storage:Store", "store")
    inside = resource("gcp:storage/bucket:Bucket", "b", opts=Options(parent=component))
    assert judge(component, inside, DATA).not_judged == ["gcp:storage/bucket:Bucket"]


def test_options_that_are_none_are_refused() -> None:
    options: Any = {"protect": True}
    with pytest.raises(ValueError, match=r"b\.opts: found a dict; allowed: Options; write opts=Options\(protect=True"):
        resource(BUCKET, "b", opts=options)


def test_references_are_values_where_known_and_edges_always() -> None:
    other = resource("aws:s3/bucketVersioning:BucketVersioning", "v", bucket=DATA["bucket"], expectedBucketOwner=DATA["arn"])
    assert other.props == {"bucket": "acme-data", "expectedBucketOwner": UNKNOWN}
    assert other.edges == {"bucket": (DATA.urn,), "expectedBucketOwner": (DATA.urn,)}
    assert other.depends == (DATA.urn,)


def test_waivers_of_one_judgement_are_not_the_next_one_s(judge: Judge) -> None:
    waiver = {"resource": "*::other", "reason": "x", "expires": "2999-12-31"}
    rules = ["s3-not-public", "waivers-are-current"]
    assert len(judge(DATA, rules=rules, config={"s3-not-public": {"waivers": [waiver]}})) == 1
    judge(DATA, rules=rules[:1], config={"s3-not-public": {"waivers": [waiver]}})
    assert judge(DATA, rules=rules[1:]) == []


def test_what_a_resource_is_reaches_the_pack_before_and_with_its_stack() -> None:
    opts = Options(parent=DATA, depends_on=DATA, protect=True, ignore_changes=["tags"])
    one = resource("aws:s3/bucketVersioning:BucketVersioning", "v", bucket=DATA["id"], opts=opts)
    alone, among = registering(one), in_stack(one, managed=True)
    for sent in (alone, among):
        assert (sent.type, sent.name, sent.urn, dict(sent.properties)) == (
            one.token,
            "v",
            one.urn,
            {"bucket": UNKNOWN_STRING_VALUE},
        )
        assert (sent.options.protect, list(sent.options.ignoreChanges), sent.options.parent) == (True, ["tags"], DATA.urn)
    assert (among.parent, list(among.dependencies)) == (DATA.urn, [DATA.urn])
    assert list(among.propertyDependencies["bucket"].urns) == [DATA.urn]


def test_what_is_found_and_what_is_undecided_is_told_of_every_resource(judge: Judge) -> None:
    logs = [resource("aws:cloudwatch/logGroup:LogGroup", name, name=name, retentionInDays=UNKNOWN, kmsKeyId="k") for name in "ab"]
    found = judge(*logs, rules=["log-group-key-and-retention"])
    assert [(one.resource, one.what) for one in found.undecided] == [("a", "retentionInDays"), ("b", "retentionInDays")]
    short = resource("aws:cloudwatch/logGroup:LogGroup", "c", name="c", retentionInDays=1, kmsKeyId="k")
    assert [one.what for one in judge(short, rules=["log-group-key-and-retention"])] == [
        "`retentionInDays` is 1; it has to be 7 or more."
    ]


def test_settings_that_nobody_gives_are_sent_with_their_defaults() -> None:
    info = InProcess(Analyzer(NAME, VERSION, RULES, STRICT)).GetAnalyzerInfo(empty_pb2.Empty())
    assert dict(configured(info, {}).policyConfig["rds-backups-kept"].properties)["minDays"] == 7


def test_a_waiver_of_what_the_rule_is_not_about_covers_nothing(judge: Judge) -> None:
    log = resource("aws:cloudwatch/logGroup:LogGroup", "log", name="log")
    waiver = {"resource": "*::log", "reason": "x", "expires": "2999-12-31"}
    found = judge(log, rules=["rds-backups-kept", "waivers-are-current"], config={"rds-backups-kept": {"waivers": [waiver]}})
    assert [one.what for one in found] == ["rds-backups-kept: the waiver for `*::log` covers no violation."]
