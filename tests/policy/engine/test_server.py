"""What the pack answers the engine, in this process."""

import json
from dataclasses import replace

import grpc
import pytest
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2, plugin_pb2
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policy.engine.catalogue import RULES
from policy.engine.configuration import problems, schema
from policy.engine.server import Analyzer
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Setting, Severity, Undecided, Violation, resource_rule, stack_rule
from tests.policy.engine.client import ADVISORY, MANDATORY, Client, InProcess, RefusedError, resource, struct, urn


@pytest.fixture
def pack() -> Client:
    client = Client(InProcess(Analyzer("platform", "0.1.0", RULES)))
    client.configure()
    return client


def test_a_rule_s_metadata_reaches_the_engine(pack: Client) -> None:
    one = next(one for one in pack.info.policies if one.name == "rds-backups-kept")
    assert one.enforcementLevel == MANDATORY
    assert one.severity == analyzer_pb2.POLICY_SEVERITY_CRITICAL
    assert one.policy_type == analyzer_pb2.POLICY_TYPE_RESOURCE
    assert one.displayName == "Databases keep automated backups long enough"
    assert "AWS-FSBP RDS.11" in one.tags
    assert (one.framework.name, one.framework.reference) == ("AWS-FSBP", "RDS.11")
    assert "backup_retention_period" in one.remediation_steps
    assert set(one.configSchema.properties.keys()) == {"minDays", "waivers"}


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
        f"can't run policy '{RULE}' from policy pack 'platform@v0.1.0' during preview: ",
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
    with pytest.raises(RefusedError) as raised:
        pack.calls.Configure(request)
    code, said = raised.value.args
    assert code is grpc.StatusCode.INVALID_ARGUMENT
    assert said.splitlines() == [
        "the policy configuration is wrong:",
        "rds-backup-kept: no rule of this pack has this name",
        "rds-backups-kept: minDay is no setting of this rule; it knows minDays, waivers",
    ]


def test_a_level_is_what_the_engine_says(pack: Client) -> None:
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for level, expected in (
        (analyzer_pb2.ADVISORY, [ADVISORY]),
        (analyzer_pb2.REMEDIATE, [MANDATORY]),
        (analyzer_pb2.DISABLED, []),
    ):
        request.policyConfig[RULE].enforcementLevel = level
        pack.calls.Configure(request)
        assert [found[1] for found in pack.analyze(kinds.LOG_GROUP, "log", LOG)] == expected


BUCKET = resource(kinds.BUCKET, "data", {"bucket": UNKNOWN_STRING_VALUE})


@pytest.mark.parametrize("rule", ["log-group-key-and-retention", "s3-owner-enforced"])
def test_a_waiver_of_a_disabled_rule_expires_and_need_not_be_needed(pack: Client, rule: str) -> None:
    def audited(expires: str) -> list[str]:
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        request.policyConfig[rule].enforcementLevel = analyzer_pb2.DISABLED
        request.policyConfig[rule].properties.CopyFrom(struct({"waivers": [waiver("*::data", expires)]}))
        pack.calls.Configure(request)
        return [message.splitlines()[1] for name, *_, message in pack.analyze_stack() if name == "waivers-are-current"]

    assert audited("2020-01-01") == [f"{rule}: waivers[0] for `*::data` expired on 2020-01-01."]
    assert audited("2999-12-31") == []


def test_an_audit_that_is_off_is_off(pack: Client) -> None:
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for name in ("waivers-are-current", "s3-owner-enforced"):
        request.policyConfig[name].enforcementLevel = analyzer_pb2.DISABLED
    request.policyConfig["s3-owner-enforced"].properties.CopyFrom(struct({"waivers": [waiver("*::data", "2020-01-01")]}))
    pack.calls.Configure(request)
    assert [name for name, *_ in pack.analyze_stack() if name.startswith("waivers")] == []


def test_edges_decide_while_values_are_unknown(pack: Client) -> None:
    controls = {"bucket": UNKNOWN_STRING_VALUE, "rule": {"objectOwnership": "BucketOwnerEnforced"}}
    linked = resource(kinds.BUCKET_OWNERSHIP, "owner", controls, bucket=BUCKET.urn)
    lone = resource(kinds.BUCKET_OWNERSHIP, "owner", controls)
    assert "s3-owner-enforced" not in [name for name, *_ in pack.analyze_stack(BUCKET, linked)]
    assert ("s3-owner-enforced", MANDATORY, BUCKET.urn) in [found[:3] for found in pack.analyze_stack(BUCKET)]
    assert ("s3-owner-enforced", ADVISORY, "") in [found[:3] for found in pack.analyze_stack(BUCKET, lone)]


def waiver(pattern: str, expires: str = "2999-12-31") -> dict[str, object]:
    return {"resource": pattern, "reason": "moved in March", "expires": expires}


def test_a_waived_stack_rule_is_listed_and_says_nothing_else(pack: Client) -> None:
    pack.configure(s3_owner_enforced={"waivers": [waiver("*::data")]})
    found = pack.analyze_stack(BUCKET)
    assert "s3-owner-enforced" not in [name for name, *_ in found]
    assert "waivers-are-current" not in [name for name, *_ in found]
    ((_, level, where, message),) = [one for one in found if one[0] == "waivers-in-use"]
    assert (level, where) == (ADVISORY, BUCKET.urn)
    assert message.splitlines()[1] == "s3-owner-enforced does not apply until 2999-12-31: moved in March"


def test_a_waived_resource_rule_counts_as_used(pack: Client) -> None:
    pack.configure(log_group_key_and_retention={"waivers": [waiver("*::log")]})
    assert pack.analyze(kinds.LOG_GROUP, "log", LOG) == []
    found = pack.analyze_stack(resource(kinds.LOG_GROUP, "log", LOG))
    assert [name for name, *_ in found] == ["waivers-in-use"]


def test_an_expired_waiver_covers_nothing_and_is_a_violation_itself(pack: Client) -> None:
    pack.configure(s3_owner_enforced={"waivers": [waiver("*::data", "2020-01-01")]})
    found = pack.analyze_stack(BUCKET)
    assert ("s3-owner-enforced", MANDATORY, BUCKET.urn) in [one[:3] for one in found]
    ((_, level, where, message),) = [one for one in found if one[0] == "waivers-are-current"]
    assert (level, where) == (MANDATORY, "")
    assert message.splitlines()[1] == "s3-owner-enforced: waivers[0] for `*::data` expired on 2020-01-01."


def test_waivers_of_one_plan_are_forgotten_in_the_next(pack: Client) -> None:
    """One process may judge several plans; the second must not inherit what the first one configured or used."""
    pack.configure(log_group_key_and_retention={"waivers": [waiver("*::log")]}, s3_owner_enforced={"waivers": [waiver("*::data")]})
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


# --- what the engine is told about rules


def test_a_rule_is_described_in_full(pack: Client) -> None:
    one = next(one for one in pack.info.policies if one.name == "rds-backups-kept")
    about = next(rule.about for rule in RULES if rule.about.name == "rds-backups-kept")
    assert json_format.MessageToDict(one, preserving_proto_field_name=True) == {
        "name": "rds-backups-kept",
        "displayName": about.title,
        "description": about.why,
        "enforcementLevel": "MANDATORY",
        "policy_type": "POLICY_TYPE_RESOURCE",
        "severity": "POLICY_SEVERITY_CRITICAL",
        "framework": {"name": "AWS-FSBP", "reference": "RDS.11"},
        "tags": list(about.references),
        "remediation_steps": about.fix,
        "configSchema": {
            "properties": {
                "minDays": {
                    "type": "number",
                    "minimum": about.settings["minDays"].minimum,
                    "default": about.settings["minDays"].default,
                    "description": about.settings["minDays"].description,
                },
                "waivers": {
                    "type": "array",
                    "default": [],
                    "description": "Resources where the rule does not hold: a glob over URNs, why, and the last day it counts",
                    "items": {
                        "type": "object",
                        "required": ["resource", "reason", "expires"],
                        "additionalProperties": False,
                        "properties": {
                            "resource": {"type": "string", "minLength": 1.0},
                            "reason": {"type": "string", "minLength": 1.0},
                            "expires": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
                        },
                    },
                },
            }
        },
    }


def test_a_rule_for_stacks_says_so_and_one_without_settings_has_none() -> None:
    rule = stack_rule(replace(ABOUT, waivable=False, level="advisory"))(found_in_stack)
    (one,) = Client(InProcess(Analyzer("some", "1.2.3", [rule]))).info.policies
    assert one.enforcementLevel == ADVISORY
    assert json_format.MessageToDict(one, preserving_proto_field_name=True) == {
        "name": "some-rule",
        "displayName": "A title",
        "description": "Because.",
        "policy_type": "POLICY_TYPE_STACK",
        "severity": "POLICY_SEVERITY_LOW",
        "remediation_steps": "Do it.",
        "configSchema": {"properties": {}},
    }


def test_a_reference_of_several_words_belongs_to_the_framework_of_its_first() -> None:
    rule = resource_rule(replace(ABOUT, references=("ISO-27001 A.8.24 to A.8.26",)), kinds.BUCKET)(finding)
    (one,) = Client(InProcess(Analyzer("some", "1.2.3", [rule]))).info.policies
    assert (one.framework.name, one.framework.reference) == ("ISO-27001", "A.8.24 to A.8.26")


@pytest.mark.parametrize("severity", ["low", "medium", "high", "critical"])
def test_severities_are_the_engine_s(severity: Severity) -> None:
    rule = resource_rule(replace(ABOUT, severity=severity), kinds.BUCKET)(finding)
    client = Client(InProcess(Analyzer("some", "1.2.3", [rule])))
    expected = analyzer_pb2.PolicySeverity.Value(f"POLICY_SEVERITY_{severity.upper()}")
    assert client.info.policies[0].severity == expected
    (diagnostic,) = client.calls.Analyze(request_for(kinds.BUCKET)).diagnostics
    assert diagnostic.severity == expected


def test_every_kind_of_setting_has_a_schema() -> None:
    settings = {
        "on": Setting(default=True, description="A switch"),
        "names": Setting(default=("a", "b"), description="A list"),
        "days": Setting(default=7, description="A number", minimum=2),
    }
    assert schema(replace(ABOUT, settings=settings, waivable=False)) == {
        "on": {"type": "boolean", "default": True, "description": "A switch"},
        "names": {"type": "array", "items": {"type": "string"}, "default": ["a", "b"], "description": "A list"},
        "days": {"type": "number", "minimum": 2, "default": 7, "description": "A number"},
    }


def test_everything_wrong_with_a_configuration_is_told_in_order() -> None:
    plain = replace(ABOUT, waivable=False)
    assert problems({"some-rule": plain}, {"z-rule": {}, "some-rule": {"waivers": [], "days": 1}, "a-rule": {}}) == [
        "a-rule: no rule of this pack has this name",
        "some-rule: waivers is no setting of this rule; it knows none",
        "some-rule: days is no setting of this rule; it knows none",
        "z-rule: no rule of this pack has this name",
    ]
    assert problems({"some-rule": ABOUT}, {"some-rule": {"waivers": []}}) == []


def test_the_pack_says_what_it_is() -> None:
    calls = InProcess(Analyzer("some", "1.2.3", []))
    info = calls.GetAnalyzerInfo(empty_pb2.Empty())
    assert isinstance(info, analyzer_pb2.AnalyzerInfo)
    assert json_format.MessageToDict(info) == {"name": "some", "version": "1.2.3", "supportsConfig": True}
    assert calls.GetPluginInfo(empty_pb2.Empty()) == plugin_pb2.PluginInfo(version="1.2.3")


def test_nothing_is_changed_and_nothing_depends_on_the_stacks_tags(pack: Client) -> None:
    assert pack.calls.Remediate(request_for(kinds.BUCKET)) == analyzer_pb2.RemediateResponse()
    tags = analyzer_pb2.AnalyzerStackConfigureRequest()
    assert pack.calls.ConfigureStack(tags) == analyzer_pb2.AnalyzerStackConfigureResponse()
    assert pack.calls.Configure(analyzer_pb2.ConfigureAnalyzerRequest()) == empty_pb2.Empty()


def test_a_diagnostic_in_full() -> None:
    rules = [resource_rule(ABOUT, kinds.BUCKET)(finding), resource_rule(replace(ABOUT, name="unsure-rule"), kinds.BUCKET)(doubt)]
    client = Client(InProcess(Analyzer("some", "1.2.3", rules)))
    violation, undecided = client.calls.Analyze(request_for(kinds.BUCKET)).diagnostics
    assert json_format.MessageToDict(violation) == {
        "policyName": "some-rule",
        "policyPackName": "some",
        "policyPackVersion": "1.2.3",
        "description": "A title",
        "message": "A title\nA finding.\nWhy: Because.\nFix: Do it.",
        "urn": urn(kinds.BUCKET, "one"),
        "enforcementLevel": "MANDATORY",
        "severity": "POLICY_SEVERITY_LOW",
    }
    assert (undecided.enforcementLevel, undecided.urn) == (ADVISORY, "")
    assert json_format.MessageToDict(undecided) == {
        "policyName": "unsure-rule",
        "policyPackName": "some",
        "policyPackVersion": "1.2.3",
        "description": "A title",
        "message": "can't run policy 'unsure-rule' from policy pack 'some@v1.2.3' during preview: \n"
        f"undecided {urn(kinds.BUCKET, 'one')}: bucket",
        "severity": "POLICY_SEVERITY_LOW",
    }


def test_a_rule_that_is_off_says_nothing_and_the_others_go_on() -> None:
    rules: list[Rule] = [
        resource_rule(ABOUT, kinds.BUCKET)(finding),
        resource_rule(replace(ABOUT, name="other-rule"), kinds.BUCKET)(finding),
        stack_rule(replace(ABOUT, name="stack-rule"))(found_in_stack),
        stack_rule(replace(ABOUT, name="last-rule"))(found_in_stack),
    ]
    client = Client(InProcess(Analyzer("some", "1.2.3", rules)))
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for name, level in (
        ("some-rule", analyzer_pb2.DISABLED),
        ("stack-rule", analyzer_pb2.DISABLED),
        ("all", analyzer_pb2.DISABLED),
    ):
        request.policyConfig[name].enforcementLevel = level
    client.calls.Configure(request)
    assert [one.policyName for one in client.calls.Analyze(request_for(kinds.BUCKET)).diagnostics] == ["other-rule"]
    assert [name for name, *_ in client.analyze_stack(BUCKET)] == ["last-rule"]


def test_settings_reach_rules_of_both_kinds() -> None:
    settings = {"days": Setting(default=7, description="A number")}
    rules: list[Rule] = [
        resource_rule(replace(ABOUT, settings=settings), kinds.BUCKET)(days_of_resource),
        stack_rule(replace(ABOUT, name="stack-rule", settings=settings))(days_of_stack),
    ]
    client = Client(InProcess(Analyzer("some", "1.2.3", rules)))
    assert "7 days" in client.analyze(kinds.BUCKET, "one", {})[0][3]
    client.configure(some_rule={"days": 3}, stack_rule={"days": 4})
    assert "3 days" in client.analyze(kinds.BUCKET, "one", {})[0][3]
    assert "4 days" in client.analyze_stack(BUCKET)[0][3]


ABOUT = About(
    name="some-rule", title="A title", severity="low", why="Because.", fix="Do it.", preview="nothing", passes="x", fails="y"
)


def request_for(token: str) -> analyzer_pb2.AnalyzeRequest:
    return analyzer_pb2.AnalyzeRequest(
        type=token, name="one", urn=urn(token, "one"), options=analyzer_pb2.AnalyzerResourceOptions()
    )


def finding(bucket: Resource, _: Config) -> Findings:
    yield Violation(bucket, "A finding.")


def doubt(bucket: Resource, _: Config) -> Findings:
    yield Undecided(bucket, "bucket")


def found_in_stack(graph: Graph, _: Config) -> Findings:
    yield Violation(graph.resources[0], "A finding.")


def days_of_resource(bucket: Resource, config: Config) -> Findings:
    yield Violation(bucket, f"{config.number('days'):g} days")


def days_of_stack(graph: Graph, config: Config) -> Findings:
    yield Violation(graph.resources[0], f"{config.number('days'):g} days")
