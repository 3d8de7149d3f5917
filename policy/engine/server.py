"""The analyzer service that the engine talks to: every rule under its own name, every resource decoded once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

from policy.engine.configuration import EVERY_RULE, LEVELS, lowered, problems, schema
from policy.engine.judge import Diagnostic, judge_resource, judge_stack, pass_over
from policy.engine.profiles import START, STRICT, under
from policy.engine.wire import graph, properties, single_resource
from policy.knowledge.judged_types import not_judged
from policy.model.rule import About, ResourceRule, Rule, StackRule
from policy.model.waivers import LEDGER, Lowered
from policy.rules.pack.waivers import listed

Context = grpc.ServicerContext

_LEVELS: Final = {"mandatory": analyzer_pb2.MANDATORY, "advisory": analyzer_pb2.ADVISORY}
_SEVERITIES: Final = {
    "low": analyzer_pb2.POLICY_SEVERITY_LOW,
    "medium": analyzer_pb2.POLICY_SEVERITY_MEDIUM,
    "high": analyzer_pb2.POLICY_SEVERITY_HIGH,
    "critical": analyzer_pb2.POLICY_SEVERITY_CRITICAL,
}
_NAMES: Final = {analyzer_pb2.EnforcementLevel.Value(name.upper()): name for name in LEVELS}
NOT_JUDGED: Final = "types-not-judged"
"""What a report of types without a rule is called, in place of a rule's name."""
LOWERED: Final = "rules-lowered"
"""Likewise a report of rules that ask less than the pack means them to: no rule of its own, so that nothing switches it off."""


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """Answers the engine's calls for a list of rules."""

    def __init__(self, name: str, version: str, rules: Sequence[Rule], profile: str = STRICT) -> None:
        """Take the rules in the order they run, and how much of them stops a deployment."""
        self._name = f"{name}-{profile}"
        self._version = version
        self._profile = profile
        rules = under(profile, rules)
        self._resource_rules = [rule for rule in rules if isinstance(rule, ResourceRule)]
        self._stack_rules = [rule for rule in rules if isinstance(rule, StackRule)]
        self._rules = {rule.about.name: rule for rule in rules}
        self._levels = {name: _LEVELS[rule.about.level] for name, rule in self._rules.items()}
        self._given: dict[str, Mapping[str, object]] = {}
        self._less: Mapping[str, Lowered] = {}

    def GetAnalyzerInfo(self, request: empty_pb2.Empty, context: Context) -> analyzer_pb2.AnalyzerInfo:  # noqa: ARG002, N802  gRPC's form
        """Tell what the rules are and how each can be configured."""
        policies = [_info(rule) for rule in self._rules.values()]
        return analyzer_pb2.AnalyzerInfo(name=self._name, version=self._version, supportsConfig=True, policies=policies)

    def GetPluginInfo(self, request: empty_pb2.Empty, context: Context) -> plugin_pb2.PluginInfo:  # noqa: ARG002, N802  gRPC's form
        """Tell the pack's version."""
        return plugin_pb2.PluginInfo(version=self._version)

    def Configure(self, request: analyzer_pb2.ConfigureAnalyzerRequest, context: Context) -> empty_pb2.Empty:  # noqa: N802  gRPC's form
        """Take what the engine merged, and refuse what no rule has: the engine hands misspelt names on as they are."""
        given = {name: properties(one.properties) for name, one in request.policyConfig.items()}
        every = given.pop(EVERY_RULE, {})
        abouts = {name: rule.about for name, rule in self._rules.items()}
        numbers = {name: one.enforcementLevel for name, one in request.policyConfig.items() if name in self._rules}
        levels = {name: _NAMES[number] for name, number in numbers.items() if number in _NAMES}
        unheard = [
            f"{name}: no enforcement level has the number {number}" for name, number in numbers.items() if number not in _NAMES
        ]
        less, unexplained = lowered(abouts, levels, given, every, LEDGER.today())
        wrong = [*problems(abouts, given, every), *unheard, *unexplained]
        if wrong:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the policy configuration is wrong:\n" + "\n".join(wrong))
        self._given = dict(given)
        self._levels |= numbers
        self._less = less
        return empty_pb2.Empty()

    def ConfigureStack(  # noqa: N802  gRPC's form
        self,
        request: analyzer_pb2.AnalyzerStackConfigureRequest,  # noqa: ARG002  no rule depends on the stack's tags
        context: Context,  # noqa: ARG002  gRPC's form
    ) -> analyzer_pb2.AnalyzerStackConfigureResponse:
        """Acknowledge."""
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    def Remediate(self, request: analyzer_pb2.AnalyzeRequest, context: Context) -> analyzer_pb2.RemediateResponse:  # noqa: ARG002, N802  gRPC's form
        """Change nothing: remediation would drop the marks of secrets."""
        return analyzer_pb2.RemediateResponse()

    def Analyze(self, request: analyzer_pb2.AnalyzeRequest, context: Context) -> analyzer_pb2.AnalyzeResponse:  # noqa: ARG002, N802  gRPC's form
        """Judge one resource as it registers."""
        resource = single_resource(request)
        response = analyzer_pb2.AnalyzeResponse()
        for rule in self._resource_rules:
            given = self._given.get(rule.about.name, {})
            if (resource.type in rule.types or given.get("waivers")) and self._is_on(rule):
                response.diagnostics.extend(map(self._diagnostic, judge_resource(rule, resource, given)))
        return response

    def AnalyzeStack(self, request: analyzer_pb2.AnalyzeStackRequest, context: Context) -> analyzer_pb2.AnalyzeResponse:  # noqa: ARG002, N802  gRPC's form
        """Judge a planned stack as a whole."""
        resources = graph(request.resources)
        for rule in self._rules.values():
            if not self._is_on(rule):
                pass_over(rule, self._given.get(rule.about.name, {}))
        response = analyzer_pb2.AnalyzeResponse()
        for rule in self._stack_rules:
            if self._is_on(rule):
                found = judge_stack(rule, resources, self._given.get(rule.about.name, {}))
                response.diagnostics.extend(map(self._diagnostic, found))
        response.diagnostics.extend(self._not_judged(not_judged(resources.resources)))
        response.diagnostics.extend(self._lowered(LEDGER.told(self._less)))
        return response

    def _not_judged(self, types: Sequence[str]) -> Iterator[analyzer_pb2.AnalyzeDiagnostic]:
        """How many types no rule is about, and which: undecided as whatever a rule cannot tell."""
        if types:
            count = f"not judged: {len(types)} type{'' if len(types) == 1 else 's'}"
            text = self._undecided(NOT_JUDGED, "\n".join([count, *types]))
            yield self._note(NOT_JUDGED, "Types of resources that no rule is about", text)

    def _lowered(self, rules: Sequence[str]) -> Iterator[analyzer_pb2.AnalyzeDiagnostic]:
        """Which rules ask less than the pack means them to, until when and why."""
        if rules:
            title = "Rules that ask less than usual"
            yield self._note(LOWERED, title, "\n".join([title, *rules]))

    def _note(self, name: str, title: str, text: str) -> analyzer_pb2.AnalyzeDiagnostic:
        """What the pack says of itself, under a name that no rule has."""
        return analyzer_pb2.AnalyzeDiagnostic(
            policyName=name,
            policyPackName=self._name,
            policyPackVersion=self._version,
            description=title,
            message=text,
            enforcementLevel=analyzer_pb2.ADVISORY,
            severity=analyzer_pb2.POLICY_SEVERITY_LOW,
        )

    def _undecided(self, name: str, text: str) -> str:
        """How Pulumi's own SDKs word what a rule could not tell."""
        return f"can't run policy '{name}' from policy pack '{self._name}@v{self._version}' during preview: \n{text}"

    def _is_on(self, rule: Rule) -> bool:
        return self._levels[rule.about.name] != analyzer_pb2.DISABLED

    def _diagnostic(self, found: Diagnostic) -> analyzer_pb2.AnalyzeDiagnostic:
        """A violation has its rule's level. What is undecided is advice, and so is under `start` what is a team's own choice."""
        name = found.about.name
        level = self._levels[name]
        text = found.text
        if found.undecided:
            level = analyzer_pb2.ADVISORY
            text = self._undecided(name, text)
        elif name == listed.about.name:
            level = analyzer_pb2.ADVISORY  # what is waived is not to be refused by the list of it, whatever `all` says
        elif found.chosen and self._profile == START:
            level = analyzer_pb2.ADVISORY
        elif level == analyzer_pb2.REMEDIATE:
            level = analyzer_pb2.MANDATORY
        return analyzer_pb2.AnalyzeDiagnostic(
            policyName=name,
            policyPackName=self._name,
            policyPackVersion=self._version,
            description=found.about.title,
            message=text,
            urn=found.urn,
            enforcementLevel=level,
            severity=_SEVERITIES[found.about.severity],
        )


def _info(rule: Rule) -> analyzer_pb2.PolicyInfo:
    about = rule.about
    kind = analyzer_pb2.POLICY_TYPE_RESOURCE if isinstance(rule, ResourceRule) else analyzer_pb2.POLICY_TYPE_STACK
    return analyzer_pb2.PolicyInfo(
        name=about.name,
        displayName=about.title,
        description=about.why,
        enforcementLevel=_LEVELS[about.level],
        policy_type=kind,
        severity=_SEVERITIES[about.severity],
        framework=_framework(about),
        tags=about.references,
        remediation_steps=about.fix,
        configSchema=analyzer_pb2.PolicyConfigSchema(properties=json_format.ParseDict(schema(about), struct_pb2.Struct())),
    )


def _framework(about: About) -> analyzer_pb2.PolicyComplianceFramework | None:
    """The engine has room for one framework; all references are tags as well."""
    if not about.references:
        return None
    name, _, reference = about.references[0].partition(" ")
    return analyzer_pb2.PolicyComplianceFramework(name=name, reference=reference)
