"""What single resources cost, in the forms that no shipped stack has."""

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from offline.errors import PreviewError
from offline.simulation.model import Resource
from tests.offline.cost.estimating import estimated, lines, only_line, resource, shipped, usd

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
CLUSTER_ARN = "arn:aws:ecs:us-east-1:111122223333:cluster/main"


def service(
    *, count: int = 4, strategies: list[dict[str, Any]] | None = None, arm: bool = False, **definition: Any
) -> list[Resource]:
    """A service with its task definition of 1 vCPU and 2 GB."""
    inputs: dict[str, Any] = {
        "cluster": CLUSTER_ARN,
        "name": "web",
        "desiredCount": count,
        "taskDefinition": "arn:aws:ecs:us-east-1:111122223333:task-definition/web:3",
    }
    if strategies is not None:
        inputs["capacityProviderStrategies"] = strategies
    platform = {"runtimePlatform": {"cpuArchitecture": "ARM64"}} if arm else {}
    task = {"family": "web", "cpu": "1024", "memory": "2048", **platform, **definition}
    return [resource("aws:ecs/service:Service", inputs, "web"), resource("aws:ecs/taskDefinition:TaskDefinition", task)]


def test_x86_is_the_architecture_of_a_definition_that_names_none() -> None:
    found = estimated(*service())
    assert only_line(found, "Fargate x86, vCPU").amount == (usd("118.20"),) * 3  # 4 x 730 x 0.04048
    assert only_line(found, "Fargate x86, GB").amount == (usd("25.96"),) * 3  # 8 x 730 x 0.004445


def test_weights_share_what_is_above_the_bases() -> None:
    strategies = [
        {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 2},
    ]
    found = estimated(*service(count=4, strategies=strategies, arm=True))
    assert round(only_line(found, "Fargate ARM, vCPU").quantity.expected) == 2 * 730
    assert round(only_line(found, "Fargate Spot ARM, vCPU").quantity.expected) == 2 * 730


def test_spot_without_a_price_is_what_the_usual_discount_leaves() -> None:
    strategies = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
    line = only_line(estimated(*service(count=1, strategies=strategies, arm=True), region="ca-central-1"), "Fargate Spot ARM, vCPU")
    assert line.price.key == "fargate.linux_arm64_vcpu_hour"
    assert line.amount == (usd("7.81"),) * 3  # 730 x 0.3 x 0.03565
    assert "0.3" in line.how


def test_storage_above_the_included_20_gb_is_paid_for() -> None:
    found = estimated(*service(count=1, ephemeralStorage={"sizeInGib": 120}))
    assert only_line(found, "Fargate, storage").amount == (usd("8.10"),) * 3  # 100 x 730 x 0.000111


def test_a_service_that_never_runs_a_task_costs_nothing() -> None:
    assert estimated(*service(count=0)).items == ()


def test_a_schedule_that_cannot_be_read_counts_as_always_awake_and_is_told() -> None:
    action = {
        "resourceId": "service/main/web",
        "schedule": "rate(1 day)",
        "scalableTargetAction": {"minCapacity": 0, "maxCapacity": 0},
    }
    found = estimated(*service(), resource("aws:appautoscaling/scheduledAction:ScheduledAction", action))
    assert only_line(found, "Fargate x86, vCPU").quantity.expected == 4 * 730
    assert [one for one in found.unpriced if one.startswith("hours asleep of web")]


def test_logs_that_are_stated_and_that_nobody_writes_are_told() -> None:
    told = "log_gb, which is stated: no service runs a task that could write logs"
    assert told in estimated(*service(count=0), usage={"log_gb": 5}).unpriced
    assert told not in estimated(*service(), usage={"log_gb": 5}).unpriced


def test_enhanced_insights_are_told_and_not_guessed() -> None:
    settings = [{"name": "containerInsights", "value": "enhanced"}]
    found = estimated(resource("aws:ecs/cluster:Cluster", {"settings": settings}), *service())
    assert [one for one in found.unpriced if one.startswith("Container Insights, enhanced")]


def test_serverless_instances_range_over_their_capacity() -> None:
    scaling = {"minCapacity": 0.5, "maxCapacity": 4}
    cluster = resource("aws:rds/cluster:Cluster", {"clusterIdentifier": "c", "serverlessv2ScalingConfiguration": scaling})
    inputs = {"clusterIdentifier": "c", "instanceClass": "db.serverless"}
    found = estimated(cluster, resource("aws:rds/clusterInstance:ClusterInstance", inputs))
    assert only_line(found, "ACU hours").amount == (usd("43.80"), usd("43.80"), usd("350.40"))


@pytest.mark.parametrize(("engine", "amount"), [("redis", "35.04"), ("valkey", "28.03")])
def test_every_node_of_every_shard_is_paid_for_and_valkey_costs_a_fifth_less(engine: str, amount: str) -> None:
    inputs = {"engine": engine, "nodeType": "cache.t4g.micro", "numNodeGroups": 1, "replicasPerNodeGroup": 2}
    assert estimated(resource("aws:elasticache/replicationGroup:ReplicationGroup", inputs)).amount.expected == usd(amount)


def test_an_express_broker_has_no_price() -> None:
    inputs = {"numberOfBrokerNodes": 3, "brokerNodeGroupInfo": {"instanceType": "express.m7g.large"}}
    found = estimated(resource("aws:msk/cluster:Cluster", inputs, "stream"))
    assert not found.complete
    assert len([one for one in found.unpriced if "stream" in one]) == 2


@pytest.mark.parametrize(
    ("type_", "inputs", "amount"),
    [
        ("aws:lb/loadBalancer:LoadBalancer", {"internal": True, "subnets": ["a", "b"]}, "17.01"),
        ("aws:lb/loadBalancer:LoadBalancer", {"subnets": ["a", "b", "c"]}, "27.96"),
        ("aws:lb/loadBalancer:LoadBalancer", {"loadBalancerType": "network"}, "0.00"),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", {"vpcEndpointType": "Interface", "subnetIds": ["a", "b"]}, "14.60"),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", {"vpcEndpointType": "Gateway"}, "0.00"),
        (ALARM, {"period": 10}, "0.30"),
        (
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            {"metricQueries": [{"expression": ""}, {"metric": {}}, {"metric": {}}]},
            "0.20",
        ),
        ("aws:ssm/parameter:Parameter", {"tier": "Advanced"}, "0.05"),
        ("aws:ssm/parameter:Parameter", {}, "0.00"),
        ("aws:secretsmanager/secret:Secret", {"replicas": [{"region": "us-west-2"}]}, "0.80"),
        ("aws:wafv2/webAcl:WebAcl", {"rules": [{}, {}]}, "7.60"),
        ("aws:route53/healthCheck:HealthCheck", {"type": "HTTPS", "requestInterval": 30}, "1.50"),
        ("aws:route53/healthCheck:HealthCheck", {"type": "HTTP", "requestInterval": 10}, "1.50"),
        ("aws:rds/instance:Instance", {"engine": "postgres", "instanceClass": "db.t3.micro", "storageType": "gp3"}, "13.14"),
        ("aws:kms/key:Key", {"region": "us-west-2"}, "1.00"),
    ],
)
def test_what_one_resource_costs(type_: str, inputs: dict[str, Any], amount: str) -> None:
    assert estimated(resource(type_, inputs)).amount.expected == Decimal(amount)


@pytest.mark.parametrize("engine", ["mysql", "sqlserver-ex"])
def test_a_database_of_another_engine_has_no_price(engine: str) -> None:
    inputs = {"engine": engine, "instanceClass": "db.t4g.micro", "allocatedStorage": 20, "storageType": "gp3"}
    assert {line.amount for line in lines(estimated(resource("aws:rds/instance:Instance", inputs)))} == {None}


def test_flow_logs_in_a_bucket_cost_half() -> None:
    found = estimated(resource("aws:ec2/flowLog:FlowLog", {"logDestinationType": "s3"}), usage={"flow_log_gb": 10})
    assert found.amount.expected == usd("2.50")


def test_a_copied_bucket_keeps_as_much_as_its_source_in_its_own_class() -> None:
    rule = {"destination": {"bucket": "arn:aws:s3:::copy", "storageClass": "STANDARD_IA", "metrics": {"status": "Enabled"}}}
    found = estimated(
        resource("aws:s3/bucket:Bucket", {"bucket": "data"}, "data"),
        resource("aws:s3/bucket:Bucket", {"bucket": "copy", "region": "us-west-2"}, "copy"),
        resource("aws:s3/bucketReplicationConfig:BucketReplicationConfig", {"bucket": "data", "rules": [rule]}),
        usage={"bucket_gb": {"data": 1000}},
    )
    assert {item.resource.name: item.amount.expected for item in found.items if item.resource.name in ("data", "copy")} == {
        "data": usd("23.00"),
        "copy": usd("12.50"),
    }
    assert only_line(found, "metrics of copies").amount == (usd("1.20"),) * 3


@pytest.mark.parametrize("usage", [{"log_gb": "20"}, {"log_gb": -1}, {"log_gb": True}, {"bucket_gb": {"data": {"a": 1}}}, [3]])
def test_use_in_other_than_figures_is_refused(usage: Any) -> None:
    with pytest.raises(PreviewError, match="platform:usage: what is no statement of use"):
        estimated(usage=usage)


@pytest.mark.parametrize(
    ("platform", "launch", "told"),
    [
        ({"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}, "FARGATE", "Fargate with WINDOWS_SERVER_2022_CORE"),
        ({"operatingSystemFamily": "LINUX"}, "EC2", "they run on instances"),
    ],
)
def test_tasks_without_a_price_are_told_and_not_priced_as_others(platform: dict[str, str], launch: str, told: str) -> None:
    own, definition = service(runtimePlatform=platform)
    found = estimated(dataclasses.replace(own, inputs={**own.inputs, "launchType": launch}), definition)
    assert not any(line.what.startswith("Fargate") for line in lines(found))
    assert any(told in line for line in found.unpriced)


@pytest.mark.parametrize(
    ("kind", "size", "told"),
    [
        ({}, "db.serverless", "between which capacities it scales"),
        ({"storageType": "aurora-iopt1"}, "db.r6g.large", "of the kind aurora-iopt1"),
    ],
)
def test_an_aurora_of_another_kind_is_told(kind: dict[str, str], size: str, told: str) -> None:
    cluster = resource("aws:rds/cluster:Cluster", {"clusterIdentifier": "main", "engine": "aurora-postgresql", **kind})
    instance = resource("aws:rds/clusterInstance:ClusterInstance", {"clusterIdentifier": "main", "instanceClass": size})
    found = estimated(cluster, instance)
    assert not any("hours" in line.what for line in lines(found))
    assert any(told in line for line in found.unpriced)


def test_what_counts_of_tasks_are_taken_is_told() -> None:
    stack = shipped("production")
    (told,) = [one for one in stack.assumed if one.startswith("average_tasks: the smallest count of scaling for ")]
    assert "api" in told
    (idle,) = [one for one in shipped("migration-api-production").assumed if one.startswith("no task of ")]
    assert "api" in idle
