"""Ask a policy pack as the engine does: over gRPC, each resource first, then the stack as a whole."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2

from offline.errors import PreviewError
from offline.judging.calls import Calls, PackError, connected
from offline.judging.configuration import LEVELS, WRONG, Configured, Policy, merge
from offline.judging.findings import NOT_JUDGED, RULES_LOWERED, Finding, Judgement, Lowered, read
from offline.judging.pack_process import PATIENCE
from offline.simulation.model import Recording, Resource
from offline.simulation.values import to_struct

Providers = Mapping[str, analyzer_pb2.AnalyzerProviderResource]

_TOLD: Final = re.compile(
    r"^(?P<rule>\S+) is (?P<level>.+?) until (?P<expires>\d{4}-\d\d-\d\d): (?P<reason>.*?)(?P<ending> \(it ends in [^()]*\))?$"
)
_STRICTNESS: Final = {"disabled": 0, "advisory": 1, "mandatory": 2, "remediate": 2}


def judge(port: int, recording: Recording, config: Mapping[str, Any], *, patience: float = PATIENCE) -> Judgement:
    """Ask a pack about a recorded run: each resource as it was registered, then the stack as a whole.

    Args:
        port: where the pack listens.
        recording: the run.
        config: the pack's configuration from the command line.
        patience: for how many seconds the pack may leave a question without an answer.

    Raises:
        PreviewError: the configuration does not suit the pack.
        PackError: the pack failed while it was asked, or did not answer.
    """
    with connected(port, patience) as calls:
        info = calls.info()
        policies, configured = _configure(calls, info, config)
        levels = {name: entry.level for name, entry in configured.items()}
        found = [*_each(calls, recording, levels), *_stack(calls, recording, levels)]
        own = {one.rule: one.text.splitlines() for one in found if one.rule in (NOT_JUDGED, RULES_LOWERED)}
        told = {line["rule"]: line for line in map(_TOLD.match, own.get(RULES_LOWERED, ())) if line}
        return Judgement(
            pack=f"{info.name} {info.version}",
            rules=tuple(policy.name for policy in info.policies),
            findings=tuple(dict.fromkeys(one for one in found if one.rule not in own)),
            lowered=tuple(_lowered(policies, configured, told)),
            not_judged=tuple(dict.fromkeys(own.get(NOT_JUDGED, ())[1:])),
        )


def _configure(
    calls: Calls, info: analyzer_pb2.AnalyzerInfo, config: Mapping[str, Any]
) -> tuple[list[Policy], Mapping[str, Configured]]:
    policies = [
        Policy(
            name=policy.name,
            level=_level(policy.enforcementLevel),
            properties=json_format.MessageToDict(policy.configSchema.properties),
            required=list(policy.configSchema.required),
        )
        for policy in info.policies
    ]
    initial = {name: _initial(entry) for name, entry in info.initialConfig.items()}
    configured = merge(policies, initial, config)
    request = analyzer_pb2.ConfigureAnalyzerRequest(policyConfig={name: _message(entry) for name, entry in configured.items()})
    try:
        calls.configure(request)
    except PackError as error:
        if not str(error).startswith(WRONG):
            raise
        raise PreviewError(str(error).replace("\n", "\n  ")) from None  # the pack works; what it was given does not
    return policies, configured


def _lowered(
    policies: Iterable[Policy], configured: Mapping[str, Configured], told: Mapping[str, re.Match[str]]
) -> Iterator[Lowered]:
    """By level as this program sees it, and whatever else the pack says of itself."""
    for policy in policies:
        entry = configured[policy.name]
        if line := told.get(policy.name):
            why = {key: str(entry.properties.get(key) or line[key]) for key in ("reason", "expires")}
            yield Lowered(rule=policy.name, level=line["level"], usual=policy.level, ending=line["ending"] or "", **why)
        elif _STRICTNESS[entry.level] < _STRICTNESS[policy.level]:
            why = {key: str(entry.properties.get(key) or "") for key in ("reason", "expires")}
            yield Lowered(rule=policy.name, level=entry.level, usual=policy.level, **why)


def _initial(entry: analyzer_pb2.PolicyConfig) -> Mapping[str, Any]:
    return {"enforcementLevel": _level(entry.enforcementLevel), **json_format.MessageToDict(entry.properties)}


def _message(entry: Configured) -> analyzer_pb2.PolicyConfig:
    level = analyzer_pb2.EnforcementLevel.Value(entry.level.upper())
    return analyzer_pb2.PolicyConfig(enforcementLevel=level, properties=to_struct(entry.properties))


def _level(number: analyzer_pb2.EnforcementLevel.ValueType) -> str:
    name = analyzer_pb2.EnforcementLevel.Name(number).lower()
    return name if name in LEVELS else "mandatory"


def _each(calls: Calls, recording: Recording, levels: Mapping[str, str]) -> Iterator[Finding]:
    providers = _providers(recording)
    answers = calls.analyze(_question(resource, providers) for resource in recording.everything)
    for resource, answer in zip(recording.everything, answers, strict=True):
        for diagnostic in answer.diagnostics:
            yield from _findings(diagnostic, levels, resource.urn)


def _question(resource: Resource, providers: Providers) -> analyzer_pb2.AnalyzeRequest:
    return analyzer_pb2.AnalyzeRequest(
        type=resource.type,
        urn=resource.urn,
        name=resource.name,
        properties=to_struct(resource.inputs),
        options=_options(resource),
        provider=providers.get(_provider_urn(resource)),
    )


def _stack(calls: Calls, recording: Recording, levels: Mapping[str, str]) -> Iterator[Finding]:
    providers = _providers(recording)
    request = analyzer_pb2.AnalyzeStackRequest(
        resources=[
            analyzer_pb2.AnalyzerResource(
                type=resource.type,
                urn=resource.urn,
                name=resource.name,
                parent=resource.parent or "",
                properties=to_struct({**resource.outputs, "id": resource.id} if resource.id else resource.outputs),
                options=_options(resource),
                provider=providers.get(_provider_urn(resource)),
                dependencies=resource.dependencies,
                propertyDependencies={
                    key: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
                    for key, urns in resource.property_dependencies.items()
                },
            )
            for resource in recording.everything
        ]
    )
    for diagnostic in calls.analyze_stack(request).diagnostics:
        yield from _findings(diagnostic, levels, diagnostic.urn or None)


def _findings(diagnostic: analyzer_pb2.AnalyzeDiagnostic, levels: Mapping[str, str], urn: str | None) -> Iterator[Finding]:
    level = _level(diagnostic.enforcementLevel)
    return read(
        rule=diagnostic.policyName,
        level="mandatory" if level == "remediate" else level,
        rule_level=levels.get(diagnostic.policyName, level),
        urn=diagnostic.urn or urn,
        title=diagnostic.description,
        message=diagnostic.message,
    )


def _providers(recording: Recording) -> Providers:
    return {
        resource.urn: analyzer_pb2.AnalyzerProviderResource(
            type=resource.type, urn=resource.urn, name=resource.name, properties=to_struct(resource.inputs)
        )
        for resource in recording.everything
        if resource.type.startswith("pulumi:providers:")
    }


def _provider_urn(resource: Resource) -> str:
    return (resource.provider or "").rpartition("::")[0]


def _options(resource: Resource) -> analyzer_pb2.AnalyzerResourceOptions:
    return analyzer_pb2.AnalyzerResourceOptions(
        protect=resource.protect,
        ignoreChanges=resource.ignore_changes,
        deleteBeforeReplace=bool(resource.delete_before_replace),
        deleteBeforeReplaceDefined=resource.delete_before_replace is not None,
        additionalSecretOutputs=resource.additional_secret_outputs,
        aliases=resource.aliases,
        customTimeouts=analyzer_pb2.AnalyzerResourceOptions.CustomTimeouts(**resource.custom_timeouts.chosen),
        parent=resource.parent or "",
    )
