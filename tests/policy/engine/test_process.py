"""The pack as the engine runs it: a process of its own that answers over gRPC. What it answers is `test_server.py`'s."""

from collections.abc import Iterator

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policy.engine.catalogue import RULES
from policy.model import kinds
from tests.policy.engine.client import MANDATORY, Pack, resource, struct, urn


@pytest.fixture(scope="module")
def pack() -> Iterator[Pack]:
    pack = Pack()
    yield pack
    assert pack.stop() == "", "nothing but the port may be printed"


def test_the_first_line_is_the_port_and_every_rule_is_there(pack: Pack) -> None:
    assert pack.first_line.isdigit()
    assert (pack.info.name, pack.info.version) == ("platform", pack.calls.GetPluginInfo(empty_pb2.Empty()).version)
    assert [one.name for one in pack.info.policies] == [rule.about.name for rule in RULES]


def test_resources_and_stacks_are_judged(pack: Pack) -> None:
    pack.configure()
    found = pack.analyze(kinds.LOG_GROUP, "log", {"kmsKeyId": UNKNOWN_STRING_VALUE, "retentionInDays": 0})
    assert [one[:3] for one in found] == [("log-group-key-and-retention", MANDATORY, urn(kinds.LOG_GROUP, "log"))]
    bucket = resource(kinds.BUCKET, "data", {"bucket": UNKNOWN_STRING_VALUE})
    assert ("s3-owner-enforced", MANDATORY, bucket.urn) in [one[:3] for one in pack.analyze_stack(bucket)]


def test_a_wrong_configuration_reaches_the_user(pack: Pack) -> None:
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    request.policyConfig["rds-backup-kept"].properties.CopyFrom(struct({}))
    with pytest.raises(grpc.RpcError, match="rds-backup-kept: no rule of this pack has this name") as raised:
        pack.calls.Configure(request)
    assert "INVALID_ARGUMENT" in str(raised.value)
