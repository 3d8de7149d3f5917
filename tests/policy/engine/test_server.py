"""What the pack answers the engine, in this process."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policy.engine.server import LOWERED as LOWERED_RULES
from policy.engine.server import NOT_JUDGED
from policy.model import kinds
from tests.policy.engine.client import ADVISORY, MANDATORY, Client, RefusedError, resource, struct, urn


def test_a_rule_s_metadata_reaches_the_engine(pack: Client) -> None:
    one = next(one for one in pack.info.policies if one.name == "rds-backups-kept")
    assert one.enforcementLevel == MANDATORY
    assert one.severity == analyzer_pb2.POLICY_SEVERITY_CRITICAL
    assert one.policy_type == analyzer_pb2.POLICY_TYPE_RESOURCE
    assert one.displayName == "Databases keep automated backups long enough"
    assert "AWS-FSBP RDS.11" in one.tags
    assert (one.framework.name, one.framework.reference) == ("AWS-FSBP", "RDS.11")
    assert "backup_retention_period" in one.remediation_steps
    assert set(one.configSchema.properties.keys()) == {"minDays", "waivers", "reason", "expires"}


LOG = {"name": "/pde/production/api", "kmsKeyId": UNKNOWN_STRING_VALUE, "retentionInDays": 0}
RULE = "log-group-key-and-retention"


def test_a_violation_says_what_why_and_how(pack: Client) -> None:
    ((name, level, where, message),) = pack.analyze(kinds.LOG_GROUP, "log", LOG)
    assert (name, level, where) == (RULE, MANDATORY, urn(kinds.LOG_GROUP, "log"))
    title, what, why, fix = message.splitlines()
    assert title == "Log groups are encrypted with a customer key, kept long enough, and expire"
    assert what == "`retentionInDays` is 0; it has to be 7 or more."
    assert why.startswith("Why: ")
    assert fix.startswith("Fix: ")


def test_undecided_is_advisory_and_comes_after_violations(pack: Client) -> None:
    found = pack.analyze(kinds.LOG_GROUP, "log", {"retentionInDays": UNKNOWN_STRING_VALUE})
    assert [(name, level) for name, level, _, _ in found] == [(RULE, MANDATORY), (RULE, ADVISORY)]
    assert found[1][3].splitlines() == [
        f"can't run policy '{RULE}' from policy pack 'platform-strict@v0.1.0' during preview: ",
        f"undecided {urn(kinds.LOG_GROUP, 'log')}: retentionInDays",
    ]


def test_a_setting_reaches_its_rule(pack: Client) -> None:
    props = {"enabledCloudwatchLogsExports": ["postgresql"], "storageEncrypted": True, "kmsKeyId": "key", "multiAz": True}
    assert [name for name, *_ in pack.analyze(kinds.DB_INSTANCE, "db", {**props, "backupRetentionPeriod": 7})] == []
    pack.configure(rds_backups_kept={"minDays": 8})
    assert [name for name, *_ in pack.analyze(kinds.DB_INSTANCE, "db", {**props, "backupRetentionPeriod": 7})] == [
        "rds-backups-kept"
    ]


def test_a_name_that_no_rule_or_setting_has_is_refused(pack: Client) -> None:
    """The engine checks the types of known settings and hands everything else on."""
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    request.policyConfig["rds-backup-kept"].properties.CopyFrom(struct({}))
    request.policyConfig["rds-backups-kept"].properties.CopyFrom(struct({"minDay": 8, "minDays": 8}))
    request.policyConfig["rds-backups-kept"].enforcementLevel = MANDATORY
    with pytest.raises(RefusedError) as raised:
        pack.calls.Configure(request)
    assert raised.value.code is grpc.StatusCode.INVALID_ARGUMENT
    assert str(raised.value).splitlines() == [
        "the policy configuration is wrong:",
        "rds-backup-kept: no rule of this pack has this name; did you mean rds-backups-kept?",
        (
            "rds-backups-kept: minDay is no setting of this rule; it knows enforcementLevel, minDays, waivers, reason, expires; "
            "did you mean minDays?"
        ),
    ]


@pytest.mark.parametrize("every", [{}, {"reason": "x"}, {"reason": "x", "expires": "2020-01-01"}])
def test_a_rule_is_not_off_without_a_reason_and_a_day(pack: Client, every: dict[str, object]) -> None:
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for name in ("all", RULE):
        request.policyConfig[name].enforcementLevel = analyzer_pb2.DISABLED
    request.policyConfig["all"].properties.CopyFrom(struct(every))
    with pytest.raises(RefusedError, match=RULE):
        pack.calls.Configure(request)


def test_a_rule_that_is_off_is_named_with_its_reason_and_so_is_its_near_end(pack: Client) -> None:
    soon = (datetime.now(UTC).date() + timedelta(days=3)).isoformat()
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    request.policyConfig[RULE].enforcementLevel = analyzer_pb2.DISABLED
    for expires, ending in (("2999-12-31", ""), (soon, " (it ends in 3 days: mend what is set aside, or renew it)")):
        request.policyConfig[RULE].properties.CopyFrom(struct({"reason": "moves", "expires": expires}))
        pack.calls.Configure(request)
        (message,) = [message for name, *_, message in pack.analyze_stack() if name == "rules-lowered"]
        assert message.splitlines()[1] == f"{RULE} is disabled until {expires}: moves{ending}"


def test_a_level_that_does_not_exist_is_refused(pack: Client) -> None:
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    newer: Any = 7  # as a newer engine might have
    request.policyConfig[RULE].enforcementLevel = newer
    with pytest.raises(RefusedError, match=f"{RULE}: no enforcement level has the number 7"):
        pack.calls.Configure(request)


def test_a_level_is_what_the_engine_says(pack: Client) -> None:
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    request.policyConfig[RULE].properties.CopyFrom(struct(LOWERED))
    for level, expected in (
        (analyzer_pb2.ADVISORY, [ADVISORY]),
        (analyzer_pb2.REMEDIATE, [MANDATORY]),
        (analyzer_pb2.DISABLED, []),
    ):
        request.policyConfig[RULE].enforcementLevel = level
        pack.calls.Configure(request)
        assert [found[1] for found in pack.analyze(kinds.LOG_GROUP, "log", LOG)] == expected


LOWERED: dict[str, object] = {"reason": "moved in March", "expires": "2999-12-31"}
BUCKET = resource(kinds.BUCKET, "data", {"bucket": UNKNOWN_STRING_VALUE})


@pytest.mark.parametrize("rule", ["log-group-key-and-retention", "s3-public-access-blocked"])
def test_a_waiver_of_a_disabled_rule_expires_and_need_not_be_needed(pack: Client, rule: str) -> None:
    def audited(expires: str) -> list[str]:
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        request.policyConfig[rule].enforcementLevel = analyzer_pb2.DISABLED
        request.policyConfig[rule].properties.CopyFrom(struct({**LOWERED, "waivers": [waiver("*::data", expires)]}))
        pack.calls.Configure(request)
        return [message.splitlines()[1] for name, *_, message in pack.analyze_stack() if name == "waivers-are-current"]

    assert audited("2020-01-01") == [f"{rule}: waivers[0] for `*::data` expired on 2020-01-01."]
    assert audited("2999-12-31") == []


def test_an_audit_that_is_off_is_off(pack: Client) -> None:
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for name in ("waivers-are-current", "s3-public-access-blocked"):
        request.policyConfig[name].enforcementLevel = analyzer_pb2.DISABLED
    request.policyConfig["s3-public-access-blocked"].properties.CopyFrom(struct({"waivers": [waiver("*::data", "2020-01-01")]}))
    request.policyConfig["all"].properties.CopyFrom(struct(LOWERED))
    pack.calls.Configure(request)
    assert [name for name, *_ in pack.analyze_stack() if name == "waivers-are-current"] == []


SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def test_edges_decide_while_values_are_unknown(pack: Client) -> None:
    controls = {"bucket": UNKNOWN_STRING_VALUE, **dict.fromkeys(SWITCHES, True)}
    linked = resource(kinds.BUCKET_PUBLIC_ACCESS, "block", controls, bucket=BUCKET.urn)
    unlinked = resource(kinds.BUCKET_PUBLIC_ACCESS, "block", controls)
    assert "s3-public-access-blocked" not in [name for name, *_ in pack.analyze_stack(BUCKET, linked)]
    assert ("s3-public-access-blocked", MANDATORY, BUCKET.urn) in [found[:3] for found in pack.analyze_stack(BUCKET)]
    assert ("s3-public-access-blocked", ADVISORY, "") in [found[:3] for found in pack.analyze_stack(BUCKET, unlinked)]


def waiver(pattern: str, expires: str = "2999-12-31") -> dict[str, object]:
    return {"resource": pattern, "reason": "moved in March", "expires": expires}


def test_a_waived_stack_rule_is_listed_and_says_nothing_else(pack: Client) -> None:
    pack.configure(s3_public_access_blocked={"waivers": [waiver("*::data")]})
    found = pack.analyze_stack(BUCKET)
    assert "s3-public-access-blocked" not in [name for name, *_ in found]
    assert "waivers-are-current" not in [name for name, *_ in found]
    ((_, level, where, message),) = [one for one in found if one[0] == "waivers-in-use"]
    assert (level, where) == (ADVISORY, BUCKET.urn)
    assert message.splitlines()[1] == "s3-public-access-blocked does not apply until 2999-12-31: moved in March"


def test_a_waived_resource_rule_counts_as_used(pack: Client) -> None:
    pack.configure(log_group_key_and_retention={"waivers": [waiver("*::log")]})
    assert pack.analyze(kinds.LOG_GROUP, "log", LOG) == []
    found = pack.analyze_stack(resource(kinds.LOG_GROUP, "log", LOG))
    assert [name for name, *_ in found] == ["waivers-in-use"]


def test_an_expired_waiver_covers_nothing_and_is_a_violation_itself(pack: Client) -> None:
    pack.configure(s3_public_access_blocked={"waivers": [waiver("*::data", "2020-01-01")]})
    found = pack.analyze_stack(BUCKET)
    assert ("s3-public-access-blocked", MANDATORY, BUCKET.urn) in [one[:3] for one in found]
    ((_, level, where, message),) = [one for one in found if one[0] == "waivers-are-current"]
    assert (level, where) == (MANDATORY, "")
    assert message.splitlines()[1] == "s3-public-access-blocked: waivers[0] for `*::data` expired on 2020-01-01."


def test_waivers_of_one_plan_are_forgotten_in_the_next(pack: Client) -> None:
    """One process may judge several plans; the second must not inherit what the first one configured or used."""
    pack.configure(
        log_group_key_and_retention={"waivers": [waiver("*::log")]}, s3_public_access_blocked={"waivers": [waiver("*::data")]}
    )
    pack.analyze(kinds.LOG_GROUP, "log", LOG)
    pack.analyze_stack(BUCKET, resource(kinds.LOG_GROUP, "log", LOG))
    pack.configure()
    pack.analyze(kinds.LOG_GROUP, "log", {**LOG, "retentionInDays": 30})
    found = pack.analyze_stack(BUCKET, resource(kinds.LOG_GROUP, "log", LOG))
    assert not [one for one in found if one[0].startswith("waivers-")]


def test_secrets_are_found_and_not_repeated(pack: Client) -> None:
    secret = "hunter2" * 3
    definitions = json.dumps([{"name": "api", "environment": [{"name": "DB_PASSWORD", "value": secret}]}])
    wrapped = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": definitions}
    found = pack.analyze(kinds.TASK_DEFINITION, "task", {"containerDefinitions": wrapped})
    assert "ecs-no-plaintext-secrets" in [name for name, *_ in found]
    assert secret not in str(found)


def test_types_without_a_rule_are_counted_and_named(pack: Client) -> None:
    others = [resource(f"aws:any/{name}:{name.title()}", name, {}) for name in ("two", "one")]
    (found,) = [one for one in pack.analyze_stack(*others) if one[0] == "types-not-judged"]
    assert found[1:3] == (ADVISORY, "")
    assert found[3].startswith("can't run policy 'types-not-judged' from policy pack ")
    assert found[3].splitlines()[1:] == ["not judged: 2 types", "aws:any/one:One", "aws:any/two:Two"]


def test_nothing_is_said_where_every_type_has_a_rule(pack: Client) -> None:
    assert "types-not-judged" not in [name for name, *_ in pack.analyze_stack(BUCKET)]


def test_what_the_pack_says_of_itself_is_said_in_full(pack: Client) -> None:
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    request.policyConfig[RULE].enforcementLevel = analyzer_pb2.DISABLED
    request.policyConfig[RULE].properties.CopyFrom(struct(LOWERED))
    pack.calls.Configure(request)
    things = [resource("aws:new/thing:Thing", "thing", {})]
    answer = pack.calls.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=things))
    notes = [one for one in answer.diagnostics if one.policyName in (NOT_JUDGED, LOWERED_RULES)]
    assert [one.description for one in notes] == ["Types of resources that no rule is about", "Rules that ask less than usual"]
    assert notes[0].message.splitlines()[1:] == ["not judged: 1 type", "aws:new/thing:Thing"]
    assert notes[1].message.splitlines()[0] == "Rules that ask less than usual"
    for one in notes:
        assert (one.policyPackName, one.policyPackVersion, one.enforcementLevel) == ("platform-strict", "0.1.0", ADVISORY)
        assert one.severity == analyzer_pb2.POLICY_SEVERITY_LOW
