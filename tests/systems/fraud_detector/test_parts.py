"""Every part the guide of the fraud detector asks for, in both modes, and the defects that must be absent."""

import json
from typing import Any

import pytest

from offline.simulation.runner import Mode, Recording
from tests import reading
from tests.reading import only
from tests.shipped import recorded, stacks_of
from tests.stacks import Change

STACK, STAGING = "fraud-detector-production", "fraud-detector-staging"
STACKS = stacks_of("fraud-detector")
ACCOUNT, REGION, PATH = "111122223333", "ca-central-1", "/fraud-detector/production"
HOME = f"{REGION}:{ACCOUNT}"
MODELS, BACKUP = (f"arn:aws:s3:::frd-production-{name}-{ACCOUNT}" for name in ("models", "backup-models"))
ALARM, SERVICE, SECRET = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:ecs/service:Service", "aws:secretsmanager/secret:Secret"
RULE = "aws:appautoscaling/policy:Policy"
PHP = ("api", "worker")
DB = {"DB_HOST", "DB_PORT", "DB_DATABASE", "DB_USERNAME", "DB_PASSWORD"}
REDIS = {"REDIS_HOST", "REDIS_PORT", "REDIS_PASSWORD"}
SECRETS = {
    "api": DB | REDIS | {"APP_KEY", "HMAC_KEY_1", "HMAC_KEY_2"},
    "worker": DB | REDIS | {"APP_KEY", "HMAC_KEY_1", "HMAC_KEY_2"},
    "ml-service": set[str](),
    "migrate": DB,
    "vacuum": DB,
    "back-up-models": set[str](),
}


def arns(statement: dict[str, Any]) -> list[str]:
    resources = statement["Resource"]
    return [resources] if isinstance(resources, str) else resources


def key(recording: Recording, name: str) -> set[str]:
    return {str(recording.named(f"{name}-key", "aws:kms/key:Key").outputs["arn"])}


def test_the_network_is_in_canada_and_nobody_elses(either: Recording) -> None:
    assert only(either, "aws:ec2/vpc:Vpc").inputs["cidrBlock"] == "10.40.0.0/16"
    subnets = either.of("aws:ec2/subnet:Subnet")
    assert {one.inputs["availabilityZone"] for one in subnets} == {"ca-central-1a", "ca-central-1b"}
    assert len(subnets) == 6
    assert len(either.of("aws:ec2/natGateway:NatGateway")) == 2
    assert only(either, "aws:ec2/flowLog:FlowLog").inputs["trafficType"] == "ALL"
    assert either.of("aws:ec2/instance:Instance") == []


def test_bedrock_is_reached_by_its_own_name_inside_the_network(either: Recording) -> None:
    """The guide's endpoint had no name of its own, a group that nothing defined, and let everything pass."""
    (endpoint,) = (
        one.inputs for one in either.of("aws:ec2/vpcEndpoint:VpcEndpoint") if one.inputs["vpcEndpointType"] == "Interface"
    )
    assert (endpoint["serviceName"], endpoint["privateDnsEnabled"]) == (f"com.amazonaws.{REGION}.bedrock-runtime", True)
    statements = json.loads(endpoint["policy"])["Statement"]
    resources = {arn for one in statements for arn in arns(one)}
    assert resources == {
        f"arn:aws:bedrock:{HOME}:inference-profile/ca.amazon.nova-lite-v1:0",
        *(f"arn:aws:bedrock:{region}::foundation-model/amazon.nova-lite-v1:0" for region in (REGION, "ca-west-1")),
    }


def test_database(either: Recording) -> None:
    database = only(either, "aws:rds/instance:Instance").inputs
    expected = {
        "engine": "postgres",
        "instanceClass": "db.r6g.large",
        "multiAz": True,
        "backupRetentionPeriod": 7,
        "backupWindow": "03:00-04:00",
        "dbName": "fraud_detector_prod",
        "username": "fraud_user",
        "storageEncrypted": True,
        "deletionProtection": True,
    }
    assert {name: database[name] for name in expected} == expected
    assert either.of("aws:rds/cluster:Cluster") == []


def test_cache(either: Recording) -> None:
    cache = only(either, "aws:elasticache/replicationGroup:ReplicationGroup").inputs
    expected = {
        "engineVersion": "7.0",
        "nodeType": "cache.r6g.large",
        "numCacheClusters": 3,
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "transitEncryptionEnabled": True,
        "atRestEncryptionEnabled": True,
    }
    assert {name: cache[name] for name in expected} == expected
    assert {"subnetGroupName", "authToken"} <= set(cache)


def test_jobs_wait_in_a_queue_and_failed_ones_in_another(either: Recording) -> None:
    queues = {one.inputs["name"]: one.inputs for one in either.of("aws:sqs/queue:Queue")}
    assert set(queues) == {"frd-production-jobs", "frd-production-jobs-failed"}
    assert queues["frd-production-jobs"]["visibilityTimeoutSeconds"] == 300


@pytest.mark.parametrize(
    ("name", "size", "tasks"),
    [("api", ("512", "1024"), (3, 10)), ("worker", ("256", "512"), (2, 10)), ("ml-service", ("1024", "2048"), (2, 6))],
)
def test_services(applied: Recording, name: str, size: tuple[str, str], tasks: tuple[int, int]) -> None:
    """The guide had a range from 2 beside a count of 3."""
    definition = applied.named(f"{name}-definition", reading.TASK_DEFINITION).inputs
    assert (definition["cpu"], definition["memory"]) == size
    target = applied.named(f"{name}-scaling", "aws:appautoscaling/target:Target").inputs
    assert (target["minCapacity"], target["maxCapacity"]) == tasks
    assert applied.named(f"{name}-service", SERVICE).inputs["desiredCount"] == tasks[0]
    image = reading.container(applied, name)["image"]
    repository = "ml-service" if name == "ml-service" else "api"
    assert image.startswith(f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/frd-production/{repository}@sha256:")


def test_api_scales_on_cpu_and_worker_on_what_waits(applied: Recording) -> None:
    def configuration(name: str) -> Any:
        return applied.named(name, RULE).inputs["targetTrackingScalingPolicyConfiguration"]

    for name in ("api", "worker", "ml-service"):
        assert configuration(f"{name}-scaling-cpu")["targetValue"] == 70
    waiting = configuration("worker-scaling-jobs-backlog")
    metric = waiting["customizedMetricSpecification"]
    assert (metric["metricName"], metric["dimensions"]) == (
        "ApproximateNumberOfMessagesVisible",
        [{"name": "QueueName", "value": "frd-production-jobs"}],
    )


@pytest.mark.parametrize("name", PHP)
def test_the_application_reads_every_variable_of_the_guide(applied: Recording, name: str) -> None:
    environment = reading.environment(applied, name)
    expected = {
        "APP_ENV": "production",
        "APP_DEBUG": "false",
        "MOCK_EXTERNAL_SERVICES": "false",
        "DB_CONNECTION": "pgsql",
        "REDIS_SCHEME": "tls",
        "AWS_REGION": REGION,
        "AWS_BUCKET": f"frd-production-models-{ACCOUNT}",
        "ML_SERVICE_URL": "http://ml-service:8000",
        "ENCRYPT_SENSITIVE_DATA": "true",
        "AUDIT_LOGGING_ENABLED": "true",
        "SECURE_HEADERS_ENABLED": "true",
        "QUEUE_WORKERS": "4",
        "CACHE_DRIVER": "redis",
        "SESSION_DRIVER": "redis",
        "QUEUE_CONNECTION": "sqs",
        "SQS_PREFIX": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}",
        "SQS_QUEUE": "frd-production-jobs",
        "METRICS_ENABLED": "true",
        "HEALTH_CHECK_ENABLED": "true",
        "CONFIG_PARAMETER": f"{PATH}/config",
        "BEDROCK_MODEL_IDS": "ca.amazon.nova-lite-v1:0",
    }
    assert {variable: environment.get(variable) for variable in expected} == expected


@pytest.mark.parametrize("stack", STACKS)
def test_no_container_is_told_another_address_of_bedrock(stack: str) -> None:
    for definition in recorded(stack).of(reading.TASK_DEFINITION):
        assert "BEDROCK_ENDPOINT_URL" not in json.dumps(
            reading.container(recorded(stack), definition.name.removesuffix("-definition"))
        )


@pytest.mark.parametrize("name", SECRETS)
def test_a_workload_gets_its_secrets_by_reference(applied: Recording, name: str) -> None:
    """The guide had APP_KEY and the signing keys in plain text, and a placeholder for the password."""
    assert set(reading.secrets(applied, name)) == SECRETS[name]
    assert not {"APP_KEY", "DB_PASSWORD", "HMAC_KEY_1", "HMAC_KEY_2"} & set(reading.environment(applied, name))
    found = reading.allowed(applied, f"frd-production-{name}-execution")
    whole = {":".join(arn.split(":")[:7]) for arn in reading.secrets(applied, name).values()}
    assert found.get("ReadSecrets", (set(), set()))[1] == whole


def test_what_the_code_may_do(applied: Recording) -> None:
    queue, ask = f"arn:aws:sqs:{HOME}:frd-production-jobs", {"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"}
    look = {"sqs:GetQueueAttributes", "sqs:GetQueueUrl"}
    read = {
        "ReadModels": ({"s3:GetObject"}, {f"{MODELS}/models/*"}),
        "ListModels": ({"s3:ListBucket"}, {MODELS}),
        "DecryptModels": ({"kms:Decrypt"}, key(applied, "models")),
    }
    application = {
        **read,
        "SendJobs": (look | {"sqs:SendMessage"}, {queue}),
        "UseJobsKey": ({"kms:Decrypt", "kms:GenerateDataKey"}, key(applied, "jobs")),
        "InvokeProfile1": (ask, {f"arn:aws:bedrock:{HOME}:inference-profile/ca.amazon.nova-lite-v1:0"}),
        "InvokeProfile1Models": (
            ask,
            {f"arn:aws:bedrock:{region}::foundation-model/amazon.nova-lite-v1:0" for region in (REGION, "ca-west-1")},
        ),
        "ReadConfiguration": ({"ssm:GetParameter"}, {f"arn:aws:ssm:{HOME}:parameter{PATH}/config"}),
    }
    receive = look | {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}
    write = {
        "WriteBackupModels": ({"s3:PutObject", "s3:AbortMultipartUpload"}, {f"{BACKUP}/models/*"}),
        "EncryptBackupModels": ({"kms:GenerateDataKey", "kms:Decrypt"}, key(applied, "backup-models")),
    }
    expected = {
        "api": {**application, "PublishMetrics": ({"cloudwatch:PutMetricData"}, {"*"})},
        "worker": {**application, "ReceiveJobs": (receive, {queue})},
        "ml-service": read,
        "migrate": {},
        "vacuum": {},
        "back-up-models": {**read, **write},
    }
    assert {name: reading.allowed(applied, f"frd-production-{name}-task") for name in expected} == expected


def test_php_asks_for_itself_and_no_container_is_root(applied: Recording) -> None:
    check = reading.container(applied, "api")["healthCheck"]
    assert check["command"][:3] == ["CMD", "php", "-r"]
    assert "http://127.0.0.1:8080/health" in check["command"][3]
    assert reading.container(applied, "ml-service")["healthCheck"]["command"][1] == "python"
    for name in SECRETS:
        container = reading.container(applied, name)
        assert (container["user"], container["readonlyRootFilesystem"]) == ("10001", True)
        assert "curl" not in json.dumps(container)


def test_api_moves_from_blue_to_green_with_alarms_and_time_to_go_back(applied: Recording) -> None:
    service = applied.named("api-service", SERVICE).inputs
    assert service["deploymentConfiguration"] == {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "10"}
    assert service["alarms"]["rollback"]
    assert set(service["alarms"]["alarmNames"]) == {"frd-production-api-errors", "frd-production-api-latency"}
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}


@pytest.mark.parametrize(
    ("name", "threshold", "periods"),
    [("api-errors", 10, 2), ("api-refusals", 10, 2), ("api-latency", 5, 2), ("api-ProcessingTime", 5000, 2), ("jobs-failed", 0, 2)],
)
def test_alarms_are_the_guides_and_tell_somebody(applied: Recording, name: str, threshold: float, periods: int) -> None:
    (alarm,) = (one.inputs for one in applied.of(ALARM) if one.inputs["name"] == f"frd-production-{name}")
    assert (alarm["threshold"], alarm["evaluationPeriods"]) == (threshold, periods)
    assert alarm["alarmActions"] == [applied.named("alerts-topic").outputs["arn"]]


def test_no_alarm_asks_for_a_metric_that_does_not_exist(either: Recording) -> None:
    text = json.dumps([one.inputs for one in either.of(ALARM)], default=str)
    assert '"4XXError"' not in text
    assert "HTTPCode_Target_4XX_Count" in text
    assert "HTTPCode_Target_5XX_Count" in text


def test_the_application_measures_itself_in_the_systems_namespace(applied: Recording) -> None:
    (alarm,) = (one.inputs for one in applied.of(ALARM) if one.inputs["name"] == "frd-production-api-ProcessingTime")
    assert (alarm["namespace"], alarm["dimensions"]) == ("fraud-detector", {"Environment": "production", "Service": "api"})
    assert reading.environment(applied, "api")["METRICS_NAMESPACE"] == "fraud-detector"


CHANGED: tuple[Change, ...] = (("platform:hmac_key_1", {"rotation": 2}), ("platform:services.api.maintenance_capacity", 6))


def test_config_is_the_operators(either: Recording) -> None:
    config = either.named("config-parameter").inputs
    assert (config["name"], config["type"], config["insecureValue"]) == (f"{PATH}/config", "String", "{}")


def test_secrets(either: Recording) -> None:
    names = {one.inputs["name"] for one in either.of(SECRET)}
    assert names == {f"{PATH}/{name}" for name in ("db-password", "redis-password", "app-key", "hmac-keys")}


def test_one_signing_key_is_replaced_at_a_time_and_the_other_two_stay(applied: Recording) -> None:
    rotated = recorded(STACK, Mode.APPLIED, *CHANGED)

    def values(recording: Recording) -> dict[str, Any]:
        drawn = recording.of("random:index/randomPassword:RandomPassword")
        return {one.name: one.inputs["keepers"] for one in drawn if one.name.startswith(("hmac", "app-key"))}

    before, after = values(applied), values(rotated)
    assert set(before) == {"hmac-keys-key1", "hmac-keys-key2", "app-key-value"}
    assert {name for name in before if before[name] != after[name]} == {"hmac-keys-key1"}


def test_the_budget_has_both_notices(either: Recording) -> None:
    budget = only(either, "aws:budgets/budget:Budget").inputs
    assert budget["limitAmount"] == "2000"
    assert {one["notificationType"] for one in budget["notifications"]} == {"ACTUAL", "FORECASTED"}


def test_jobs_by_the_clock(either: Recording) -> None:
    schedules = {one.inputs["name"]: one.inputs["scheduleExpression"] for one in either.of("aws:scheduler/schedule:Schedule")}
    assert schedules == {
        "frd-production-vacuum": "cron(30 6 ? * MON *)",
        "frd-production-back-up-models": "cron(0 7 * * ? *)",
    }


def test_the_clock_starts_nothing_before_there_is_an_image() -> None:
    assert recorded(STACK, Mode.APPLIED, day_one=True).of("aws:scheduler/schedule:Schedule") == []


def test_maintenance_is_one_line_to_set_and_one_to_take_back() -> None:
    assert (
        recorded(STACK, Mode.APPLIED, *CHANGED).named("api-scaling", "aws:appautoscaling/target:Target").inputs["minCapacity"] == 6
    )


def test_the_balancer_speaks_tls_alone(either: Recording) -> None:
    listeners = {one.inputs["port"]: one.inputs for one in either.of("aws:lb/listener:Listener")}
    assert set(listeners) == {80, 443}
    assert listeners[80]["defaultActions"][0]["type"] == "redirect"
    assert listeners[443]["protocol"] == "HTTPS"
    assert {one.inputs["healthCheck"]["path"] for one in either.of("aws:lb/targetGroup:TargetGroup")} == {"/health"}


def test_staging_is_the_same_and_small(applied: Recording) -> None:
    staging = recorded(STAGING)
    assert only(staging, "aws:ec2/vpc:Vpc").inputs["cidrBlock"] == "10.41.0.0/16"
    database = only(staging, "aws:rds/instance:Instance").inputs
    assert (database["instanceClass"], database["multiAz"]) == ("db.t4g.small", False)
    assert only(staging, "aws:elasticache/replicationGroup:ReplicationGroup").inputs["nodeType"] == "cache.t4g.micro"
    assert reading.environment(staging, "api")["APP_ENV"] == "staging"
    assert {one.name for one in staging.of(SERVICE)} == {one.name for one in applied.of(SERVICE)}


@pytest.mark.parametrize("stack", STACKS)
def test_the_first_day_ends_without_a_task(stack: str) -> None:
    first = recorded(stack, Mode.APPLIED, day_one=True)
    assert {one.inputs["desiredCount"] for one in first.of(SERVICE)} == {0}
