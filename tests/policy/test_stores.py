"""Which keys, log groups and buckets others use."""

import pytest

from policy import kinds
from policy.graph import Graph
from policy.stores import audit_buckets, audit_storage, key_users, log_destinations
from policy.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec

GROUP_ARN = "arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-edge"
GROUP = spec(kinds.LOG_GROUP, "group", {"name": "aws-waf-logs-edge", "arn": GROUP_ARN})
BUCKET = spec(kinds.BUCKET, "bucket", {"bucket": "aws-waf-logs-edge", "arn": UNKNOWN})


def traffic(**props: object) -> Plan:
    """A flow log to a group whose ARN is not known yet."""
    return Plan(GROUP, BUCKET, spec(kinds.FLOW_LOG, "flow", {"logDestination": UNKNOWN, **props}, logDestination="group"))


def requests(destination: object) -> Plan:
    """A web ACL's log, and a group and a bucket of the same name."""
    return Plan(GROUP, BUCKET, spec(kinds.WEB_ACL_LOGGING, "requests", {"logDestinationConfigs": [destination]}))


BROKERS = spec(
    kinds.KAFKA_CLUSTER,
    "stream",
    {"loggingInfo": {"brokerLogs": {"cloudwatchLogs": {"logGroup": "/pde/stream"}}}},
)
STREAM = Plan(BROKERS, spec(kinds.LOG_GROUP, "stream-log", {"name": "/pde/stream"}))


def groups(plan: Plan) -> list[tuple[str, list[str]]]:
    found = log_destinations(Graph(plan.resources()))
    return [(resource.name, [target.name for target in links.targets]) for resource, _, links in found]


def records(plan: Plan) -> list[str]:
    return [resource.name for resource in audit_storage(Graph(plan.resources()))]


@pytest.mark.parametrize("kind", [DROP, None, "", "cloud-watch-logs"])
def test_traffic_is_logged_to_a_group_unless_it_says_otherwise(kind: object) -> None:
    assert groups(traffic().set("flow", {"logDestinationType": kind})) == [("flow", ["group"])]


@pytest.mark.parametrize("kind", ["s3", "kinesis-data-firehose"])
def test_traffic_that_is_kept_elsewhere_has_no_group(kind: str) -> None:
    assert groups(traffic(logDestinationType=kind)) == []


def test_a_flow_log_to_a_group_behind_one_to_a_bucket() -> None:
    second = spec(kinds.FLOW_LOG, "second", {"logDestination": GROUP_ARN})
    assert groups(traffic(logDestinationType="s3").add(second)) == [("second", ["group"])]


def test_a_type_is_nothing_that_others_log_by() -> None:
    odd = requests(GROUP_ARN).set("requests", {"logDestinationType": "s3"})
    assert groups(odd) == [("requests", ["group"])]


def test_what_records_traffic_and_requests_is_a_record_and_a_broker_s_log_is_none() -> None:
    assert groups(STREAM) == [("stream", ["stream-log"])]
    assert records(STREAM) == []
    assert records(requests(GROUP_ARN)) == ["group"]


def test_a_bucket_is_no_record_because_a_group_has_its_name() -> None:
    assert list(audit_buckets(Graph(requests(GROUP_ARN).resources()))) == []
    (bucket,) = audit_buckets(Graph(requests("arn:aws:s3:::aws-waf-logs-edge").resources()))
    assert bucket.name == "bucket"


def test_a_bucket_that_only_an_edge_names_is_a_record() -> None:
    assert records(requests(UNKNOWN).edge("requests", "logDestinationConfigs", "bucket")) == ["bucket"]


def test_a_replica_s_user_is_a_key_s_user() -> None:
    arn = "arn:aws:kms:us-west-2:111122223333:key/mrk-1"
    plan = Plan(spec(kinds.KEY_REPLICA, "key", {"arn": arn}), spec(kinds.LOG_GROUP, "group", {"kmsKeyId": arn}))
    ((resource, path, links),) = key_users(Graph(plan.resources()))
    assert (resource.name, path) == ("group", "kmsKeyId")
    assert [target.name for target in links.targets] == ["key"]
