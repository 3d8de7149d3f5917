"""How big the engine is in production and in dev, and what protection does."""

import pytest

from offline.simulation.runner import Recording
from systems.pre_delinquency_engine import TOPICS
from tests import reading
from tests.shipped import recorded

NAT = "aws:ec2/natGateway:NatGateway"
RDS = "aws:rds/instance:Instance"


def test_production_has_a_nat_gateway_in_each_zone_and_dev_one(production: Recording, dev: Recording) -> None:
    assert len(production.of(NAT)) == 3
    assert len(dev.of(NAT)) == 1


def test_production_database(production: Recording) -> None:
    (database,) = production.of(RDS)
    expected = {
        "identifier": "pde-production-database",
        "engine": "postgres",
        "engineVersion": "17",
        "username": "app",
        "maxAllocatedStorage": 500,
        "instanceClass": "db.t4g.medium",
        "allocatedStorage": 100,
        "storageType": "gp3",
        "storageEncrypted": True,
        "dbName": "bank_data",
        "multiAz": True,
        "publiclyAccessible": False,
        "backupRetentionPeriod": 7,
        "backupWindow": "03:00-04:00",
        "maintenanceWindow": "mon:04:00-mon:05:00",
        "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
        "performanceInsightsEnabled": True,
        "performanceInsightsRetentionPeriod": 7,
        "autoMinorVersionUpgrade": True,
        "deletionProtection": True,
        "skipFinalSnapshot": False,
        "applyImmediately": False,
    }
    assert {key: database.inputs[key] for key in expected} == expected
    assert database.inputs["finalSnapshotIdentifier"].startswith("pde-production-database-final-")
    assert database.protect


def test_dev_database_is_small_single_zone_and_goes_without_a_trace(dev: Recording) -> None:
    (database,) = dev.of(RDS)
    expected = {"instanceClass": "db.t4g.micro", "multiAz": False, "deletionProtection": False, "skipFinalSnapshot": True}
    assert {key: database.inputs[key] for key in expected} == expected
    assert "finalSnapshotIdentifier" not in database.inputs
    assert not database.protect


@pytest.mark.parametrize(
    ("service", "size", "bounds"),
    [("api", ("2048", "4096"), (2, 10)), ("dashboard", ("1024", "2048"), (1, 5)), ("feature-processor", ("2048", "4096"), (2, 3))],
)
def test_production_sizes_and_bounds(production: Recording, service: str, size: tuple[str, str], bounds: tuple[int, int]) -> None:
    definition = production.named(f"{service}-definition")
    assert (definition.inputs["cpu"], definition.inputs["memory"]) == size
    target = production.named(f"{service}-scaling", "aws:appautoscaling/target:Target")
    assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == bounds


@pytest.mark.parametrize(
    ("service", "size", "count"), [("intervention-worker", ("1024", "2048"), 1), ("transaction-simulator", ("1024", "2048"), 0)]
)
def test_production_workers_of_fixed_number(production: Recording, service: str, size: tuple[str, str], count: int) -> None:
    definition = production.named(f"{service}-definition")
    assert (definition.inputs["cpu"], definition.inputs["memory"]) == size
    assert production.named(f"{service}-service").inputs["desiredCount"] == count


def test_workers_run_on_spot_above_one_task(production: Recording) -> None:
    for service in ("feature-processor", "intervention-worker"):
        providers = production.named(f"{service}-service").inputs["capacityProviderStrategies"]
        assert providers == [
            {"capacityProvider": "FARGATE", "base": 1, "weight": 0},
            {"capacityProvider": "FARGATE_SPOT", "weight": 1},
        ]


def test_dev_sleeps_at_night(dev: Recording, production: Recording) -> None:
    actions = {action.name: action.inputs for action in dev.of("aws:appautoscaling/scheduledAction:ScheduledAction")}
    assert len(actions) == 10
    assert actions["api-sleep"]["scalableTargetAction"] == {"minCapacity": 0, "maxCapacity": 0}
    assert actions["api-wake"]["scalableTargetAction"] == {"minCapacity": 1, "maxCapacity": 2}
    assert actions["api-sleep"]["schedule"] == "cron(0 20 ? * MON-FRI *)"
    assert actions["api-wake"]["schedule"] == "cron(0 7 ? * MON-FRI *)"
    assert {action["timezone"] for action in actions.values()} == {"America/New_York"}
    assert production.of("aws:appautoscaling/scheduledAction:ScheduledAction") == []


def test_the_dashboard_answers_below_its_own_path_and_keeps_a_browser_on_one_task(production: Recording) -> None:
    assert production.named("api-rule").inputs["conditions"] == [{"pathPattern": {"values": ["/*"]}}]
    targets = production.named("dashboard-targets").inputs
    assert targets["stickiness"]["enabled"] is True
    assert targets["healthCheck"]["path"] == "/dashboard/_stcore/health"
    assert reading.environment(production, "dashboard")["STREAMLIT_SERVER_BASE_URL_PATH"] == "dashboard"


def test_autoscaling_owns_the_count(production: Recording) -> None:
    """A second `up` must not set an autoscaled service back to its minimum in the middle of the day."""
    assert production.named("api-service").ignore_changes == ("desiredCount",)


def test_protection_follows_the_setting(production: Recording, dev: Recording) -> None:
    """Everything that holds data survives a mistaken `pulumi destroy` in production; dev leaves nothing behind."""
    stateful = {
        "database-instance",
        "database-secret",
        "cache-replicas",
        "cache-secret",
        "stream-cluster",
        "models-bucket",
        "data-bucket",
        "pipeline-artifacts-bucket",
        "alb-logs-bucket",
        "access-logs-bucket",
        "access-logs-recovery-bucket",
        "api-repository",
        "dashboard-repository",
        "workers-repository",
        "collector-repository",
        "console-repository",
        "alb-load-balancer",
        "models-replica-bucket",
        "data-replica-bucket",
        "backup-vault",
        "backup-lock",
        "backup-recovery-vault",
        "backup-recovery-lock",
        "database-backups-copy",
        "interventions-audit",
        *(f"stream-{topic}" for topic in TOPICS),
    }
    keys = {resource.name for resource in production.of("aws:kms/key:Key")}
    assert {resource.name for resource in production.resources if resource.protect} == stateful | keys
    assert not [resource.name for resource in dev.resources if resource.protect]
    assert dev.named("models-bucket").inputs["forceDestroy"] is True
    assert dev.named("api-repository").inputs["forceDelete"] is True
    assert dev.named("database-secret").inputs["recoveryWindowInDays"] == 0
    assert production.named("database-secret").inputs["recoveryWindowInDays"] == 30


def test_staging_has_the_shape_of_production_at_the_sizes_of_dev(dev: Recording) -> None:
    staging = recorded("staging")
    for name, key in (("database-instance", "instanceClass"), ("cache-replicas", "nodeType"), ("api-definition", "cpu")):
        assert staging.named(name).inputs[key] == dev.named(name).inputs[key]
    assert staging.named("database-instance").inputs["multiAz"] is True
    assert staging.named("cache-replicas").inputs["multiAzEnabled"] is True
    assert staging.named("stream-cluster").inputs["numberOfBrokerNodes"] == 3
    assert staging.named("database-instance").protect
    assert len(staging.of(NAT)) == 1


def test_the_second_home_lives_in_its_own_region() -> None:
    second = recorded("dr")
    zones = {subnet.inputs["availabilityZone"] for subnet in second.of("aws:ec2/subnet:Subnet")}
    assert zones == {"us-west-2a", "us-west-2b", "us-west-2c"}
    assert len(second.of(NAT)) == 3
    assert second.named("database-instance").outputs["arn"].startswith("arn:aws:rds:us-west-2:")
