"""What the engine is told about rules, settings and findings, field by field."""

from dataclasses import replace

import pytest
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2, plugin_pb2
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policy.engine.catalogue import RULES
from policy.engine.server import Analyzer
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import Config, Findings, Rule, Setting, Severity, Undecided, Violation, resource_rule, stack_rule
from tests.policy.engine.abouts import ABOUT, LOWERING
from tests.policy.engine.client import ADVISORY, Client, InProcess, resource, struct, urn

BUCKET = resource(kinds.BUCKET, "data", {"bucket": UNKNOWN_STRING_VALUE})


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
                    "maximum": about.settings["minDays"].maximum,
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
                **LOWERING,
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
        "configSchema": {"properties": LOWERING},
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


def test_the_pack_says_what_it_is() -> None:
    calls = InProcess(Analyzer("some", "1.2.3", []))
    info = calls.GetAnalyzerInfo(empty_pb2.Empty())
    assert isinstance(info, analyzer_pb2.AnalyzerInfo)
    assert json_format.MessageToDict(info) == {"name": "some-strict", "version": "1.2.3", "supportsConfig": True}
    assert calls.GetPluginInfo(empty_pb2.Empty()) == plugin_pb2.PluginInfo(version="1.2.3")


def test_nothing_is_changed_and_nothing_depends_on_the_stacks_tags(pack: Client) -> None:
    assert pack.calls.Remediate(request_for(kinds.BUCKET)) == analyzer_pb2.RemediateResponse()
    tags = analyzer_pb2.AnalyzerStackConfigureRequest()
    assert pack.calls.ConfigureStack(tags) == analyzer_pb2.AnalyzerStackConfigureResponse()
    assert pack.calls.Configure(analyzer_pb2.ConfigureAnalyzerRequest()) == empty_pb2.Empty()


def test_a_diagnostic_in_full() -> None:
    rules = [
        resource_rule(ABOUT, kinds.BUCKET)(finding),
        resource_rule(replace(ABOUT, name="undecided-rule"), kinds.BUCKET)(undecided_finding),
    ]
    client = Client(InProcess(Analyzer("some", "1.2.3", rules)))
    violation, undecided = client.calls.Analyze(request_for(kinds.BUCKET)).diagnostics
    assert json_format.MessageToDict(violation) == {
        "policyName": "some-rule",
        "policyPackName": "some-strict",
        "policyPackVersion": "1.2.3",
        "description": "A title",
        "message": "A title\nA finding.\nWhy: Because.\nFix: Do it.",
        "urn": urn(kinds.BUCKET, "one"),
        "enforcementLevel": "MANDATORY",
        "severity": "POLICY_SEVERITY_LOW",
    }
    assert (undecided.enforcementLevel, undecided.urn) == (ADVISORY, "")
    assert json_format.MessageToDict(undecided) == {
        "policyName": "undecided-rule",
        "policyPackName": "some-strict",
        "policyPackVersion": "1.2.3",
        "description": "A title",
        "message": "can't run policy 'undecided-rule' from policy pack 'some-strict@v1.2.3' during preview: \n"
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
    request.policyConfig["all"].properties.CopyFrom(struct({"reason": "moves in March", "expires": "2999-12-31"}))
    client.calls.Configure(request)
    assert [one.policyName for one in client.calls.Analyze(request_for(kinds.BUCKET)).diagnostics] == ["other-rule"]
    assert [name for name, *_ in client.analyze_stack(BUCKET)] == ["last-rule", "rules-lowered"]


def test_settings_reach_rules_of_both_kinds() -> None:
    settings = {"days": Setting(default=7, description="A number")}
    rules: list[Rule] = [
        resource_rule(replace(ABOUT, settings=settings), kinds.BUCKET)(days_of_resource),
        stack_rule(replace(ABOUT, name="stack-rule", settings=settings))(days_of_stack),
    ]
    client = Client(InProcess(Analyzer("some", "1.2.3", rules)))
    assert "7 days" in client.analyze(kinds.BUCKET, "one", {})[0][3]
    client.configure(some_rule={"days": 13}, stack_rule={"days": 14})
    assert "13 days" in client.analyze(kinds.BUCKET, "one", {})[0][3]
    assert "14 days" in client.analyze_stack(BUCKET)[0][3]


def request_for(token: str) -> analyzer_pb2.AnalyzeRequest:
    return analyzer_pb2.AnalyzeRequest(
        type=token, name="one", urn=urn(token, "one"), options=analyzer_pb2.AnalyzerResourceOptions()
    )


def finding(bucket: Resource, _: Config) -> Findings:
    yield Violation(bucket, "A finding.")


def undecided_finding(bucket: Resource, _: Config) -> Findings:
    yield Undecided(bucket, "bucket")


def found_in_stack(graph: Graph, _: Config) -> Findings:
    yield Violation(graph.resources[0], "A finding.")


def days_of_resource(bucket: Resource, config: Config) -> Findings:
    yield Violation(bucket, f"{config.number('days'):g} days")


def days_of_stack(graph: Graph, config: Config) -> Findings:
    yield Violation(graph.resources[0], f"{config.number('days'):g} days")
