"""A pack, running or in this process, and the calls that the engine makes."""

import atexit
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from policy.engine.server import Analyzer

PACK = Path(__file__).parents[3] / "policy"
ADVISORY, MANDATORY = analyzer_pb2.ADVISORY, analyzer_pb2.MANDATORY
UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
REPORTED = tuple[str, int, str, str]


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:test::platform::{token}::{name}"


def struct(values: Mapping[str, object]) -> struct_pb2.Struct:
    return json_format.ParseDict(dict(values), struct_pb2.Struct())


class Client:
    """The calls as the engine makes them."""

    def __init__(self, calls: Any) -> None:
        self.calls = calls
        self.info = calls.GetAnalyzerInfo(empty_pb2.Empty())

    def configure(self, **given: Mapping[str, object]) -> None:
        """As the engine does: the schemas' defaults with the user's configuration over them."""
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for one in self.info.policies:
            request.policyConfig[one.name].enforcementLevel = one.enforcementLevel
            schema: dict[str, dict[str, object]] = json_format.MessageToDict(one.configSchema.properties)
            defaults = {name: about["default"] for name, about in schema.items() if "default" in about}
            merged = struct({**defaults, **given.get(one.name.replace("-", "_"), {})})
            request.policyConfig[one.name].properties.CopyFrom(merged)
        self.calls.Configure(request)

    def analyze(self, token: str, name: str, props: Mapping[str, object]) -> list[REPORTED]:
        request = analyzer_pb2.AnalyzeRequest(
            type=token, name=name, urn=urn(token, name), properties=struct(props), options=analyzer_pb2.AnalyzerResourceOptions()
        )
        return reported(self.calls.Analyze(request).diagnostics)

    def analyze_stack(self, *resources: analyzer_pb2.AnalyzerResource) -> list[REPORTED]:
        return reported(self.calls.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=resources)).diagnostics)


class RefusedError(Exception):
    """The analyzer ended a call."""


class InProcess:
    """The calls of an analyzer without a server between. Its own context: all the analyzer does with one is end the call."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def __getattr__(self, name: str) -> Callable[[object], object]:
        return lambda request: getattr(self._analyzer, name)(request, self)

    @staticmethod
    def abort(code: grpc.StatusCode, details: str) -> NoReturn:
        raise RefusedError(code, details)


class Pack(Client):
    """A running pack."""

    def __init__(self) -> None:
        context = {"PROJECT": "platform", "STACK": "test", "ORGANIZATION": "organization", "DRY_RUN": "true", "CONFIG": "{}"}
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter with our own arguments
            [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)],
            cwd=PACK,
            env={**os.environ, **{f"PULUMI_{name}": value for name, value in context.items()}},
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._process.kill)  # for a script that ends without `stop`; does nothing to a process that has ended
        assert self._process.stdout is not None
        self._stdout = self._process.stdout
        self.first_line = self._stdout.readline().strip()
        self._channel = grpc.insecure_channel(f"127.0.0.1:{self.first_line}", options=UNLIMITED)
        super().__init__(analyzer_pb2_grpc.AnalyzerStub(self._channel))

    def stop(self) -> str:
        """End the process and return what else it printed."""
        self._channel.close()
        self._process.terminate()
        printed = self._stdout.read()
        self._process.wait(10)
        atexit.unregister(self._process.kill)
        self._stdout.close()
        return printed


def reported(diagnostics: Sequence[analyzer_pb2.AnalyzeDiagnostic]) -> list[REPORTED]:
    return [(one.policyName, one.enforcementLevel, one.urn, one.message) for one in diagnostics]


def resource(token: str, name: str, props: Mapping[str, object], **edges: str) -> analyzer_pb2.AnalyzerResource:
    return analyzer_pb2.AnalyzerResource(
        type=token,
        name=name,
        urn=urn(token, name),
        properties=struct(props),
        options=analyzer_pb2.AnalyzerResourceOptions(),
        dependencies=list(edges.values()),
        propertyDependencies={path: analyzer_pb2.AnalyzerPropertyDependencies(urns=[target]) for path, target in edges.items()},
    )
