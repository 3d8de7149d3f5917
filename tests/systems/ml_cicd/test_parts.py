"""Every part the guide of the ML pipeline asks for, in both modes, and what stands in for what it left out."""

from typing import Any

import pytest

from offline.simulation.runner import Mode, Recording, plain
from tests import reading
from tests.reading import only
from tests.shipped import recorded

STACK = "ml-cicd-production"
PATH = "/ml-cicd/production"
PARAMETERS = f"arn:aws:ssm:us-west-2:111122223333:parameter{PATH}"
BUCKET = "mlc-production-artifacts-111122223333"
ALARM, PARAMETER, SERVICE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:ssm/parameter:Parameter", "aws:ecs/service:Service"


def test_network_in_oregon_with_flow_logs(either: Recording) -> None:
    assert only(either, "aws:ec2/vpc:Vpc").inputs["cidrBlock"] == "10.32.0.0/16"
    zones = {one.inputs["availabilityZone"] for one in either.of("aws:ec2/subnet:Subnet")}
    assert zones == {"us-west-2a", "us-west-2b"}
    assert only(either, "aws:ec2/flowLog:FlowLog").inputs["trafficType"] == "ALL"


def test_database_of_mlflow(either: Recording) -> None:
    database = only(either, "aws:rds/instance:Instance").inputs
    expected = {
        "instanceClass": "db.t4g.micro",
        "dbName": "mlflow",
        "username": "mlflow_user",
        "storageEncrypted": True,
        "backupRetentionPeriod": 7,
    }
    assert {key: database[key] for key in expected} == expected


def test_artifacts_get_cheaper_and_old_ones_go(either: Recording) -> None:
    assert either.named("artifacts-bucket").inputs["bucket"] == BUCKET
    assert either.named("artifacts-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    (encryption,) = either.named("artifacts-encryption").inputs["rules"]
    assert encryption["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "aws:kms"
    (rule,) = either.named("artifacts-lifecycle").inputs["rules"]
    assert rule["transitions"] == [{"storageClass": "INTELLIGENT_TIERING", "days": 0}]
    assert (rule["noncurrentVersionExpiration"], rule["expiration"]) == ({"noncurrentDays": 30}, {"days": 730})


def test_one_password_is_the_source_of_all(applied: Recording) -> None:
    password = plain(applied.named("database-password").outputs["result"])
    uri = applied.named("backend-store-uri-parameter", PARAMETER).inputs
    assert (uri["name"], uri["type"]) == (f"{PATH}/mlflow/backend-store-uri", "SecureString")
    assert plain(uri["value"]).startswith(f"postgresql://mlflow_user:{password}@")
    assert plain(uri["value"]).endswith(":5432/mlflow?sslmode=require")
    root = applied.named("artifact-root-parameter", PARAMETER).inputs
    assert (root["name"], root["type"], root["insecureValue"]) == (
        f"{PATH}/mlflow/artifact-root",
        "String",
        f"s3://{BUCKET}/artifacts",
    )
    assert only(applied, "aws:secretsmanager/secret:Secret").inputs["name"] == f"{PATH}/db-password"
    assert only(applied, "random:index/randomPassword:RandomPassword").name == "database-password"


def test_mlflow_reads_its_stores_from_parameters(applied: Recording) -> None:
    assert reading.secrets(applied, "mlflow") == {
        "MLFLOW_BACKEND_STORE_URI": f"{PARAMETERS}/mlflow/backend-store-uri",
        "MLFLOW_ARTIFACTS_DESTINATION": f"{PARAMETERS}/mlflow/artifact-root",
    }
    environment = reading.environment(applied, "mlflow")
    assert environment["MLFLOW_SERVER_ALLOWED_HOSTS"] == "mlflow,mlflow:5000,127.0.0.1:5000"
    assert reading.container(applied, "mlflow")["command"][:2] == ["mlflow", "server"]
    found = reading.allowed(applied, "mlc-production-mlflow-execution")
    assert found["ReadParameters"] == ({"ssm:GetParameters"}, set(reading.secrets(applied, "mlflow").values()))
    key = applied.named("database-key", "aws:kms/key:Key").outputs["arn"]
    assert found["DecryptParameters1"] == ({"kms:Decrypt"}, {key})
    assert "DecryptParameters2" not in found


def test_what_the_code_may_do(applied: Recording) -> None:
    bucket, key = f"arn:aws:s3:::{BUCKET}", {str(applied.named("artifacts-key", "aws:kms/key:Key").outputs["arn"])}
    read = {
        "ReadArtifacts": ({"s3:GetObject"}, {f"{bucket}/artifacts/*"}),
        "ListArtifacts": ({"s3:ListBucket"}, {bucket}),
        "DecryptArtifacts": ({"kms:Decrypt"}, key),
    }
    write = {
        "WriteArtifacts": ({"s3:PutObject", "s3:AbortMultipartUpload"}, {f"{bucket}/artifacts/*"}),
        "EncryptArtifacts": ({"kms:GenerateDataKey", "kms:Decrypt"}, key),
    }
    assert reading.allowed(applied, "mlc-production-mlflow-task") == {**read, **write}
    publish = {"PublishMetrics": ({"cloudwatch:PutMetricData"}, {"*"})}
    assert reading.allowed(applied, "mlc-production-ml-model-service-task") == {**read, **publish}
    assert reading.allowed(applied, "mlc-production-upgrade-registry-task") == {}


def test_the_model_service_finds_mlflow_by_name(applied: Recording) -> None:
    environment = reading.environment(applied, "ml-model-service")
    assert environment["MLFLOW_TRACKING_URI"] == "http://mlflow:5000"
    assert environment["METRICS_NAMESPACE"] == "ml-cicd"
    assert reading.secrets(applied, "ml-model-service") == {}


@pytest.mark.parametrize(
    ("name", "size", "tasks"), [("ml-model-service", ("512", "1024"), (2, 6)), ("mlflow", ("512", "1024"), (1, 1))]
)
def test_services(applied: Recording, name: str, size: tuple[str, str], tasks: tuple[int, int]) -> None:
    definition = applied.named(f"{name}-definition", reading.TASK_DEFINITION).inputs
    assert (definition["cpu"], definition["memory"]) == size
    assert applied.named(f"{name}-service", SERVICE).inputs["desiredCount"] == tasks[0]
    targets = {
        one.name: (one.inputs["minCapacity"], one.inputs["maxCapacity"]) for one in applied.of("aws:appautoscaling/target:Target")
    }
    assert targets.get(f"{name}-scaling", (1, 1)) == tasks


def test_spot_and_scaling_are_settings() -> None:
    changes: Any = (
        ("platform:services.ml-model-service.spot", True),
        ("platform:services.ml-model-service.metric_targets", {"InferenceLatency": 200}),
    )
    changed = recorded(STACK, Mode.APPLIED, *changes)
    strategies = changed.named("ml-model-service-service", SERVICE).inputs["capacityProviderStrategies"]
    assert {one["capacityProvider"] for one in strategies} == {"FARGATE", "FARGATE_SPOT"}
    assert "ml-model-service-scaling-InferenceLatency" in {one.name for one in changed.of("aws:appautoscaling/policy:Policy")}


def test_a_repository_for_each_image(either: Recording) -> None:
    names = {one.inputs["name"] for one in either.of("aws:ecr/repository:Repository")}
    assert names == {"mlc-production/mlflow", "mlc-production/ml-model-service"}


@pytest.mark.parametrize(
    ("name", "metric", "threshold"),
    [
        ("ml-model-service-cpu", "CPUUtilization", 80),
        ("ml-model-service-memory", "MemoryUtilization", 85),
        ("ml-model-service-errors", "HTTPCode_Target_5XX_Count", 10),
        ("ml-model-service-latency", "TargetResponseTime", 0.5),
        ("ml-model-service-running", "RunningTaskCount", 2),
        ("ml-model-service-InferenceLatency", "InferenceLatency", 500),
        ("ml-model-service-InferenceErrors", "InferenceErrors", 10),
        ("mlflow-running", "RunningTaskCount", 1),
        ("database-connections", "DatabaseConnections", 80),
    ],
)
def test_alarms(applied: Recording, name: str, metric: str, threshold: float) -> None:
    (alarm,) = (one for one in applied.of(ALARM) if one.inputs["name"] == f"mlc-production-{name}")
    assert (alarm.inputs["metricName"], alarm.inputs["threshold"]) == (metric, threshold)
    assert alarm.inputs["alarmActions"] == [applied.named("alerts-topic").outputs["arn"]]


def test_own_metrics_carry_the_dimensions_the_application_sends(applied: Recording) -> None:
    (alarm,) = (one for one in applied.of(ALARM) if one.inputs["name"] == "mlc-production-ml-model-service-InferenceErrors")
    assert alarm.inputs["namespace"] == "ml-cicd"
    assert alarm.inputs["dimensions"] == {"Environment": "production", "Service": "ml-model-service"}
    assert alarm.inputs["statistic"] == "Sum"


def test_what_is_not_asked_for_is_absent(either: Recording) -> None:
    for absent in ("aws:elasticache/replicationGroup:ReplicationGroup", "aws:msk/cluster:Cluster", "aws:budgets/budget:Budget"):
        assert either.of(absent) == []
