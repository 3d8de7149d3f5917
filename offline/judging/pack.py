"""Ask a policy pack as the engine does: over gRPC, each resource first, then the stack as a whole."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from offline.judging.configuration import LEVELS, Configured, Policy, merge
from offline.judging.findings import Finding, Judgement, read
from offline.simulation.model import Recording, Resource
from offline.simulation.values import to_struct

Providers = Mapping[str, analyzer_pb2.AnalyzerProviderResource]

_UNLIMITED: Final = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1), ("grpc.enable_http_proxy", 0)]


class PackError(Exception):
    """The pack failed; the message is what it answered."""


def judge(port: int, recording: Recording, config: Mapping[str, Any]) -> Judgement:
    """Ask a pack about a recorded run: each resource as it was registered, then the stack as a whole.

    Args:
        port: where the pack listens.
        recording: the run.
        config: the pack's configuration from the command line.

    Raises:
        PreviewError: the configuration does not suit the pack.
        PackError: the pack failed while it was asked.
    """
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=_UNLIMITED) as channel:
        analyzer = analyzer_pb2_grpc.AnalyzerStub(channel)
        try:
            info = analyzer.GetAnalyzerInfo(empty_pb2.Empty())
            levels = _configure(analyzer, info, config)
            findings = [*_each(analyzer, recording, levels), *_stack(analyzer, recording, levels)]
        except grpc.RpcError as error:
            raise PackError(_details(error)) from None
        return Judgement(
            pack=f"{info.name} {info.version}",
            rules=tuple(policy.name for policy in info.policies),
            findings=tuple(dict.fromkeys(findings)),
        )


def _details(error: grpc.RpcError) -> str:
    details = getattr(error, "details", None)  # every error a call raises has it, though the type does not say so
    return str(details() if callable(details) else error)


def _configure(
    analyzer: analyzer_pb2_grpc.AnalyzerStub, info: analyzer_pb2.AnalyzerInfo, config: Mapping[str, Any]
) -> Mapping[str, str]:
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
    analyzer.Configure(
        analyzer_pb2.ConfigureAnalyzerRequest(policyConfig={name: _message(entry) for name, entry in configured.items()})
    )
    return {name: entry.level for name, entry in configured.items()}


def _initial(entry: analyzer_pb2.PolicyConfig) -> Mapping[str, Any]:
    return {"enforcementLevel": _level(entry.enforcementLevel), **json_format.MessageToDict(entry.properties)}


def _message(entry: Configured) -> analyzer_pb2.PolicyConfig:
    level = analyzer_pb2.EnforcementLevel.Value(entry.level.upper())
    return analyzer_pb2.PolicyConfig(enforcementLevel=level, properties=to_struct(entry.properties))


def _level(number: analyzer_pb2.EnforcementLevel.ValueType) -> str:
    name = analyzer_pb2.EnforcementLevel.Name(number).lower()
    return name if name in LEVELS else "mandatory"


def _each(analyzer: analyzer_pb2_grpc.AnalyzerStub, recording: Recording, levels: Mapping[str, str]) -> Iterator[Finding]:
    """Asked all at once and read in order: the pack takes four calls at a time, and waiting for each would double the time."""
    providers = _providers(recording)
    asked = [(resource.urn, analyzer.Analyze.future(_question(resource, providers))) for resource in recording.everything]
    for urn, answer in asked:
        for diagnostic in answer.result().diagnostics:
            yield from _findings(diagnostic, levels, urn)


def _question(resource: Resource, providers: Providers) -> analyzer_pb2.AnalyzeRequest:
    return analyzer_pb2.AnalyzeRequest(
        type=resource.type,
        urn=resource.urn,
        name=resource.name,
        properties=to_struct(resource.inputs),
        options=_options(resource),
        provider=providers.get(_provider_urn(resource)),
    )


def _stack(analyzer: analyzer_pb2_grpc.AnalyzerStub, recording: Recording, levels: Mapping[str, str]) -> Iterator[Finding]:
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
    for diagnostic in analyzer.AnalyzeStack(request).diagnostics:
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
        parent=resource.parent or "",
    )
