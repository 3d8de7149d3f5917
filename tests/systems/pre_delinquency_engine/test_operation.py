"""Logs, alarms, dashboard and outputs of the engine; what a preview can read of it."""

import pytest

from offline.simulation.runner import Mode, Recording
from offline.simulation.values import is_unknown
from tests.shipped import STACKS, recorded, values_of
from tests.systems.pre_delinquency_engine.engine import ACCOUNT, SERVICES, WORKLOADS, key_of


@pytest.mark.parametrize("stack", STACKS)
def test_every_log_group_has_a_key_and_a_retention(stack: str) -> None:
    recording = recorded(stack)
    key = recording.named("logs-key", "aws:kms/key:Key").outputs["arn"]
    groups = recording.of("aws:cloudwatch/logGroup:LogGroup")
    assert {group.inputs["name"] for group in groups} == {
        f"/pre-delinquency-engine/{stack}/vpc/flow-logs",
        f"/pre-delinquency-engine/{stack}/audit/interventions",
        f"/aws/ecs/containerinsights/pde-{stack}-cluster/performance",
        f"/aws/rds/instance/pde-{stack}-database/postgresql",
        f"/aws/rds/instance/pde-{stack}-database/upgrade",
        f"/aws/elasticache/pde-{stack}-cache",
        f"/aws/msk/pde-{stack}-stream",
        f"/aws/vendedlogs/states/pde-{stack}-migrate",
        f"aws-waf-logs-pde-{stack}-firewall",
        *(f"/ecs/pre-delinquency-engine/{stack}/{name}" for name in WORKLOADS),
    }
    assert all(group.inputs["kmsKeyId"] == key and group.inputs["retentionInDays"] >= 7 for group in groups)


def test_flow_logs_are_kept_90_days_in_production(production: Recording) -> None:
    assert production.named("network-flow-logs", "aws:cloudwatch/logGroup:LogGroup").inputs["retentionInDays"] == 90


def test_a_bad_deployment_is_rolled_back_by_alarms_declared_before_the_service(production: Recording) -> None:
    for service in ("api", "dashboard"):
        alarms = production.named(f"{service}-service").inputs["alarms"]
        assert alarms == {
            "enable": True,
            "rollback": True,
            "alarmNames": [f"pde-production-{service}-errors", f"pde-production-{service}-latency"],
        }
    assert "alarms" not in production.named("feature-processor-service").inputs


def test_outputs(production: Recording) -> None:
    registry = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/pde-production"
    assert dict(production.outputs) == {
        "vpc_id": production.named("network-vpc", "aws:ec2/vpc:Vpc").id,
        "alb_dns_name": production.named("alb-load-balancer").outputs["dnsName"],
        "api_url": "https://engine.example.com",
        "dashboard_url": "https://engine.example.com/dashboard",
        "rds_endpoint": production.named("database-instance").outputs["endpoint"],
        "redis_endpoint": production.named("cache-replicas").outputs["primaryEndpointAddress"],
        "msk_bootstrap_servers": production.named("stream-cluster").outputs["bootstrapBrokersSaslIam"],
        "ecr_api_repository_url": f"{registry}/api",
        "ecr_dashboard_repository_url": f"{registry}/dashboard",
        "ecr_workers_repository_url": f"{registry}/workers",
        "ecr_collector_repository_url": f"{registry}/collector",
        "ecr_console_repository_url": f"{registry}/console",
        "s3_models_bucket": f"pde-production-models-{ACCOUNT}",
        "s3_data_bucket": f"pde-production-data-{ACCOUNT}",
        "s3_pipeline_artifacts_bucket": f"pde-production-pipeline-artifacts-{ACCOUNT}",
        "migrate_state_machine": f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:pde-production-migrate",
        "cloudwatch_dashboard_url": "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards:name=pde-production",
        "cluster": "pde-production-cluster",
        "services": {name: f"pde-production-{name}" for name in SERVICES},
        "log_groups": {name: f"/ecs/pre-delinquency-engine/production/{name}" for name in WORKLOADS},
        "job_machines": {"migrate": f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:pde-production-migrate"},
        "secrets": {name: production.named(f"{name}-secret").outputs["arn"] for name in ("database", "cache")},
        "repositories": {name: f"{registry}/{name}" for name in ("collector", "console", "api", "dashboard", "workers")},
        "dashboards": ["pde-production"],
        "topics": {"alerts": production.named("alerts-topic").outputs["arn"]},
        "backup": {
            "vault": "pde-production-backup",
            "recovery_vault": "pde-production-backup-recovery",
            "resources": {"database": production.named("database-instance").outputs["arn"]},
            "restore_testing_plan_arn": production.named("backup-restore-test").outputs["arn"],
        },
        "recovery": {
            "region": "us-west-2",
            "database": {
                "backups_arn": production.named("database-backups-copy").id,
                "kms_key_arn": key_of(production, "database-recovery"),
                "secret_arn": production.named("database-secret").outputs["arn"].replace("us-east-1", "us-west-2"),
            },
            "buckets": {name: f"pde-production-{name}-replica-{ACCOUNT}" for name in ("models", "data")},
            "images": {
                "registry": f"{ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/pde-production",
                "parameters": "/pre-delinquency-engine/production/images",
            },
        },
    }


@pytest.mark.parametrize("stack", STACKS)
def test_iam_documents_are_readable_before_anything_exists(stack: str) -> None:
    """Unknown ones name a key or a secret, whose ARNs only creation decides; they stand apart so that they hide nothing else."""
    planned = recorded(stack, Mode.PLANNED)
    unreadable = {
        resource.name
        for resource in planned.resources
        for key in ("policy", "assumeRolePolicy")
        if is_unknown(resource.inputs.get(key))
    }
    tasks = {"api", "feature-processor", "intervention-worker", "transaction-simulator"}
    starts = {"api", "dashboard", "feature-processor", "intervention-worker", "migrate"}
    services = values_of(stack)["platform:services"]
    copied = {name for name in ("models", "data") if values_of(stack).get("platform:recovery")}
    assert unreadable == {
        *(f"{name}-task-permissions-created" for name in tasks),
        *(f"{name}-execution-permissions-created" for name in starts),
        *(f"{name}-replication-permissions-created" for name in copied),
        *(f"{name}-deployment-permissions-created" for name, size in services.items() if "deployment" in size),
    }
