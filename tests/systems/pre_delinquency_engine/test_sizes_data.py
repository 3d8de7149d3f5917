"""How big the engine's data tiers are in production and in dev."""

import json

from offline.simulation.runner import Recording, plain
from tests.shipped import recorded
from tests.systems.pre_delinquency_engine.engine import altered


def test_production_stream(production: Recording) -> None:
    cluster = production.named("stream-cluster")
    assert cluster.inputs["kafkaVersion"] == "3.9.x.kraft"
    assert cluster.inputs["numberOfBrokerNodes"] == 3
    group = cluster.inputs["brokerNodeGroupInfo"]
    assert group["instanceType"] == "kafka.t3.small"
    assert group["storageInfo"] == {"ebsStorageInfo": {"volumeSize": 100}}
    assert group["clientSubnets"] == [
        production.named(f"network-vpc-data-{zone}", "aws:ec2/subnet:Subnet").id for zone in (1, 2, 3)
    ]
    assert cluster.inputs["clientAuthentication"] == {"sasl": {"iam": True}, "unauthenticated": False}
    assert cluster.inputs["encryptionInfo"]["encryptionInTransit"] == {"clientBroker": "TLS", "inCluster": True}
    assert cluster.ignore_changes == ("brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize",)
    assert cluster.protect


# Topic -> partitions, which can be raised and never lowered. A new topic is a line here.
SPECIFIED = {
    "transactions-stream": 3,
    "predictions-stream": 3,
    "interventions-stream": 2,
    "customer-updates": 2,
    "dashboard-updates": 1,
}


def test_topics_are_declared_and_survive_a_broker(production: Recording, dev: Recording) -> None:
    for recording, replicas in ((production, 3), (dev, 2)):
        topics = {topic.inputs["name"]: topic.inputs for topic in recording.of("aws:msk/topic:Topic")}
        partitions = {name: topic["partitionCount"] for name, topic in topics.items()}
        lines = ", ".join(f'"{name}": {count}' for name, count in partitions.items() if SPECIFIED.get(name) != count)
        assert partitions == SPECIFIED, f"say in SPECIFIED of test_sizes_data.py: {lines or 'fewer topics'}"
        assert {topic["replicationFactor"] for topic in topics.values()} == {replicas}
        properties = recording.named("stream-configuration").inputs["serverProperties"].splitlines()
        assert f"default.replication.factor={replicas}" in properties
        assert f"min.insync.replicas={replicas - 1}" in properties
        assert {"auto.create.topics.enable=false", "unclean.leader.election.enable=false"} <= set(properties)
        assert not [line for line in properties if line.startswith("zookeeper")]


def test_dev_stream_is_two_brokers_in_two_zones(dev: Recording) -> None:
    cluster = dev.named("stream-cluster").inputs
    assert cluster["numberOfBrokerNodes"] == 2
    assert len(cluster["brokerNodeGroupInfo"]["clientSubnets"]) == 2


def test_replacing_the_stream_takes_written_consent() -> None:
    """Pulumi refuses to replace a protected resource; changed zones would lose every message."""
    assert recorded("production").named("stream-cluster").protect
    assert not altered().named("stream-cluster").protect


def test_production_cache(production: Recording) -> None:
    group = production.named("cache-replicas").inputs
    expected = {
        "replicationGroupId": "pde-production-cache",
        "engine": "redis",
        "engineVersion": "7.1",
        "nodeType": "cache.t4g.micro",
        "numCacheClusters": 2,
        "port": 6379,
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "atRestEncryptionEnabled": True,
        "transitEncryptionEnabled": True,
        "snapshotRetentionLimit": 5,
        "snapshotWindow": "03:00-05:00",
        "maintenanceWindow": "mon:05:00-mon:07:00",
    }
    assert {key: group[key] for key in expected} == expected
    (log,) = group["logDeliveryConfigurations"]
    assert log == {
        "logType": "slow-log",
        "logFormat": "json",
        "destinationType": "cloudwatch-logs",
        "destination": "/aws/elasticache/pde-production-cache",
    }


def test_dev_cache_is_one_node(dev: Recording) -> None:
    group = dev.named("cache-replicas").inputs
    assert (group["numCacheClusters"], group["automaticFailoverEnabled"], group["multiAzEnabled"]) == (1, False, False)


def test_the_redis_url_asks_for_tls_and_carries_the_token(production: Recording) -> None:
    secret = json.loads(plain(production.named("cache-secret-version").inputs["secretString"]))
    token = plain(production.named("cache-token").outputs["result"])
    host = production.named("cache-replicas").outputs["primaryEndpointAddress"]
    url = f"rediss://:{token}@{host}:6379/0"
    assert secret == {"password": token, "host": host, "port": 6379, "url": url, "celery_url": f"{url}?ssl_cert_reqs=required"}


def test_data_grows_cold(production: Recording) -> None:
    (rule,) = production.named("data-lifecycle").inputs["rules"]
    assert rule["transitions"] == [{"storageClass": "STANDARD_IA", "days": 30}, {"storageClass": "GLACIER", "days": 90}]
    (rule,) = production.named("models-lifecycle").inputs["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert "transitions" not in rule
