"""Calls to a running pack, as the engine makes them; none is waited for without end."""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

_Answer = TypeVar("_Answer")

_OPTIONS: Final = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1), ("grpc.enable_http_proxy", 0)]


class PackError(Exception):
    """The pack failed; the message is what it answered, or what it did not answer."""


class Calls:
    """What a pack can be asked. Each call raises `PackError` when the pack fails or does not answer in time."""

    def __init__(self, analyzer: analyzer_pb2_grpc.AnalyzerStub, patience: float) -> None:
        """Ask an analyzer, and leave it so many seconds for each answer."""
        self._analyzer = analyzer
        self._patience = patience

    def info(self) -> analyzer_pb2.AnalyzerInfo:
        """What the pack is and which rules it has."""
        call = self._analyzer.GetAnalyzerInfo.future(empty_pb2.Empty())
        info: analyzer_pb2.AnalyzerInfo = self._answer(call, "what its rules are (GetAnalyzerInfo)")
        return info

    def configure(self, request: analyzer_pb2.ConfigureAnalyzerRequest) -> None:
        """Configure the rules."""
        self._answer(self._analyzer.Configure.future(request), "whether its configuration is right (Configure)")

    def analyze(self, requests: Iterable[analyzer_pb2.AnalyzeRequest]) -> Iterator[analyzer_pb2.AnalyzeResponse]:
        """Have single resources judged.

        They are asked about all at once and the answers read in order: a pack takes four calls at a time, and waiting for each
        would double the time.
        """
        asked = [(request.urn, self._analyzer.Analyze.future(request)) for request in requests]
        for urn, call in asked:
            yield self._answer(call, f"what it says of {urn} (Analyze)")

    def analyze_stack(self, request: analyzer_pb2.AnalyzeStackRequest) -> analyzer_pb2.AnalyzeResponse:
        """Have the stack judged as a whole."""
        call = self._analyzer.AnalyzeStack.future(request)
        response: analyzer_pb2.AnalyzeResponse = self._answer(call, "what it says of the whole stack (AnalyzeStack)")
        return response

    def _answer(self, call: "grpc.CallFuture[_Answer]", what: str) -> _Answer:  # in quotes: only the type stubs have the name
        try:
            return call.result(timeout=self._patience)
        except grpc.FutureTimeoutError:
            text = f"it did not answer within {self._patience:g} seconds {what}; --policy-pack-timeout gives it longer"
            raise PackError(text) from None
        except grpc.RpcError as error:
            raise PackError(_details(error)) from None


@contextlib.contextmanager
def connected(port: int, patience: float) -> Iterator[Calls]:
    """The calls of the pack that listens at a port of this machine."""
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=_OPTIONS) as channel:
        yield Calls(analyzer_pb2_grpc.AnalyzerStub(channel), patience)


def _details(error: grpc.RpcError) -> str:
    details = getattr(error, "details", None)  # every error a call raises has it, though the type does not say so
    return str(details() if callable(details) else error)
