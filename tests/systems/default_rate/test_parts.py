"""Every part the guide of the default-rate backend asks for, in both modes, and the defects that must be absent."""

import json
from typing import Any

import pytest

from offline.simulation.runner import Mode, Recording, Resource, plain
from tests import reading
from tests.reading import only
from tests.shipped import recorded
from tests.stacks import Change
from tests.systems.account.account import THERE

STACK = "default-rate-production"
PATH = "/default-rate/production"
PARAMETERS = f"arn:aws:ssm:us-east-1:111122223333:parameter{PATH}"
ALARM, PARAMETER, SERVICE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:ssm/parameter:Parameter", "aws:ecs/service:Service"


def inputs(resource: Resource, *keys: str) -> list[Any]:
    return [resource.inputs.get(key) for key in keys]


def test_network_two_zones_and_one_nat_gateway(either: Recording) -> None:
    assert only(either, "aws:ec2/vpc:Vpc").inputs["cidrBlock"] == "10.16.0.0/16"
    subnets = {one.inputs["cidrBlock"]: one.inputs["availabilityZone"] for one in either.of("aws:ec2/subnet:Subnet")}
    assert subnets == {f"10.16.{number}.0/24": f"us-east-1{'ba'[number % 2]}" for number in range(1, 7)}
    assert len(either.of("aws:ec2/natGateway:NatGateway")) == 1
    assert len(either.of("aws:ec2/flowLog:FlowLog")) == 1


def test_database(either: Recording) -> None:
    database = only(either, "aws:rds/instance:Instance")
    keys = ("instanceClass", "allocatedStorage", "multiAz", "backupRetentionPeriod", "engineVersion", "storageEncrypted")
    assert inputs(database, *keys) == ["db.t4g.micro", 20, False, 7, "17", True]
    assert "maxAllocatedStorage" not in database.inputs
    assert (database.protect, database.inputs["deletionProtection"]) == (True, True)


def test_broker_keeps_what_it_was_told(either: Recording) -> None:
    group = only(either, "aws:elasticache/replicationGroup:ReplicationGroup")
    keys = ("engine", "nodeType", "numCacheClusters", "transitEncryptionEnabled", "atRestEncryptionEnabled", "multiAzEnabled")
    assert inputs(group, *keys) == ["valkey", "cache.t4g.micro", 1, True, True, False]
    parameters = only(either, "aws:elasticache/parameterGroup:ParameterGroup").inputs
    assert parameters["family"] == "valkey8"
    assert parameters["parameters"] == [{"name": "maxmemory-policy", "value": "noeviction"}]


def test_bucket_and_repository(either: Recording) -> None:
    bucket = either.named("models-bucket", "aws:s3/bucket:Bucket")
    assert bucket.inputs["bucket"] == "drb-production-models-111122223333"
    assert either.named("models-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    assert only(either, "aws:ecr/repository:Repository").inputs["name"] == "drb-production/app"


def test_secrets_are_parameters_and_cost_nothing(either: Recording) -> None:
    assert either.of("aws:secretsmanager/secret:Secret") == []
    secure = {one.inputs["name"] for one in either.of(PARAMETER) if one.inputs["type"] == "SecureString"}
    assert secure == {
        f"{PATH}/{name}"
        for name in ("database/password", "database/url", "broker/password", "broker/url", "broker/celery_url", "secret-key/value")
    }


@pytest.mark.parametrize(
    ("workload", "variables"),
    [
        ("api", {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"}),
        ("worker", {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"}),
        ("beat", {"REDIS_URL"}),
        ("migrate", {"DATABASE_URL"}),
    ],
)
def test_a_workload_gets_its_secrets_and_their_versions(applied: Recording, workload: str, variables: set[str]) -> None:
    places = {"DATABASE_URL": "database/url", "REDIS_URL": "broker/celery_url", "SECRET_KEY": "secret-key/value"}
    assert reading.secrets(applied, workload) == {name: f"{PARAMETERS}/{places[name]}" for name in variables}
    environment = reading.environment(applied, workload)
    assert {f"{name}_VERSION" for name in variables} <= set(environment)
    assert environment["ENVIRONMENT"] == "production"
    assert ("S3_MODELS_BUCKET" in environment) == (workload in {"api", "worker"})


CHANGED: tuple[Change, ...] = (
    ("platform:backup.copy_to", {"vault_arn": THERE, "retention_days": 90}),
    ("platform:database.rotation", 2),
)


def test_one_key_for_all_is_read_by_an_account_that_keeps_copies_too() -> None:
    key = recorded(STACK, Mode.APPLIED, *CHANGED).named("data-key", "aws:kms/key:Key")
    assert "CopiesInAnotherAccount" in {one["Sid"] for one in reading.document(key)}


def test_a_new_password_rolls_the_tasks(applied: Recording) -> None:
    rotated = recorded(STACK, Mode.APPLIED, *CHANGED)
    before, after = (one.named("database-url", PARAMETER) for one in (applied, rotated))
    assert plain(before.inputs["value"]) != plain(after.inputs["value"])
    assert reading.environment(applied, "api") != reading.environment(rotated, "api")


def test_each_role_reads_what_its_container_names_and_no_more(applied: Recording) -> None:
    key = {str(applied.named("data-key", "aws:kms/key:Key").outputs["arn"])}
    for workload in ("api", "worker", "beat", "migrate"):
        found = reading.allowed(applied, f"drb-production-{workload}-execution")
        assert found["ReadParameters"] == ({"ssm:GetParameters"}, set(reading.secrets(applied, workload).values()))
        assert found["DecryptParameters1"] == ({"kms:Decrypt"}, key)
        assert "ReadSecrets" not in found
    models = "arn:aws:s3:::drb-production-models-111122223333"
    for workload in ("api", "worker"):
        assert reading.allowed(applied, f"drb-production-{workload}-task") == {
            "ReadModels": ({"s3:GetObject"}, {f"{models}/models/*"}),
            "ListModels": ({"s3:ListBucket"}, {models}),
            "DecryptModels": ({"kms:Decrypt"}, key),
        }
    for workload in ("beat", "migrate"):
        assert reading.allowed(applied, f"drb-production-{workload}-task") == {}


@pytest.mark.parametrize(
    ("name", "size", "tasks", "command"),
    [
        ("api", ("512", "1024"), (1, 5), None),
        ("worker", ("256", "512"), (1, 3), ["celery", "-A", "src.worker.app", "worker", "--loglevel", "INFO"]),
        ("beat", ("256", "512"), (0, 0), ["celery", "-A", "src.worker.app", "beat", "--schedule", "/tmp/beat"]),  # noqa: S108
    ],
)
def test_services(applied: Recording, name: str, size: tuple[str, str], tasks: tuple[int, int], command: list[str] | None) -> None:
    definition = applied.named(f"{name}-definition", reading.TASK_DEFINITION).inputs
    assert (definition["cpu"], definition["memory"]) == size
    assert definition["runtimePlatform"]["cpuArchitecture"] == "ARM64"
    container = reading.container(applied, name)
    assert container.get("command") == command
    assert container["logConfiguration"]["options"]["awslogs-stream-prefix"] == name
    service = applied.named(f"{name}-service", SERVICE).inputs
    assert service["desiredCount"] == tasks[0]
    if tasks[1] > tasks[0]:
        target = applied.named(f"{name}-scaling", "aws:appautoscaling/target:Target").inputs
        assert (target["minCapacity"], target["maxCapacity"]) == tasks


def test_the_api_scales_on_cpu_and_waits_as_the_guide_says(applied: Recording) -> None:
    (policy,) = (one for one in applied.of("aws:appautoscaling/policy:Policy") if one.name.startswith("api-"))
    configuration = policy.inputs["targetTrackingScalingPolicyConfiguration"]
    assert configuration["predefinedMetricSpecification"] == {"predefinedMetricType": "ECSServiceAverageCPUUtilization"}
    assert [configuration[key] for key in ("targetValue", "scaleOutCooldown", "scaleInCooldown")] == [70, 300, 300]


def test_the_api_has_time_to_load_its_model(applied: Recording) -> None:
    check = reading.container(applied, "api")["healthCheck"]
    assert [check[key] for key in ("interval", "timeout", "retries", "startPeriod")] == [30, 10, 3, 120]
    assert "curl" not in json.dumps(check)
    assert reading.container(applied, "worker")["healthCheck"]["command"][4:] == [
        *("celery", "-A", "src.worker.app"),
        *("inspect", "ping", "--timeout", "10"),
    ]


def test_the_clock_never_runs_twice(applied: Recording) -> None:
    beat = applied.named("beat-service", SERVICE).inputs
    assert inputs(applied.named("beat-service", SERVICE), "deploymentMaximumPercent", "deploymentMinimumHealthyPercent") == [100, 0]
    assert beat["availabilityZoneRebalancing"] == "DISABLED"
    assert [one.name for one in applied.of("aws:appautoscaling/target:Target")] == ["api-scaling", "worker-scaling"]


def test_the_balancer_speaks_tls_alone(either: Recording) -> None:
    listeners = {one.inputs["port"]: one.inputs for one in either.of("aws:lb/listener:Listener")}
    assert set(listeners) == {80, 443}
    (redirect,) = listeners[80]["defaultActions"]
    assert (redirect["type"], redirect["redirect"]["port"], redirect["redirect"]["statusCode"]) == ("redirect", "443", "HTTP_301")
    assert listeners[443]["protocol"] == "HTTPS"
    for group in either.of("aws:lb/targetGroup:TargetGroup"):
        assert (group.inputs["port"], group.inputs["healthCheck"]["path"]) == (8000, "/health")
    assert only(either, "aws:acm/certificate:Certificate").inputs["validationMethod"] == "DNS"
    # A balancer has no fixed address, so the name is an alias.
    (alias,) = (one for one in either.of("aws:route53/record:Record") if one.inputs["type"] == "A")
    assert alias.inputs["name"] == "rates.example.com"
    assert "aliases" in alias.inputs
    assert either.of("aws:wafv2/webAcl:WebAcl") == []


@pytest.mark.parametrize(
    ("name", "metric", "threshold", "missing"),
    [
        ("api-running", "CPUUtilization", 1, "breaching"),
        ("worker-running", "CPUUtilization", 1, "breaching"),
        ("api-healthy", "HealthyHostCount", 1, "breaching"),
        ("database-connections", "DatabaseConnections", 80, "notBreaching"),
        ("api-latency", "TargetResponseTime", 0.5, "notBreaching"),
    ],
)
def test_alarms(applied: Recording, name: str, metric: str, threshold: float, missing: str) -> None:
    (alarm,) = (one for one in applied.of(ALARM) if one.inputs["name"] == f"drb-production-{name}")
    assert alarm.inputs["threshold"] == threshold
    assert alarm.inputs["treatMissingData"] == missing
    assert alarm.inputs["metricName"] == metric
    assert alarm.inputs["alarmActions"] == [applied.named("alerts-topic").outputs["arn"]]


def test_an_hour_below_its_promised_availability_is_an_alarm(applied: Recording) -> None:
    (alarm,) = (one for one in applied.of(ALARM) if one.inputs["name"] == "drb-production-api-availability")
    assert (alarm.inputs["threshold"], alarm.inputs["comparisonOperator"]) == (99.5, "LessThanThreshold")
    total, *counted = alarm.inputs["metricQueries"]
    assert total["expression"] == (
        "IF(SUM([FILL(api_availability_of_0, 0)]) > 0, "
        "100 * (1 - SUM([FILL(api_availability_0, 0)]) / SUM([FILL(api_availability_of_0, 0)])), 100)"
    )
    assert {one["id"]: (one["metric"]["metricName"], one["metric"]["period"]) for one in counted} == {
        "api_availability_0": ("HTTPCode_Target_5XX_Count", 3600),
        "api_availability_of_0": ("RequestCount", 3600),
    }


def test_it_watches_its_own_bill(either: Recording) -> None:
    assert only(either, "aws:budgets/budget:Budget").inputs["limitAmount"] == "120"


def test_logs_last_a_week(either: Recording) -> None:
    groups = {one.inputs["name"]: one.inputs["retentionInDays"] for one in either.of("aws:cloudwatch/logGroup:LogGroup")}
    assert {f"/ecs/default-rate/production/{name}" for name in ("api", "worker", "beat", "migrate")} <= set(groups)
    assert set(groups.values()) == {7}


def test_what_costs_and_is_not_asked_for_is_absent(either: Recording) -> None:
    settings = only(either, "aws:ecs/cluster:Cluster").inputs["settings"]
    assert settings == [{"name": "containerInsights", "value": "disabled"}]
    assert {one.name for one in either.of("aws:kms/key:Key")} == {"data-key", "backup-key"}
    for absent in ("aws:ec2/vpcEndpoint:VpcEndpoint", "aws:msk/cluster:Cluster"):
        assert [one for one in either.of(absent) if one.inputs.get("vpcEndpointType") != "Gateway"] == []
