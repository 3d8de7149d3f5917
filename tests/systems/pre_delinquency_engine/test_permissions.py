"""What each role of the engine may do, exactly."""

import pytest

from offline.simulation.runner import Recording
from tests import reading
from tests.reading import allowed
from tests.systems.pre_delinquency_engine.engine import ACCOUNT, altered, key_of

METRICS = ({"cloudwatch:PutMetricData"}, {"*"})
TRACES = (
    {
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:GetSamplingStatisticSummaries",
    },
    {"*"},
)


@pytest.fixture(scope="module")
def production() -> Recording:
    """Production with the collector, for which every workload gets something."""
    return altered()


def kafka(recording: Recording, kind: str, *names: str) -> set[str]:
    arn = recording.named("stream-cluster").outputs["arn"]
    return {f"{arn.replace(':cluster/', f':{kind}/')}/{name}" for name in names}


def test_the_api_may_do_exactly_this(production: Recording) -> None:
    """The full set: anything more is a permission nobody asked for, anything less an outage."""
    bucket = f"arn:aws:s3:::pde-production-models-{ACCOUNT}"
    assert allowed(production, "pde-production-api-task") == {
        "SendTraces": TRACES,
        "PublishMetrics": METRICS,
        "ConnectToKafka": (
            {"kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"},
            {production.named("stream-cluster").outputs["arn"]},
        ),
        "Produce": ({"kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"}, kafka(production, "topic", "predictions-stream")),
        "ReadModels": ({"s3:GetObject"}, {f"{bucket}/models/*"}),
        "ListModels": ({"s3:ListBucket"}, {bucket}),
        "DecryptModels": ({"kms:Decrypt"}, {key_of(production, "models")}),
    }


def test_conditions_of_the_api(production: Recording) -> None:
    conditions = {
        statement["Sid"]: statement.get("Condition") for statement in reading.permissions(production, "pde-production-api-task")
    }
    assert conditions["ListModels"] == {"StringLike": {"s3:prefix": ["models/", "models/*"]}}
    assert conditions["DecryptModels"] == {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
    assert conditions["PublishMetrics"] == {"StringEquals": {"cloudwatch:namespace": "pre-delinquency-engine"}}


def test_the_dashboard_may_do_nothing_but_trace(production: Recording) -> None:
    """It cannot write models, nor read a bucket or a topic."""
    assert allowed(production, "pde-production-dashboard-task") == {"SendTraces": TRACES}


def test_the_feature_processor_may_do_exactly_this(production: Recording) -> None:
    bucket = f"arn:aws:s3:::pde-production-data-{ACCOUNT}"
    key = {key_of(production, "data")}
    assert allowed(production, "pde-production-feature-processor-task") == {
        "SendTraces": TRACES,
        "PublishMetrics": METRICS,
        "ConnectToKafka": ({"kafka-cluster:Connect"}, {production.named("stream-cluster").outputs["arn"]}),
        "Consume": (
            {"kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"},
            kafka(production, "topic", "transactions-stream", "customer-updates"),
        ),
        "JoinGroup": (
            {"kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup"},
            kafka(production, "group", "feature-processor"),
        ),
        "ReadData": ({"s3:GetObject"}, {f"{bucket}/features/*"}),
        "ListData": ({"s3:ListBucket"}, {bucket}),
        "WriteData": ({"s3:PutObject", "s3:AbortMultipartUpload"}, {f"{bucket}/features/*"}),
        "DecryptData": ({"kms:Decrypt"}, key),
        "EncryptData": ({"kms:GenerateDataKey", "kms:Decrypt"}, key),
    }


def test_the_intervention_worker_may_do_exactly_this(production: Recording) -> None:
    group = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/pre-delinquency-engine/production/audit/interventions:*"
    assert allowed(production, "pde-production-intervention-worker-task") == {
        "SendTraces": TRACES,
        "PublishMetrics": METRICS,
        "ConnectToKafka": (
            {"kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"},
            {production.named("stream-cluster").outputs["arn"]},
        ),
        "Produce": (
            {"kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"},
            kafka(production, "topic", "interventions-stream", "dashboard-updates"),
        ),
        "Consume": ({"kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"}, kafka(production, "topic", "predictions-stream")),
        "JoinGroup": (
            {"kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup"},
            kafka(production, "group", "intervention-worker"),
        ),
        "AppendToAuditLog": ({"logs:CreateLogStream", "logs:PutLogEvents"}, {group}),
    }


def test_the_simulator_writes_two_topics_and_reads_no_customer_data(production: Recording) -> None:
    assert allowed(production, "pde-production-transaction-simulator-task") == {
        "SendTraces": TRACES,
        "ConnectToKafka": (
            {"kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"},
            {production.named("stream-cluster").outputs["arn"]},
        ),
        "Produce": (
            {"kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"},
            kafka(production, "topic", "transactions-stream", "customer-updates"),
        ),
    }
    assert reading.container(production, "transaction-simulator")["secrets"] == []
    assert ("transaction-simulator-group", 5432) not in reading.sources_of(production, "database-group")


@pytest.mark.parametrize(
    ("workload", "image", "tiers"),
    [
        ("api", "api", ["database", "cache"]),
        ("dashboard", "dashboard", ["database"]),
        ("feature-processor", "workers", ["database"]),
        ("intervention-worker", "workers", ["database"]),
        ("transaction-simulator", "workers", []),
        ("migrate", "api", ["database"]),
    ],
)
def test_starting_a_workload_takes_exactly_this(production: Recording, workload: str, image: str, tiers: list[str]) -> None:
    group = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/ecs/pre-delinquency-engine/production/{workload}:*"
    repositories = {f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/pde-production/{name}" for name in (image, "collector")}
    secrets = {production.named(f"{tier}-secret", "aws:secretsmanager/secret:Secret").outputs["arn"] for tier in tiers}
    expected = {
        "LogInToRegistry": ({"ecr:GetAuthorizationToken"}, {"*"}),
        "PullImage": ({"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}, repositories),
        "WriteLogs": ({"logs:CreateLogStream", "logs:PutLogEvents"}, {group}),
    }
    if tiers:
        expected["ReadSecrets"] = ({"secretsmanager:GetSecretValue"}, secrets)
    for number, tier in enumerate(tiers, start=1):
        expected[f"DecryptSecrets{number}"] = ({"kms:Decrypt"}, {key_of(production, tier)})
    assert allowed(production, f"pde-production-{workload}-execution") == expected


def test_the_migration_may_do_nothing_but_trace(production: Recording) -> None:
    assert allowed(production, "pde-production-migrate-task") == {"SendTraces": TRACES}


def test_the_migration_runner_may_run_one_task_with_its_two_roles(production: Recording) -> None:
    statements = {statement["Sid"]: statement for statement in reading.permissions(production, "pde-production-migrate-runner")}
    assert statements["RunTask"]["Resource"] == [f"arn:aws:ecs:us-east-1:{ACCOUNT}:task-definition/pde-production-migrate:*"]
    assert statements["PassTaskRoles"]["Resource"] == [
        f"arn:aws:iam::{ACCOUNT}:role/pde-production-migrate-task",
        f"arn:aws:iam::{ACCOUNT}:role/pde-production-migrate-execution",
    ]
    assert statements["PassTaskRoles"]["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
