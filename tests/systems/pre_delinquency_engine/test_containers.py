"""What each container of the engine is started with."""

import json

import pytest

from offline.simulation.runner import Recording, plain
from tests import reading
from tests.systems.pre_delinquency_engine.engine import ACCOUNT


def test_the_api_container(production: Recording) -> None:
    container = reading.container(production, "api")
    assert container["image"].startswith(f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/pde-production/api@sha256:")
    assert container["portMappings"] == [{"name": "api", "containerPort": 8000, "protocol": "tcp", "appProtocol": "http"}]
    assert container["readonlyRootFilesystem"] is True
    assert container["user"] == "10001"
    assert container["linuxParameters"] == {"initProcessEnabled": True}
    assert container["logConfiguration"]["options"]["awslogs-group"] == "/ecs/pre-delinquency-engine/production/api"
    check = container["healthCheck"]
    assert check["command"][:3] == ["CMD", "python", "-c"]
    assert (check["interval"], check["timeout"], check["retries"], check["startPeriod"]) == (30, 5, 3, 60)


def test_the_api_environment_holds_no_secret(production: Recording) -> None:
    assert reading.environment(production, "api") == {
        "AWS_REGION": "us-east-1",
        "ENVIRONMENT": "production",
        "KAFKA_SASL_MECHANISM": "OAUTHBEARER",
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "METRICS_NAMESPACE": "pre-delinquency-engine",
        "MSK_BOOTSTRAP_SERVERS": production.named("stream-cluster").outputs["bootstrapBrokersSaslIam"],
        "S3_MODELS_BUCKET": f"pde-production-models-{ACCOUNT}",
    }


def test_consumers_know_their_group_and_callers_the_api(production: Recording) -> None:
    assert reading.environment(production, "feature-processor")["KAFKA_CONSUMER_GROUP"] == "feature-processor"
    assert reading.environment(production, "intervention-worker")["KAFKA_CONSUMER_GROUP"] == "intervention-worker"
    for caller in ("dashboard", "feature-processor"):
        assert reading.environment(production, caller)["API_URL"] == "http://api:8000"
        assert production.named(f"{caller}-service").inputs["serviceConnectConfiguration"]["enabled"] is True
    (server,) = production.named("api-service").inputs["serviceConnectConfiguration"]["services"]
    assert server == {
        "portName": "api",
        "discoveryName": "api",
        "clientAlias": [{"port": 8000, "dnsName": "api"}],
        "timeout": {"perRequestTimeoutSeconds": 60},
    }
    assert "serviceConnectConfiguration" not in production.named("intervention-worker-service").inputs


@pytest.mark.parametrize("service", ["feature-processor", "intervention-worker", "transaction-simulator"])
def test_workers_run_their_module_from_one_repository(production: Recording, service: str) -> None:
    container = reading.container(production, service)
    assert container["command"] == ["python", "-m", f"src.streaming.{service.replace('-', '_')}"]
    assert "/pde-production/workers@sha256:" in container["image"]


def test_the_database_url_is_pinned_to_a_version_of_its_secret(production: Recording) -> None:
    """Unpinned, a rotation would leave running tasks with the old password until somebody restarts them."""
    arn = production.named("database-secret").outputs["arn"]
    version = production.named("database-secret-version").outputs["versionId"]
    assert {"name": "DATABASE_URL", "valueFrom": f"{arn}:url::{version}"} in reading.container(production, "api")["secrets"]
    assert [secret["name"] for secret in reading.container(production, "api")["secrets"]] == ["DATABASE_URL", "REDIS_URL"]


def test_the_connection_secret_is_complete_and_demands_tls(production: Recording) -> None:
    secret = json.loads(plain(production.named("database-secret-version").inputs["secretString"]))
    password = plain(production.named("database-password").outputs["result"])
    host = production.named("database-instance").outputs["address"]
    assert secret == {
        "username": "app",
        "password": password,
        "host": host,
        "port": 5432,
        "dbname": "bank_data",
        "url": f"postgresql://app:{password}@{host}:5432/bank_data?sslmode=require",
    }


def test_the_migration_runs_as_a_state_machine_in_the_private_subnets(production: Recording) -> None:
    run = json.loads(production.named("migrate-machine").inputs["definition"])["States"]["Run"]
    assert run["Resource"] == "arn:aws:states:::ecs:runTask.sync"
    network = run["Parameters"]["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert network["SecurityGroups"] == [production.named("migrate-group").id]
    assert network["Subnets"] == [production.named(f"network-vpc-private-{zone}", "aws:ec2/subnet:Subnet").id for zone in (1, 2, 3)]
    assert network["AssignPublicIp"] == "DISABLED"
    assert reading.container(production, "migrate")["command"] == ["python", "-m", "src.data_generation.check_db"]
