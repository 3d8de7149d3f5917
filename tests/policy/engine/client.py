"""A pack, running or in this process, and the calls that the engine makes."""

import atexit
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from policy.testing.engine import Configuration, InProcess, RefusedError, configured
from policy.testing.planned import Planned, in_stack, registering, struct

PACK = Path(__file__).parents[3] / "policy"
__all__ = ["InProcess", "RefusedError", "struct"]

ADVISORY, MANDATORY = analyzer_pb2.ADVISORY, analyzer_pb2.MANDATORY
UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
REPORTED = tuple[str, int, str, str]


def urn(token: str, name: str) -> str:
    return Planned(token=token, name=name).urn


class Client:
    """The calls as the engine makes them."""

    def __init__(self, calls: Any) -> None:
        self.calls = calls
        self.info = calls.GetAnalyzerInfo(empty_pb2.Empty())

    def configure(self, config: Configuration | None = None, /, **rules: Mapping[str, object]) -> None:
        """As the engine does; rules may be given by keywords, with `_` for `-`."""
        self.calls.Configure(configured(self.info, {**(config or {}), **{k.replace("_", "-"): one for k, one in rules.items()}}))

    def analyze(self, token: str, name: str, props: Mapping[str, object]) -> list[REPORTED]:
        return reported(self.calls.Analyze(registering(Planned(token=token, name=name, props=props))).diagnostics)

    def analyze_stack(self, *resources: analyzer_pb2.AnalyzerResource) -> list[REPORTED]:
        return reported(self.calls.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=resources)).diagnostics)


class Pack(Client):
    """A running pack."""

    def __init__(self, folder: Path = PACK) -> None:
        """Start it as Pulumi's script for Python packs does: in the pack's folder, which it calls `.`."""
        context = {"PROJECT": "platform", "STACK": "test", "ORGANIZATION": "organization", "DRY_RUN": "true", "CONFIG": "{}"}
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", "."],
            cwd=folder,
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
    links = {path: (target,) for path, target in edges.items()}
    return in_stack(Planned(token=token, name=name, props=props, edges=links, depends=tuple(edges.values())), managed=False)
