"""Which keys, log groups and buckets others use."""

import pytest

from policy.knowledge.encryption_and_logs import key_users, log_destinations, records
from policy.model import kinds
from policy.model.graph import Graph
from policy.model.values import UNKNOWN
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


def kept(plan: Plan, *types: str) -> list[str]:
    return [store.name for store in records(Graph(plan.resources()), *types).found]


def maybe_kept(plan: Plan) -> list[str]:
    return [store.name for store in records(Graph(plan.resources())).unresolved]


@pytest.mark.parametrize("kind", [DROP, None, "", "cloud-watch-logs", UNKNOWN])
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
    assert kept(STREAM) == []
    assert kept(requests(GROUP_ARN)) == ["group"]


def test_a_bucket_is_no_record_because_a_group_has_its_name() -> None:
    assert kept(requests(GROUP_ARN), kinds.BUCKET) == []
    assert kept(requests("arn:aws:s3:::aws-waf-logs-edge"), kinds.BUCKET) == ["bucket"]


def test_a_bucket_that_only_an_edge_names_is_a_record() -> None:
    assert kept(requests(UNKNOWN).edge("requests", "logDestinationConfigs", "bucket")) == ["bucket"]


ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")


def test_while_a_destination_is_unknown_every_store_may_be_a_record() -> None:
    hidden = requests(UNKNOWN).add(ELSEWHERE).edge("requests", "logDestinationConfigs", "elsewhere")
    assert kept(hidden) == []
    assert maybe_kept(hidden) == ["group", "bucket"]


def test_what_surely_is_a_record_is_not_one_perhaps() -> None:
    hidden = requests(UNKNOWN).add(ELSEWHERE).edge("requests", "logDestinationConfigs", "elsewhere")
    assert maybe_kept(hidden.add(spec(kinds.TRAIL, "trail", {"s3BucketName": "aws-waf-logs-edge"}))) == ["group"]


@pytest.mark.parametrize("store", ["bucket", "group"])
def test_an_edge_to_a_store_of_either_type_tells_which_it_is(store: str) -> None:
    assert maybe_kept(requests(UNKNOWN).edge("requests", "logDestinationConfigs", store)) == []


def test_a_load_balancer_s_unknown_destination_is_a_bucket() -> None:
    balancer = spec(kinds.LOAD_BALANCER, "balancer", {"accessLogs": {"bucket": UNKNOWN}}, accessLogs="elsewhere")
    assert maybe_kept(Plan(GROUP, BUCKET, ELSEWHERE, balancer)) == ["bucket"]


def test_what_aws_chooses_is_no_store_of_the_stack() -> None:
    assert maybe_kept(Plan(GROUP, BUCKET, spec(kinds.FLOW_LOG, "flow", {"logDestination": UNKNOWN}))) == []


def test_a_replica_s_user_is_a_key_s_user() -> None:
    arn = "arn:aws:kms:us-west-2:111122223333:key/mrk-1"
    plan = Plan(spec(kinds.KEY_REPLICA, "key", {"arn": arn}), spec(kinds.LOG_GROUP, "group", {"kmsKeyId": arn}))
    ((resource, path, links),) = key_users(Graph(plan.resources()))
    assert (resource.name, path) == ("group", "kmsKeyId")
    assert [target.name for target in links.targets] == ["key"]


def test_what_requests_to_a_bucket_are_logged_in_is_a_record() -> None:
    data, logs = (spec(kinds.BUCKET, name, {"bucket": name}) for name in ("data", "logs"))
    beside = spec(kinds.BUCKET_LOGGING, "logging", {"bucket": "data", "targetBucket": "logs"})
    assert kept(Plan(data, logs, beside), kinds.BUCKET) == ["logs"]
    assert kept(Plan(logs, data).set("data", {"logging": {"targetBucket": "logs"}}), kinds.BUCKET) == ["logs"]
    assert kept(Plan(logs, data).set("data", {"loggings": [{"targetBucket": "logs"}]}), kinds.BUCKET) == ["logs"]
    assert kept(Plan(logs, data), kinds.BUCKET) == []
