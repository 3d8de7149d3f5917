"""The pack as the engine runs it: a process of its own that answers over gRPC. What it answers is `test_server.py`'s."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policy.engine.catalogue import RULES
from policy.model import kinds
from tests.offline.processes import LINUX, members, session, wait_until
from tests.policy.engine.client import MANDATORY, Pack, resource, struct, urn


@pytest.fixture(scope="module")
def pack() -> Iterator[Pack]:
    pack = Pack()
    yield pack
    assert pack.stop() == "", "nothing but the port may be printed"


def test_the_first_line_is_the_port_and_every_rule_is_there(pack: Pack) -> None:
    assert pack.first_line.isdigit()
    assert (pack.info.name, pack.info.version) == ("platform-strict", pack.calls.GetPluginInfo(empty_pb2.Empty()).version)
    assert [one.name for one in pack.info.policies] == [rule.about.name for rule in RULES]


def test_resources_and_stacks_are_judged(pack: Pack) -> None:
    pack.configure()
    found = pack.analyze(kinds.LOG_GROUP, "log", {"kmsKeyId": UNKNOWN_STRING_VALUE, "retentionInDays": 0})
    assert [one[:3] for one in found] == [("log-group-key-and-retention", MANDATORY, urn(kinds.LOG_GROUP, "log"))]
    bucket = resource(kinds.BUCKET, "data", {"bucket": UNKNOWN_STRING_VALUE})
    assert ("s3-public-access-blocked", MANDATORY, bucket.urn) in [one[:3] for one in pack.analyze_stack(bucket)]


def test_a_wrong_configuration_reaches_the_user(pack: Pack) -> None:
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    request.policyConfig["rds-backup-kept"].properties.CopyFrom(struct({}))
    with pytest.raises(grpc.RpcError, match="rds-backup-kept: no rule of this pack has this name") as raised:
        pack.calls.Configure(request)
    assert "INVALID_ARGUMENT" in str(raised.value)


ROOT = Path(__file__).parents[3]
STARTS_A_PACK = "from tests.policy.engine.client import Pack; pack = Pack(); print(pack.first_line, flush=True); "


@pytest.mark.skipif(not LINUX, reason="what is left of a session is read from /proc")
@pytest.mark.parametrize("end", ["", "import os; os.kill(os.getpid(), 9)", "import os; os._exit(0)"])
def test_the_pack_ends_when_what_started_it_does_however_that_ends(end: str) -> None:
    with session(sys.executable, "-c", STARTS_A_PACK + end, folder=ROOT) as process:
        output, _ = process.communicate(timeout=60)
        assert output.strip().isdigit()
        wait_until(lambda: not members(process.pid), 10)


@pytest.mark.skipif(not LINUX, reason="what is left of a session is read from /proc")
def test_the_pack_goes_on_for_as_long_as_what_started_it_lives() -> None:
    """Though the thread that started it has ended, and there never was a standard input."""
    script = (
        "import threading, time\n"
        "def start():\n    from tests.policy.engine import client\n    client.kept = client.Pack()\n"
        "thread = threading.Thread(target=start)\nthread.start()\nthread.join()\nprint('started', flush=True)\ntime.sleep(600)\n"
    )
    with session(sys.executable, "-c", script, folder=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        time.sleep(1.5)  # three times what the pack waits between two looks
        assert len(members(process.pid)) == 2
