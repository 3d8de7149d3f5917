"""The parts list of the engine (seed audit A1), a row for each name, number and flag: what production declares for it."""

import re
from typing import Any

import pytest

from offline.simulation.runner import Recording, plain
from tests.stacks import ROOT
from tests.systems.pre_delinquency_engine.engine import ACCOUNT

HEALTH = {"matcher": "200", "interval": 30, "timeout": 5, "healthyThreshold": 2, "unhealthyThreshold": 3}
REDIRECT = {"type": "redirect", "redirect": {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}}
PATHS = {"pathPattern": {"values": ["/dashboard", "/dashboard/*"]}}
ON_DEMAND = {"capacityProvider": "FARGATE", "base": 1, "weight": 1}
SPOT = [{"capacityProvider": "FARGATE", "base": 1, "weight": 0}, {"capacityProvider": "FARGATE_SPOT", "weight": 1}]

PARTS: dict[str, dict[str, Any]] = {
    "network-flow-log": {"trafficType": "ALL"},
    "alb-load-balancer": {
        "internal": False,
        "enableHttp2": True,
        "enableCrossZoneLoadBalancing": True,
        "enableDeletionProtection": True,
        "accessLogs": {"bucket": f"pde-production-alb-logs-{ACCOUNT}", "enabled": True},
    },
    "alb-http": {"port": 80, "protocol": "HTTP", "defaultActions": [REDIRECT]},
    "alb-https": {"port": 443, "protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"},
    "api-targets": {"port": 8000, "healthCheck": {"path": "/health", **HEALTH}, "deregistrationDelay": 30},
    "api-targets-b": {"port": 8000, "healthCheck": {"path": "/health", **HEALTH}, "deregistrationDelay": 30},
    "dashboard-targets": {"port": 8501, "healthCheck": {"path": "/dashboard/_stcore/health", **HEALTH}, "deregistrationDelay": 30},
    "dashboard-rule": {"priority": 100, "conditions": [PATHS, {"sourceIp": {"values": ["203.0.113.0/24"]}}]},
    "alb-certificate": {"domainName": "engine.example.com", "validationMethod": "DNS"},
    "alb-certificate-proof": {"type": "CNAME", "ttl": 300},
    "alb-alias": {"name": "engine.example.com", "type": "A"},
    "alerts-platform-alerts-at-example.com": {"protocol": "email", "endpoint": "platform-alerts@example.com"},
    "database-secret": {"name": "/pre-delinquency-engine/production/db-password"},
    "cache-secret": {"name": "/pre-delinquency-engine/production/redis-password"},
    "database-parameters": {"family": "postgres17"},
    "cluster-cluster": {"settings": [{"name": "containerInsights", "value": "enabled"}]},
    "cluster-capacity": {"capacityProviders": ["FARGATE", "FARGATE_SPOT"], "defaultCapacityProviderStrategies": [ON_DEMAND]},
    "api-service": {"capacityProviderStrategies": [ON_DEMAND], "desiredCount": 2},
    "dashboard-service": {"capacityProviderStrategies": [ON_DEMAND], "desiredCount": 1},
    "feature-processor-service": {"capacityProviderStrategies": SPOT, "desiredCount": 2},
    "intervention-worker-service": {"capacityProviderStrategies": SPOT, "desiredCount": 1},
    "transaction-simulator-service": {"capacityProviderStrategies": [ON_DEMAND], "desiredCount": 0},
    "stream-cluster": {
        "loggingInfo": {"brokerLogs": {"cloudwatchLogs": {"enabled": True, "logGroup": "/aws/msk/pde-production-stream"}}}
    },
    "stream-storage": {"minCapacity": 1, "maxCapacity": 500},
    "stream-logs": {"name": "/aws/msk/pde-production-stream", "retentionInDays": 7},
    "cache-slow-logs": {"name": "/aws/elasticache/pde-production-cache", "retentionInDays": 7},
    "database-instance": {"databaseInsightsMode": "standard", "storageEncrypted": True},
    "interventions-audit": {"retentionInDays": 90},
    "alerts-topic": {"name": "pde-production-alerts"},
    **{
        f"{name}-repository": {"name": f"pde-production/{name}", "imageScanningConfiguration": {"scanOnPush": True}}
        for name in ("api", "dashboard", "workers")
    },
    **{
        f"{name}-logs": {"name": f"/ecs/pre-delinquency-engine/production/{name}", "retentionInDays": 7}
        for name in ("api", "dashboard", "feature-processor", "intervention-worker", "transaction-simulator", "migrate")
    },
    **{f"{name}-bucket": {"bucket": f"pde-production-{name}-{ACCOUNT}"} for name in ("models", "data", "pipeline-artifacts")},
    **{
        f"{name}-versioning": {"versioningConfiguration": {"status": "Enabled"}}
        for name in ("models", "data", "pipeline-artifacts")
    },
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_as_the_list_has_it(production: Recording, name: str) -> None:
    inputs = plain(production.named(name).inputs)
    assert {key: inputs[key] for key in PARTS[name]} == PARTS[name]


def test_the_addresses_are_the_guides(production: Recording) -> None:
    assert production.named("network-vpc", "aws:ec2/vpc:Vpc").inputs["cidrBlock"] == "10.0.0.0/16"
    vpc = production.named("network-vpc", "aws:ec2/vpc:Vpc").inputs
    assert (vpc["enableDnsHostnames"], vpc["enableDnsSupport"]) == (True, True)
    blocks = {subnet.name: subnet.inputs["cidrBlock"] for subnet in production.of("aws:ec2/subnet:Subnet")}
    for zone in (1, 2, 3):
        assert blocks[f"network-vpc-private-{zone}"] == f"10.0.{zone}.0/24"
        assert blocks[f"network-vpc-public-{zone}"] == f"10.0.{100 + zone}.0/24"


def test_flow_logs_are_kept_90_days(production: Recording) -> None:
    group = production.named("network-flow-logs", "aws:cloudwatch/logGroup:LogGroup").inputs
    assert (group["name"], group["retentionInDays"]) == ("/pre-delinquency-engine/production/vpc/flow-logs", 90)


def test_server_properties_are_the_guides_but_for_what_loses_data(production: Recording) -> None:
    lines = production.named("stream-configuration").inputs["serverProperties"].splitlines()
    assert dict(line.split("=") for line in lines) == {
        "auto.create.topics.enable": "false",
        "default.replication.factor": "3",
        "min.insync.replicas": "2",
        "unclean.leader.election.enable": "false",
        "num.io.threads": "8",
        "num.network.threads": "5",
        "num.partitions": "3",
        "num.replica.fetchers": "2",
        "replica.lag.time.max.ms": "30000",
        "log.retention.hours": "168",
        "log.segment.bytes": "1073741824",
        "socket.receive.buffer.bytes": "102400",
        "socket.request.max.bytes": "104857600",
        "socket.send.buffer.bytes": "102400",
    }


def test_database_parameters_are_the_guides_and_the_static_one_waits_for_a_reboot(production: Recording) -> None:
    """But for `log_duration`: a line for each statement costs more than the database."""
    parameters = production.named("database-parameters").inputs["parameters"]
    assert {(one["name"], one["value"], one["applyMethod"]) for one in parameters} == {
        ("rds.force_ssl", "1", "immediate"),
        ("log_connections", "1", "immediate"),
        ("log_disconnections", "1", "immediate"),
        ("log_min_duration_statement", "1000", "immediate"),
        ("log_parameter_max_length", "0", "immediate"),
        ("shared_preload_libraries", "pg_stat_statements", "pending-reboot"),
    }


def test_the_page_says_what_the_keys_cost(production: Recording) -> None:
    """A key is 1 USD a month, and each of its first two rotations another."""
    regions = [key.inputs.get("region") for key in production.of("aws:kms/key:Key")]
    row = f"{regions.count(None)} here and {regions.count('us-west-2')} in us-west-2"
    page = (ROOT / "docs/systems/pre-delinquency-engine.md").read_text()
    assert f"| keys | {row}, one for each tier that keeps data | {len(regions)} USD a month, {3 * len(regions)} from" in page


@pytest.mark.parametrize("repository", ["api", "dashboard", "workers"])
def test_ten_images_are_kept(production: Recording, repository: str) -> None:
    policy = production.named(f"{repository}-lifecycle").inputs["policy"]
    assert re.search(r'"countNumber": 10\b', policy)


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [("alb-logs", {"expiration": {"days": 30}}), ("pipeline-artifacts", {"expiration": {"days": 90}})],
)
def test_what_nobody_needs_expires(production: Recording, bucket: str, expected: dict[str, Any]) -> None:
    (rule,) = production.named(f"{bucket}-lifecycle").inputs["rules"]
    assert {key: rule.get(key) for key in expected} == expected


def test_tokens_and_passwords_are_as_long_as_the_guides(production: Recording) -> None:
    for name in ("cache-token", "database-password"):
        assert (production.named(name).inputs["length"], production.named(name).inputs["special"]) == (32, False)
