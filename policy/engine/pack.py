"""The pack's process: a server on a port of its own, and the port on standard output."""

import gc
import os
import sys
import time
from collections.abc import Sequence
from concurrent import futures

import grpc
from pulumi.runtime.proto import analyzer_pb2_grpc

from policy.engine.catalogue import RULES
from policy.engine.profiles import STRICT
from policy.engine.server import Analyzer
from policy.model.rule import Rule

NAME = "platform"
"""What the pack is called, with its profile behind it: so every report says which one judged."""
VERSION = "0.1.0"

_OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]

# A judged stack is many long-lived objects and few cycles; looking for those as often as Python does by default costs time.
_COLLECT_AFTER = 200_000

_LOOK_SECONDS = 0.5


def serve(parent: int, profile: str = STRICT, *, rules: Sequence[Rule] = RULES) -> None:
    """Answer the engine until it goes away. One thread: rules are pure Python, and the waivers' ledger is shared.

    Args:
        parent: the process that started this one. When that has ended, however it did, this one is another's child.
        profile: how much of the pack stops a deployment.
        rules: the rules in the order they run; those about waivers come last.
    """
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=1), options=_OPTIONS)
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Analyzer(NAME, VERSION, rules, profile), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(0)  # whoever asked has gone: no answer is waited for
