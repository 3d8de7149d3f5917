"""Every part the guide of the migration API asks for, in both modes, and what stands in for what it left out."""

import json
from typing import Any

import pytest

from offline.simulation.runner import Mode, Recording, plain
from tests import reading
from tests.reading import only
from tests.shipped import recorded
from tests.stacks import Change

STACK = "migration-api-production"
STACKS = (STACK, "migration-api-staging", "migration-api-development")
ACCOUNT, PATH = "111122223333", "/migration-api/production"
FILES = f"mig-production-csv-{ACCOUNT}"
ALARM, SERVICE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:ecs/service:Service"
CLUSTER, INSTANCE = "aws:rds/cluster:Cluster", "aws:rds/clusterInstance:ClusterInstance"
PUT: Change = ("platform:api_keys", {"version": "0" * 32})


def test_two_zones_with_nat_in_each_and_flow_logs(either: Recording) -> None:
    assert only(either, "aws:ec2/vpc:Vpc").inputs["cidrBlock"] == "10.48.0.0/16"
    assert {one.inputs["availabilityZone"] for one in either.of("aws:ec2/subnet:Subnet")} == {"us-east-1a", "us-east-1b"}
    assert len(either.of("aws:ec2/natGateway:NatGateway")) == 2
    assert only(either, "aws:ec2/flowLog:FlowLog").inputs["trafficType"] == "ALL"


def test_the_cluster_is_the_guides_with_what_it_left_out(either: Recording) -> None:
    cluster = only(either, CLUSTER).inputs
    expected = {
        "clusterIdentifier": "mig-production-database",
        "engine": "aurora-postgresql",
        "engineVersion": "17",
        "databaseName": "migration",
        "masterUsername": "postgres",
        "storageEncrypted": True,
        "iamDatabaseAuthenticationEnabled": True,
        "backupRetentionPeriod": 35,
        "preferredBackupWindow": "03:00-04:00",
        "preferredMaintenanceWindow": "sun:04:00-sun:05:00",
        "deletionProtection": True,
        "enabledCloudwatchLogsExports": ["postgresql"],
        "skipFinalSnapshot": False,
        "copyTagsToSnapshot": True,
    }
    assert {key: cluster[key] for key in expected} == expected
    assert (only(either, CLUSTER).protect, only(either, CLUSTER).retain_on_delete) == (True, True)
    parameters = only(either, "aws:rds/clusterParameterGroup:ClusterParameterGroup").inputs
    assert parameters["family"] == "aurora-postgresql17"
    assert {"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"} in parameters["parameters"]


def test_a_writer_and_a_reader(either: Recording) -> None:
    writer, reader = sorted(either.of(INSTANCE), key=lambda one: one.name)
    for number, one in enumerate((writer, reader), start=1):
        assert one.inputs["identifier"] == f"mig-production-database-{number}"
        assert (one.inputs["instanceClass"], one.inputs["publiclyAccessible"]) == ("db.t4g.medium", False)
        assert (one.inputs["monitoringInterval"], one.protect) == (60, True)
    assert writer.urn in reading.needed_by(either, reader), "the first to be made is the one that writes"
    assert "dbParameterGroupName" not in reader.inputs


def test_logs_exist_before_aurora_would_make_them(either: Recording) -> None:
    group = either.named("database-postgresql-logs")
    assert group.inputs["name"] == "/aws/rds/cluster/mig-production-database/postgresql"
    assert group.urn in reading.needed_by(either, only(either, CLUSTER))


def test_there_is_no_instance_outside_the_cluster_and_no_second_password(either: Recording) -> None:
    assert either.of("aws:rds/instance:Instance") == []
    assert only(either, "random:index/randomPassword:RandomPassword").name == "database-password"


def test_the_vault_keeps_the_cluster(applied: Recording) -> None:
    assert only(applied, "aws:backup/selection:Selection").inputs["resources"] == [only(applied, CLUSTER).outputs["arn"]]


def test_what_the_containers_are_told(applied: Recording) -> None:
    api = reading.environment(applied, "api")
    assert (api["ENVIRONMENT"], api["S3_CSV_BUCKET"]) == ("production", FILES)
    assert api["FEATURE_FLAGS_PARAMETER"] == f"{PATH}/feature-flags"
    assert set(reading.secrets(applied, "api")) == {"DATABASE_URL", "API_KEYS"}
    assert set(reading.secrets(applied, "migrate")) == {"DATABASE_URL"}
    # It signs in with its role: no password is given to it, in a secret or in plain text.
    assert reading.secrets(applied, "analyze") == {}
    analyze = reading.environment(applied, "analyze")
    assert (analyze["DB_USER"], analyze["DB_NAME"], analyze["DB_PORT"]) == ("mig-production-maintenance", "migration", "5432")
    assert analyze["DB_HOST"] == only(applied, CLUSTER).outputs["endpoint"]


def test_what_the_code_may_do(applied: Recording) -> None:
    bucket, key = f"arn:aws:s3:::{FILES}", {str(applied.named("csv-key", "aws:kms/key:Key").outputs["arn"])}
    assert reading.allowed(applied, "mig-production-api-task") == {
        "ReadCsv": ({"s3:GetObject"}, {f"{bucket}/csv/*"}),
        "ListCsv": ({"s3:ListBucket"}, {bucket}),
        "DecryptCsv": ({"kms:Decrypt"}, key),
        "WriteCsv": ({"s3:PutObject", "s3:AbortMultipartUpload"}, {f"{bucket}/csv/*"}),
        "EncryptCsv": ({"kms:GenerateDataKey", "kms:Decrypt"}, key),
        "ReadConfiguration": ({"ssm:GetParameter"}, {f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter{PATH}/feature-flags"}),
    }
    assert reading.allowed(applied, "mig-production-migrate-task") == {}
    resource = only(applied, CLUSTER).outputs["clusterResourceId"]
    user = f"arn:aws:rds-db:us-east-1:{ACCOUNT}:dbuser:{resource}/mig-production-maintenance"
    assert reading.allowed(applied, "mig-production-analyze-task") == {"SignIn": ({"rds-db:connect"}, {user})}


def test_files_are_private_versioned_and_frozen_after_90_days(either: Recording) -> None:
    assert either.named("csv-bucket").inputs["bucket"] == FILES
    assert either.named("csv-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    (encryption,) = either.named("csv-encryption").inputs["rules"]
    assert encryption["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "aws:kms"
    (rule,) = either.named("csv-lifecycle").inputs["rules"]
    assert rule["transitions"] == [{"storageClass": "GLACIER", "days": 90}]


def test_the_service_waits_for_the_keys_and_then_runs_as_the_guide_says(applied: Recording) -> None:
    assert applied.named("api-service", SERVICE).inputs["desiredCount"] == 0
    running = recorded(STACK, Mode.APPLIED, PUT)
    service = running.named("api-service", SERVICE).inputs
    assert (service["desiredCount"], service["deploymentMinimumHealthyPercent"], service["deploymentMaximumPercent"]) == (
        2,
        100,
        200,
    )
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    definition = running.named("api-definition", reading.TASK_DEFINITION).inputs
    assert (definition["cpu"], definition["memory"]) == ("256", "512")
    target = running.named("api-scaling").inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (2, 10)
    policy = plain(running.named("api-scaling-cpu").inputs["targetTrackingScalingPolicyConfiguration"])
    assert (policy["targetValue"], policy["scaleOutCooldown"], policy["scaleInCooldown"]) == (70, 60, 300)
    assert reading.secrets(running, "api")["API_KEYS"].endswith(f":::{'0' * 32}")
    metrics = {alarm.inputs.get("metricName") for alarm in running.of(ALARM)}
    assert {"RunningTaskCount", "HealthyHostCount"} <= metrics


@pytest.mark.parametrize(
    ("name", "metric", "threshold"),
    [
        ("database-cpu", "CPUUtilization", 80),
        ("database-memory", "FreeableMemory", 256 * 1024**2),
        ("database-connections", "DatabaseConnections", 400),
        ("database-reader-lag", "AuroraReplicaLagMaximum", 1000),
        ("api-cpu", "CPUUtilization", 80),
        ("api-errors", "HTTPCode_Target_5XX_Count", 10),
    ],
)
def test_alarms(applied: Recording, name: str, metric: str, threshold: float) -> None:
    (alarm,) = (one for one in applied.of(ALARM) if one.inputs["name"] == f"mig-production-{name}")
    assert (alarm.inputs["metricName"], alarm.inputs["threshold"]) == (metric, threshold)
    assert alarm.inputs["alarmActions"] == [applied.named("alerts-topic").outputs["arn"]]


def test_the_log_widgets_name_their_source_and_count_errors_alone(applied: Recording) -> None:
    body = json.loads(applied.named("watch-dashboard").inputs["dashboardBody"])
    queries = [widget["properties"]["query"] for widget in body["widgets"] if widget["type"] == "log"]
    assert queries
    assert all(query.startswith("SOURCE '/ecs/migration-api/production/api'") and "filter" in query for query in queries)


def test_the_maintenance_job_starts_after_the_window_in_production_alone(applied: Recording) -> None:
    schedule = only(applied, "aws:scheduler/schedule:Schedule").inputs
    assert schedule["scheduleExpression"] == "cron(30 5 ? * SUN *)"
    assert recorded("migration-api-development").of("aws:scheduler/schedule:Schedule") == []


TURNED: Any = (
    ("platform:load_balancer.failover", {"secondary": "other.example.com", "health_path": "/health"}),
    ("platform:database.generation", 2),
    ("platform:database.restore", {"cluster": "mig-production-database", "time": "2026-03-31T08:00:00Z"}),
)
"""What an incident turns, the domain and the database."""


def test_failover_is_off_and_one_block_turns_it_on() -> None:
    assert recorded(STACK).of("aws:route53/healthCheck:HealthCheck") == []
    check = only(recorded(STACK, Mode.APPLIED, *TURNED), "aws:route53/healthCheck:HealthCheck").inputs
    assert (check["resourcePath"], check["type"]) == ("/health", "HTTPS")


def test_a_restore_keeps_the_old_cluster_and_asks_for_nothing_twice() -> None:
    new = only(recorded(STACK, Mode.APPLIED, *TURNED), CLUSTER)
    assert (new.name, new.inputs["clusterIdentifier"]) == ("database-2-cluster", "mig-production-database-2")
    assert new.inputs["restoreToPointInTime"] == {
        "sourceClusterIdentifier": "mig-production-database",
        "restoreToTime": "2026-03-31T08:00:00Z",
    }
    assert "databaseName" not in new.inputs
    assert {"restoreToPointInTime", "snapshotIdentifier"} <= set(new.ignore_changes)
    assert only(recorded(STACK), CLUSTER).retain_on_delete, "the one before stays"


def test_a_snapshot_of_the_vault_is_restored_under_the_stacks_own_key() -> None:
    arn = f"arn:aws:rds:us-east-1:{ACCOUNT}:cluster-snapshot:awsbackup:job-1"
    cluster = only(recorded(STACK, Mode.APPLIED, ("platform:database.restore", {"snapshot_arn": arn})), CLUSTER)
    assert cluster.inputs["snapshotIdentifier"] == arn
    assert "restoreToPointInTime" not in cluster.inputs


def test_one_instance_has_no_reader_to_be_behind() -> None:
    small = recorded("migration-api-development")
    assert len(small.of(INSTANCE)) == 1
    assert [one.inputs["name"] for one in small.of(ALARM) if "lag" in one.inputs["name"]] == []


@pytest.mark.parametrize("stack", STACKS)
def test_what_is_not_asked_for_is_absent(stack: str) -> None:
    for absent in ("aws:elasticache/replicationGroup:ReplicationGroup", "aws:msk/cluster:Cluster", "aws:sqs/queue:Queue"):
        assert recorded(stack).of(absent) == []
