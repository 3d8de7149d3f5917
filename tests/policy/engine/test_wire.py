"""What the engine sends becomes plain data, decoded once."""

from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.proxy import UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE

from policy.engine.wire import graph, properties, single_resource
from policy.model import kinds
from policy.model.values import UNKNOWN

SIGNATURE = "4dabf18193072939515e22adb298388d"


def read(values: dict[str, object]) -> object:
    return properties(json_format.ParseDict(values, struct_pb2.Struct()))


def test_values_become_plain_data_with_unknowns_marked() -> None:
    given: dict[str, object] = {"a": {"b": [1.0, UNKNOWN_STRING_VALUE]}, "c": UNKNOWN_OBJECT_VALUE, "d": None, "e": True, "f": "x"}
    assert read(given) == {"a": {"b": [1.0, UNKNOWN]}, "c": UNKNOWN, "d": None, "e": True, "f": "x"}


def test_secrets_and_outputs_are_what_they_hold() -> None:
    secret = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": {"x": UNKNOWN_STRING_VALUE}}
    output = {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "known"}
    unresolved = {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4"}
    assert read({"a": secret, "b": [output], "c": unresolved}) == {"a": {"x": UNKNOWN}, "b": ["known"], "c": UNKNOWN}


def test_assets_stay_closed() -> None:
    assert read({"code": {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "x"}}) == {"code": "<asset>"}


def test_a_single_resource_has_its_options_and_no_edges() -> None:
    options = analyzer_pb2.AnalyzerResourceOptions(protect=True, ignoreChanges=["tags"])
    found = single_resource(analyzer_pb2.AnalyzeRequest(type=kinds.BUCKET, urn="urn:data", name="data", options=options))
    assert (found.name, found.urn, found.has_edges) == ("data", "urn:data", False)
    assert (found.protect, found.ignore_changes) == (True, ("tags",))


def test_a_resource_of_a_stack_has_its_options() -> None:
    options = analyzer_pb2.AnalyzerResourceOptions(protect=True, ignoreChanges=["tags"])
    bucket = analyzer_pb2.AnalyzerResource(type=kinds.BUCKET, urn="urn:data", name="data", options=options)
    plain = analyzer_pb2.AnalyzerResource(type=kinds.BUCKET, urn="urn:plain", name="plain")
    assert [(one.protect, one.ignore_changes) for one in graph([bucket, plain]).resources] == [(True, ("tags",)), (False, ())]


def test_what_a_provider_manages_is_no_component() -> None:
    provider = analyzer_pb2.AnalyzerProviderResource(type="pulumi:providers:gcp", urn="urn:gcp", name="gcp")
    bucket = analyzer_pb2.AnalyzerResource(type="gcp:storage/bucket:Bucket", urn="urn:data", name="data", provider=provider)
    component = analyzer_pb2.AnalyzerResource(type="acme:web:Service", urn="urn:web", name="web")
    assert [one.managed for one in graph([bucket, component]).resources] == [True, False]


def test_edges_and_dependencies_join_the_same_resources() -> None:
    bucket = analyzer_pb2.AnalyzerResource(type=kinds.BUCKET, urn="urn:data", name="data")
    policy = analyzer_pb2.AnalyzerResource(type=kinds.BUCKET_POLICY, urn="urn:policy", dependencies=["urn:data", "urn:gone"])
    policy.propertyDependencies["bucket"].urns.append("urn:data")
    whole = graph([bucket, policy])
    assert whole.resources[1].edges("bucket") == [whole.resources[0]]
    assert whole.resources[1].dependencies == [whole.resources[0]]
    assert whole.resources[1].has_edges
