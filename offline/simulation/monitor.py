"""The resource monitor: takes what the SDK registers, keeps it as the engine would, and answers as AWS would.

The SDK calls these methods by their gRPC names, see `pulumi.runtime.settings`; nothing is sent anywhere.
"""

import dataclasses
import importlib.metadata
from collections.abc import Callable, Mapping
from typing import Any, Final

from google.protobuf import empty_pb2
from pulumi.runtime.proto import resource_pb2

from offline.simulation import answers
from offline.simulation.answers import Settings
from offline.simulation.awsx import vpc
from offline.simulation.awsx.vpc_component import child_resource, component_outputs
from offline.simulation.identity import Identity
from offline.simulation.invokes import Lookups, zones
from offline.simulation.model import Mode, OfflineError, Resource
from offline.simulation.names import Names
from offline.simulation.registration import resource_of
from offline.simulation.values import from_struct, plain, to_struct

_FEATURES: Final = [
    resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
]
"""What the SDK may use. Transforms and hooks need a server the engine calls back, and are refused by the SDK itself."""


def _nothing() -> None:
    pass


class Monitor:
    """Records one run of a program."""

    def __init__(
        self, *, project: str, stack: str, mode: Mode, providers: Mapping[str, Mapping[str, Any]], parameters: Mapping[str, str]
    ) -> None:
        """Start an empty record.

        Args:
            project: the project's name.
            stack: the stack's name.
            mode: whether what only AWS decides is unknown or answered.
            providers: what the stack configures the default provider of each package with.
            parameters: what SSM Parameter Store holds that the program did not put there, by path.
        """
        self._names = Names(project, stack)
        self._mode = mode
        self._configured = providers
        self._settings = Settings.of(providers.get("aws", {}))
        self._lookups = Lookups(settings=self._settings, parameters=parameters)
        self._resources: dict[str, Resource] = {}
        self._providers: dict[str, Resource] = {}
        self.before_first: Callable[[], None] = _nothing
        """What happens before the first request is answered."""

    @property
    def resources(self) -> tuple[Resource, ...]:
        """Everything registered so far, in order."""
        return tuple(self._resources.values())

    @property
    def providers(self) -> tuple[Resource, ...]:
        """The default providers the engine would have started."""
        return tuple(self._providers.values())

    def GetDeploymentInfo(self, _: empty_pb2.Empty) -> resource_pb2.DeploymentInfo:  # noqa: N802 - gRPC name
        """Which features of a current engine the SDK may rely on."""
        return resource_pb2.DeploymentInfo(supportedFeatures=_FEATURES)

    def SignalAndWaitForShutdown(self, _: empty_pb2.Empty) -> empty_pb2.Empty:  # noqa: N802 - gRPC name
        """The program has ended; nothing is left to wait for."""
        return empty_pb2.Empty()

    def RegisterResource(  # noqa: N802 - gRPC name
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        """Record a resource and answer with its outputs."""
        self._begin()
        if request.remote:
            return self._register_vpc(request)
        resource = self._record(resource_of(request, self._names), request.version)
        return resource_pb2.RegisterResourceResponse(urn=resource.urn, id=resource.id, object=to_struct(resource.outputs))

    def RegisterResourceOutputs(  # noqa: N802 - gRPC name
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        """Keep the outputs of a component, or of the stack itself."""
        resource = self._resources[request.urn]
        self._resources[request.urn] = dataclasses.replace(resource, outputs=from_struct(request.outputs))
        return empty_pb2.Empty()

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:  # noqa: N802 - gRPC name
        """Answer a lookup."""
        self._begin()
        arguments = from_struct(request.args)
        if request.tok == "pulumi:pulumi:getResource":
            resource = self._resources[arguments["urn"]]
            answer = {"urn": resource.urn, "id": resource.id, "state": resource.outputs}
        else:
            answer = self._lookups.answer(request.tok, arguments)
        response = resource_pb2.ResourceInvokeResponse()
        getattr(response, "return").CopyFrom(to_struct(answer))  # a field named like a keyword
        return response

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:  # noqa: N802 - gRPC name
        """Refuse: there is nothing outside the program to read.

        Raises:
            OfflineError: always.
        """
        raise OfflineError(
            f"{request.type} {request.name!r} reads an existing resource, which is not simulated offline; put its id in settings"
        )

    def _begin(self) -> None:
        first, self.before_first = self.before_first, _nothing
        first()

    def _record(self, resource: Resource, version: str = "") -> Resource:
        if resource.urn in self._resources:
            raise OfflineError(f"Duplicate resource URN {resource.urn!r}: type, parent and name are the same; rename one")
        if resource.custom:
            resource_id, outputs = answers.outputs(
                resource.type,
                name=resource.name,
                urn=resource.urn,
                inputs=resource.inputs,
                secret=resource.additional_secret_outputs,
                settings=self._settings_of(resource.provider),
                mode=self._mode,
            )
            provider = resource.provider or self._default_provider(resource.type.partition(":")[0], version)
            resource = dataclasses.replace(resource, id=resource_id, outputs=outputs, provider=provider)
        self._resources[resource.urn] = resource
        return resource

    def _register_vpc(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:
        if request.type != vpc.TYPE:
            raise OfflineError(f"component {request.type} runs in a plugin, and offline/ simulates only {vpc.TYPE}")
        component = resource_of(request, self._names)
        expansion = vpc.expand(request.name, plain(component.inputs), zones(self._settings.region))
        self._record(component)
        children: dict[vpc.Key, Resource] = {}
        for child in expansion.children:
            children[child.key] = self._record(child_resource(child, component.urn, children, self._names))
        outputs, edges = component_outputs(expansion.outputs, children)
        answer = resource_pb2.RegisterResourceResponse(urn=component.urn, object=to_struct(outputs))
        for name, urns in edges.items():
            answer.propertyDependencies[name].urns.extend(sorted({component.urn, *urns}))
        self._resources[component.urn] = dataclasses.replace(component, outputs=from_struct(answer.object))
        return answer

    def _default_provider(self, package: str, version: str) -> str | None:
        """The reference to the default provider of a package, which the engine starts when the first resource needs it."""
        if package == "pulumi":
            return None
        version = version or importlib.metadata.version(f"pulumi_{package}")
        token, name = f"pulumi:providers:{package}", f"default_{version.replace('.', '_')}"
        urn = self._names.urn("", token, name)
        if urn not in self._providers:
            given = self._configured.get(package, {})
            self._providers[urn] = Resource(
                urn=urn, type=token, name=name, parent=None, custom=True, inputs=given, outputs=given, id=Identity(urn).uuid()
            )
        return f"{urn}::{self._providers[urn].id}"

    def _settings_of(self, provider: str | None) -> Settings:
        declared = self._resources.get((provider or "").rpartition("::")[0])
        return Settings.of(plain(declared.inputs)) if declared else self._settings
