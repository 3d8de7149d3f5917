"""Every part the guide of the fraud detector asks for, in both modes, and what stands in for what it left out."""

import pytest

from offline.simulation.runner import Mode, Recording, Resource, plain
from tests import reading
from tests.shipped import recorded

STACK = "fraud-detector-production"
ACCOUNT, REGION, PATH = "111122223333", "ca-central-1", "/fraud-detector/production"
MODEL = f"arn:aws:bedrock:{REGION}::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
MODELS, BACKUP = (f"arn:aws:s3:::frd-production-{name}-{ACCOUNT}" for name in ("models", "backup-models"))
ALARM, SERVICE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:ecs/service:Service"
INTERNET = ("0.0.0.0/0", 443)


@pytest.fixture(scope="module", params=[Mode.PLANNED, Mode.APPLIED], ids=lambda mode: str(mode.value))
def either(request: pytest.FixtureRequest) -> Recording:
    return recorded(STACK, request.param)


@pytest.fixture(scope="module")
def applied() -> Recording:
    return recorded(STACK)


def only(recording: Recording, token: str) -> Resource:
    (found,) = recording.of(token)
    return found


def test_everything_is_in_canada(either: Recording) -> None:
    assert {one.inputs["availabilityZone"] for one in either.of("aws:ec2/subnet:Subnet")} == {"ca-central-1a", "ca-central-1b"}
    assert {str(one.inputs["region"]) for one in either.resources if "region" in one.inputs} <= {REGION}


def test_the_database_is_the_guides_on_graviton(either: Recording) -> None:
    database = only(either, "aws:rds/instance:Instance").inputs
    expected = {"instanceClass": "db.r6g.large", "multiAz": True, "dbName": "fraud_detector_prod", "username": "fraud_user"}
    expected |= {"backupRetentionPeriod": 7, "backupWindow": "03:00-04:00", "engineVersion": "17", "storageEncrypted": True}
    assert {key: database[key] for key in expected} == expected


def test_the_cache_has_three_nodes(either: Recording) -> None:
    cache = only(either, "aws:elasticache/replicationGroup:ReplicationGroup").inputs
    assert (cache["nodeType"], cache["numCacheClusters"], cache["engineVersion"]) == ("cache.r6g.large", 3, "7.0")
    assert cache["transitEncryptionEnabled"]


def test_jobs_wait_in_a_queue_with_a_place_for_what_fails(applied: Recording) -> None:
    names = {one.inputs["name"] for one in applied.of("aws:sqs/queue:Queue")}
    assert names == {"frd-production-jobs", "frd-production-jobs-failed"}
    (policy,) = (one for one in applied.of("aws:appautoscaling/policy:Policy") if "backlog" in one.name)
    assert policy.name.startswith("worker-")


def test_bedrock_is_asked_inside_the_network_for_one_model(applied: Recording) -> None:
    endpoint = applied.named("network-bedrock-runtime")
    assert endpoint.inputs["privateDnsEnabled"]
    (statement,) = reading.document(endpoint)
    assert statement["Resource"] == [MODEL]
    invoke = ({"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"}, {MODEL})
    for service in ("api", "worker"):
        assert reading.allowed(applied, f"frd-production-{service}-task")["InvokeModels"] == invoke
        assert "BEDROCK_ENDPOINT_URL" not in reading.environment(applied, service)
    assert "InvokeModels" not in reading.allowed(applied, "frd-production-ml-service-task")


@pytest.mark.parametrize("service", ["api", "worker"])
def test_laravel_gets_what_its_guide_names(applied: Recording, service: str) -> None:
    environment = reading.environment(applied, service)
    expected = {
        "APP_ENV": "production",
        "APP_DEBUG": "false",
        "DB_CONNECTION": "pgsql",
        "AWS_REGION": REGION,
        "AWS_BUCKET": MODELS.removeprefix("arn:aws:s3:::"),
        "REDIS_SCHEME": "tls",
        "CACHE_DRIVER": "redis",
        "SESSION_DRIVER": "redis",
        "QUEUE_CONNECTION": "sqs",
        "QUEUE_WORKERS": "4",
        "SQS_PREFIX": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}",
        "SQS_QUEUE": "frd-production-jobs",
        "ENCRYPT_SENSITIVE_DATA": "true",
        "AUDIT_LOGGING_ENABLED": "true",
        "SECURE_HEADERS_ENABLED": "true",
        "METRICS_ENABLED": "true",
        "HEALTH_CHECK_ENABLED": "true",
        "ML_SERVICE_URL": "http://ml-service:8000",
        "CONFIG_PARAMETER": f"{PATH}/config",
    }
    assert {key: environment[key] for key in expected} == expected
    database = {f"DB_{part}" for part in ("HOST", "PORT", "DATABASE", "USERNAME", "PASSWORD")}
    cache = {f"REDIS_{part}" for part in ("HOST", "PORT", "PASSWORD")}
    assert set(reading.secrets(applied, service)) == {*database, *cache, "APP_KEY", "HMAC_KEY_1", "HMAC_KEY_2"}


def test_one_hmac_key_is_replaced_at_a_time_and_the_applications_never(applied: Recording) -> None:
    later = recorded(STACK, Mode.APPLIED, ("platform:hmac_key_2", {"rotation": 2}))

    def keys(recording: Recording) -> dict[str, str]:
        return {
            name: plain(recording.named(name).outputs["result"]) for name in ("hmac-keys-key1", "hmac-keys-key2", "app-key-value")
        }

    before, after = keys(applied), keys(later)
    assert {name for name in before if before[name] != after[name]} == {"hmac-keys-key2"}
    assert len(before["app-key-value"]) == 32


@pytest.mark.parametrize(
    ("service", "size", "tasks"), [("api", ("512", "1024"), 3), ("worker", ("256", "512"), 2), ("ml-service", ("1024", "2048"), 2)]
)
def test_sizes(applied: Recording, service: str, size: tuple[str, str], tasks: int) -> None:
    definition = applied.named(f"{service}-definition", reading.TASK_DEFINITION).inputs
    assert (definition["cpu"], definition["memory"]) == size
    assert applied.named(f"{service}-scaling").inputs["minCapacity"] == tasks


def test_probes_use_what_each_image_has(applied: Recording) -> None:
    assert reading.container(applied, "api")["healthCheck"]["command"][:3] == ["CMD", "php", "-r"]
    assert reading.container(applied, "ml-service")["healthCheck"]["command"][:2] == ["CMD", "python"]


def test_requests_move_blue_green_with_a_time_to_bake(applied: Recording) -> None:
    deployment = applied.named("api-service", SERVICE).inputs["deploymentConfiguration"]
    assert deployment["strategy"] == "BLUE_GREEN"
    assert int(deployment["bakeTimeInMinutes"]) == 10


@pytest.mark.parametrize(
    ("name", "metric", "threshold"),
    [
        ("api-errors", "HTTPCode_Target_5XX_Count", 10),
        ("api-latency", "TargetResponseTime", 5),
        ("api-ProcessingTime", "ProcessingTime", 5000),
        ("jobs-failed", "ApproximateNumberOfMessagesVisible", 0),
        ("bedrock-throttles-1", "InvocationThrottles", 0),
    ],
)
def test_alarms(applied: Recording, name: str, metric: str, threshold: float) -> None:
    (alarm,) = (one for one in applied.of(ALARM) if one.inputs["name"] == f"frd-production-{name}")
    metrics = {
        alarm.inputs.get("metricName"),
        *(plain(one).get("metric", {}).get("metricName") for one in alarm.inputs.get("metricQueries", ())),
    }
    assert metric in metrics
    assert alarm.inputs["threshold"] == threshold


def test_the_backup_of_models_reads_the_one_bucket_and_writes_the_other(applied: Recording) -> None:
    found = reading.allowed(applied, "frd-production-back-up-models-task")
    assert found["ReadModels"] == ({"s3:GetObject"}, {f"{MODELS}/models/*"})
    assert found["WriteBackupModels"] == ({"s3:PutObject", "s3:AbortMultipartUpload"}, {f"{BACKUP}/models/*"})
    assert only(applied, "aws:scheduler/schedule:Schedule").inputs["scheduleExpression"] == "cron(0 7 * * ? *)"


@pytest.mark.parametrize(
    ("group", "destinations"),
    [
        ("ml-service-group", {INTERNET}),
        ("migrate-group", {INTERNET, ("database-group", 5432)}),
        ("database-group", set()),
    ],
)
def test_where_it_may_go(applied: Recording, group: str, destinations: set[tuple[str, int]]) -> None:
    assert destinations <= reading.destinations_of(applied, group)
    assert {one for one in reading.destinations_of(applied, group) if one[1] in (5432, 6379)} <= destinations


def test_budget_and_what_is_absent(either: Recording) -> None:
    assert only(either, "aws:budgets/budget:Budget").inputs["limitAmount"] == "2000"
    for absent in ("aws:msk/cluster:Cluster", "aws:rds/cluster:Cluster", "aws:iam/accessKey:AccessKey"):
        assert either.of(absent) == []


def test_no_two_keys_have_one_alias(either: Recording) -> None:
    aliases = [one.inputs["name"] for one in either.of("aws:kms/alias:Alias")]
    assert sorted(aliases) == sorted(set(aliases)), "KMS refuses the second, in the middle of the first up"
