"""The pre-delinquency engine as its stack files declare it: sizes, permissions, paths and the order of things."""

import json
from typing import Any

import pulumi
import pytest

from components.service import same_definition
from offline.engine import Mode, Recording, Resource, plain
from offline.invokes import digest_of
from offline.values import is_unknown
from systems.pre_delinquency_engine import TIERS
from tests import reading
from tests.stacks import recorded, stacks_of, values_of

NAT = "aws:ec2/natGateway:NatGateway"
RDS = "aws:rds/instance:Instance"
SERVICE = "aws:ecs/service:Service"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ACCOUNT = "111122223333"
DIGEST = f"sha256:{'ab' * 32}"
STACKS = stacks_of("pre-delinquency-engine")
STEADY = {service: digest_of(service) for service in TIERS.services}


@pytest.fixture(scope="module")
def production() -> Recording:
    return recorded("production")


@pytest.fixture(scope="module")
def dev() -> Recording:
    return recorded("dev")


# --- what the stack files switch


def test_production_has_a_nat_gateway_in_each_zone_and_dev_one(production: Recording, dev: Recording) -> None:
    assert len(production.of(NAT)) == 3
    assert len(dev.of(NAT)) == 1


def test_production_database(production: Recording) -> None:
    (database,) = production.of(RDS)
    expected = {
        "identifier": "pde-production-database",
        "engine": "postgres",
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
    ("service", "size", "bounds", "goals"),
    [
        ("api", ("2048", "4096"), (2, 10), {"cpu": 70, "memory": 80}),
        ("dashboard", ("1024", "2048"), (1, 5), {"cpu": 70, "memory": 80}),
        ("feature-processor", ("2048", "4096"), (2, 3), {"cpu": 70, "lag": 1000}),
    ],
)
def test_production_sizes_and_scaling(
    production: Recording, service: str, size: tuple[str, str], bounds: tuple[int, int], goals: dict[str, int]
) -> None:
    definition = production.named(f"{service}-definition")
    assert (definition.inputs["cpu"], definition.inputs["memory"]) == size
    target = production.named(f"{service}-scaling", "aws:appautoscaling/target:Target")
    assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == bounds
    assert {
        policy.name.removeprefix(f"{service}-scaling-"): policy.inputs["targetTrackingScalingPolicyConfiguration"]["targetValue"]
        for policy in production.of("aws:appautoscaling/policy:Policy")
        if policy.name.startswith(f"{service}-scaling-")
    } == goals


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


def test_the_simulator_runs_in_dev_alone(production: Recording, dev: Recording) -> None:
    assert production.named("transaction-simulator-service").inputs["desiredCount"] == 0
    assert dev.named("transaction-simulator-service").inputs["desiredCount"] == 1


def test_dev_sleeps_at_night(dev: Recording, production: Recording) -> None:
    actions = {action.name: action.inputs for action in dev.of("aws:appautoscaling/scheduledAction:ScheduledAction")}
    assert len(actions) == 10
    assert actions["api-sleep"]["scalableTargetAction"] == {"minCapacity": 0, "maxCapacity": 0}
    assert actions["api-wake"]["scalableTargetAction"] == {"minCapacity": 1, "maxCapacity": 2}
    assert actions["api-sleep"]["schedule"] == "cron(0 20 ? * MON-FRI *)"
    assert production.of("aws:appautoscaling/scheduledAction:ScheduledAction") == []


def test_production_stream(production: Recording) -> None:
    cluster = production.named("stream-cluster")
    assert cluster.inputs["kafkaVersion"] == "3.9.x.kraft"
    assert cluster.inputs["numberOfBrokerNodes"] == 3
    group = cluster.inputs["brokerNodeGroupInfo"]
    assert group["instanceType"] == "kafka.t3.small"
    assert group["storageInfo"] == {"ebsStorageInfo": {"volumeSize": 100}}
    assert group["clientSubnets"] == [
        production.named(f"network-vpc-data-{zone}", "aws:ec2/subnet:Subnet").id for zone in (1, 2, 3)
    ]
    assert cluster.inputs["clientAuthentication"] == {"sasl": {"iam": True}, "unauthenticated": False}
    assert cluster.inputs["encryptionInfo"]["encryptionInTransit"] == {"clientBroker": "TLS", "inCluster": True}
    assert cluster.ignore_changes == ("brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize",)
    assert cluster.protect


def test_topics_are_declared_and_survive_a_broker(production: Recording, dev: Recording) -> None:
    for recording, replicas in ((production, 3), (dev, 2)):
        topics = {topic.inputs["name"]: topic.inputs for topic in recording.of("aws:msk/topic:Topic")}
        assert {name: topic["partitionCount"] for name, topic in topics.items()} == {
            "transactions-stream": 3,
            "predictions-stream": 3,
            "interventions-stream": 2,
            "customer-updates": 2,
            "dashboard-updates": 1,
        }
        assert {topic["replicationFactor"] for topic in topics.values()} == {replicas}
        properties = recording.named("stream-configuration").inputs["serverProperties"].splitlines()
        assert f"default.replication.factor={replicas}" in properties
        assert f"min.insync.replicas={replicas - 1}" in properties
        assert {"auto.create.topics.enable=false", "unclean.leader.election.enable=false"} <= set(properties)
        assert not [line for line in properties if line.startswith("zookeeper")]


def test_dev_stream_is_two_brokers_in_two_zones(dev: Recording) -> None:
    cluster = dev.named("stream-cluster").inputs
    assert cluster["numberOfBrokerNodes"] == 2
    assert len(cluster["brokerNodeGroupInfo"]["clientSubnets"]) == 2


def test_replacing_the_stream_takes_written_consent() -> None:
    """Pulumi refuses to replace a protected resource; changed zones would lose every message."""
    consent = recorded("production", Mode.APPLIED, ("platform:stream.replacement_consent", "head of risk, 2026-11-20"))
    assert recorded("production").named("stream-cluster").protect
    assert not consent.named("stream-cluster").protect


def test_production_cache(production: Recording) -> None:
    group = production.named("cache-replicas").inputs
    expected = {
        "replicationGroupId": "pde-production-cache",
        "engine": "redis",
        "engineVersion": "7.1",
        "nodeType": "cache.t4g.micro",
        "numCacheClusters": 2,
        "port": 6379,
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "atRestEncryptionEnabled": True,
        "transitEncryptionEnabled": True,
        "snapshotRetentionLimit": 5,
        "snapshotWindow": "03:00-05:00",
        "maintenanceWindow": "mon:05:00-mon:07:00",
    }
    assert {key: group[key] for key in expected} == expected
    (log,) = group["logDeliveryConfigurations"]
    assert log == {
        "logType": "slow-log",
        "logFormat": "json",
        "destinationType": "cloudwatch-logs",
        "destination": "/aws/elasticache/pde-production-cache",
    }


def test_dev_cache_is_one_node(dev: Recording) -> None:
    group = dev.named("cache-replicas").inputs
    assert (group["numCacheClusters"], group["automaticFailoverEnabled"], group["multiAzEnabled"]) == (1, False, False)


def test_the_redis_url_asks_for_tls_and_carries_the_token(production: Recording) -> None:
    secret = json.loads(plain(production.named("cache-secret-version").inputs["secretString"]))
    token = plain(production.named("cache-token").outputs["result"])
    host = production.named("cache-replicas").outputs["primaryEndpointAddress"]
    assert secret == {"password": token, "host": host, "port": 6379, "url": f"rediss://:{token}@{host}:6379/0"}


def test_data_grows_cold(production: Recording) -> None:
    (rule,) = production.named("data-lifecycle").inputs["rules"]
    assert rule["transitions"] == [{"storageClass": "STANDARD_IA", "days": 30}, {"storageClass": "GLACIER", "days": 90}]
    (rule,) = production.named("models-lifecycle").inputs["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert "transitions" not in rule


def test_the_dashboard_answers_below_its_own_path_and_keeps_a_browser_on_one_task(production: Recording) -> None:
    rule = production.named("dashboard-rule").inputs
    assert rule["priority"] == 100
    assert rule["conditions"] == [{"pathPattern": {"values": ["/dashboard", "/dashboard/*"]}}]
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
        "api-repository",
        "dashboard-repository",
        "workers-repository",
        "collector-repository",
        "alb-load-balancer",
        "models-replica-bucket",
        "data-replica-bucket",
        "backup-vault",
        "backup-recovery-vault",
    }
    keys = {resource.name for resource in production.of("aws:kms/key:Key")}
    assert {resource.name for resource in production.resources if resource.protect} == stateful | keys
    assert not [resource.name for resource in dev.resources if resource.protect]
    assert dev.named("models-bucket").inputs["forceDestroy"] is True
    assert dev.named("api-repository").inputs["forceDelete"] is True
    assert dev.named("database-secret").inputs["recoveryWindowInDays"] == 0
    assert production.named("database-secret").inputs["recoveryWindowInDays"] == 30


@pytest.mark.parametrize("stack", STACKS)
def test_default_tags_agree_with_the_settings_that_choose_the_system(stack: str) -> None:
    values = values_of(stack)
    tags = values["aws:defaultTags"]["tags"]
    assert (tags["System"], tags["Environment"]) == (values["platform:system"], values["platform:environment"])


def test_stacks_do_not_share_addresses_or_names() -> None:
    blocks = {recorded(stack).named("network-vpc", "aws:ec2/vpc:Vpc").inputs["cidrBlock"] for stack in STACKS}
    buckets = {recorded(stack).named("models-bucket").inputs["bucket"] for stack in STACKS}
    assert len(blocks) == len(buckets) == len(STACKS)


# --- least privilege


def allowed(recording: Recording, role: str) -> dict[str, tuple[set[str], set[str]]]:
    """Return the sid, actions and resources of every statement of a role; nothing may be denied or inverted."""
    found = {}
    for statement in reading.permissions(recording, role):
        assert set(statement) <= {"Sid", "Effect", "Action", "Resource", "Condition"}
        assert statement["Effect"] == "Allow"
        found[statement["Sid"]] = (set(statement["Action"]), set(statement["Resource"]))
    return found


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


def kafka(recording: Recording, kind: str, *names: str) -> set[str]:
    arn = recording.named("stream-cluster").outputs["arn"]
    return {f"{arn.replace(':cluster/', f':{kind}/')}/{name}" for name in names}


def key_of(recording: Recording, name: str) -> str:
    return str(recording.named(f"{name}-key", "aws:kms/key:Key").outputs["arn"])


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


def test_starting_the_api_takes_exactly_this(production: Recording) -> None:
    secrets = {
        production.named(f"{tier}-secret", "aws:secretsmanager/secret:Secret").outputs["arn"] for tier in ("database", "cache")
    }
    group = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/ecs/pre-delinquency-engine/production/api:*"
    repositories = {f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/pde-production/{name}" for name in ("api", "collector")}
    assert allowed(production, "pde-production-api-execution") == {
        "LogInToRegistry": ({"ecr:GetAuthorizationToken"}, {"*"}),
        "PullImage": ({"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}, repositories),
        "WriteLogs": ({"logs:CreateLogStream", "logs:PutLogEvents"}, {group}),
        "ReadSecrets": ({"secretsmanager:GetSecretValue"}, secrets),
        "DecryptSecrets1": ({"kms:Decrypt"}, {key_of(production, "database")}),
        "DecryptSecrets2": ({"kms:Decrypt"}, {key_of(production, "cache")}),
    }


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


@pytest.mark.parametrize(
    ("group", "sources"),
    [
        (
            "database-group",
            {(f"{name}-group", 5432) for name in ("api", "dashboard", "feature-processor", "intervention-worker", "migrate")},
        ),
        ("cache-group", {("api-group", 6379)}),
        (
            "stream-group",
            {(f"{name}-group", 9098) for name in ("api", "feature-processor", "intervention-worker", "transaction-simulator")},
        ),
        ("api-group", {("alb-group", 8000), ("dashboard-group", 8000), ("feature-processor-group", 8000)}),
        ("dashboard-group", {("alb-group", 8501)}),
        ("feature-processor-group", set()),
        ("intervention-worker-group", set()),
        ("transaction-simulator-group", set()),
        ("migrate-group", set()),
        ("alb-group", {("0.0.0.0/0", 443), ("0.0.0.0/0", 80)}),
    ],
)
def test_who_may_enter(production: Recording, group: str, sources: set[tuple[str, int]]) -> None:
    assert reading.sources_of(production, group) == sources


@pytest.mark.parametrize(
    ("group", "destinations"),
    [
        ("api-group", {("0.0.0.0/0", 443), ("database-group", 5432), ("cache-group", 6379), ("stream-group", 9098)}),
        ("dashboard-group", {("0.0.0.0/0", 443), ("database-group", 5432), ("api-group", 8000)}),
        ("transaction-simulator-group", {("0.0.0.0/0", 443), ("stream-group", 9098)}),
        ("alb-group", {("api-group", 8000), ("dashboard-group", 8501)}),
        ("database-group", set()),
        ("cache-group", set()),
        ("stream-group", set()),
    ],
)
def test_where_it_may_go(production: Recording, group: str, destinations: set[tuple[str, int]]) -> None:
    assert reading.destinations_of(production, group) == destinations


def test_no_security_group_carries_rules_of_its_own(production: Recording) -> None:
    """Inline rules and separate ones fight: each `up` would remove the other's."""
    for group in production.of("aws:ec2/securityGroup:SecurityGroup"):
        assert "ingress" not in group.inputs
        assert "egress" not in group.inputs


def test_the_firewall_blocks_what_aws_knows_and_who_asks_too_often(production: Recording) -> None:
    acl = production.named("firewall-acl").inputs
    groups = [
        rule["statement"]["managedRuleGroupStatement"]["name"]
        for rule in acl["rules"]
        if "managedRuleGroupStatement" in rule["statement"]
    ]
    assert {"AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"} <= set(groups)
    (limit,) = (rule for rule in acl["rules"] if "rateBasedStatement" in rule["statement"])
    assert limit["action"] == {"block": {}}
    assert limit["statement"]["rateBasedStatement"]["limit"] == 2000
    association = production.named("firewall-association").inputs
    assert association["resourceArn"] == production.named("alb-load-balancer").outputs["arn"]
    logging = production.named("firewall-logging").inputs
    assert logging["logDestinationConfigs"] == [production.named("firewall-logs").outputs["arn"]]
    assert {field["singleHeader"]["name"] for field in logging["redactedFields"]} == {"authorization", "cookie"}


def test_nothing_may_change_evidence(production: Recording) -> None:
    """Flow logs, firewall logs and load-balancer logs: a workload that is taken over must not be able to cover its tracks."""
    evidence = ("flow-logs", "aws-waf-logs", "alb-logs")
    for role in production.of(reading.ROLE):
        if role.name == "network-flow-logs-role":
            continue
        resources = [arn for statement in reading.permissions(production, role.inputs["name"]) for arn in statement["Resource"]]
        assert not [arn for arn in resources if any(name in arn for name in evidence)]


def test_the_default_security_group_is_emptied(production: Recording) -> None:
    (group,) = production.of("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert set(group.inputs) == {"vpcId"}


@pytest.mark.parametrize("stack", STACKS)
def test_every_role_is_used_by_one_workload_in_one_part(stack: str) -> None:
    roles = []
    for definition in recorded(stack).of(reading.TASK_DEFINITION):
        roles += [definition.inputs["taskRoleArn"], definition.inputs["executionRoleArn"]]
    assert len(roles) == len(set(roles)) == 12


# --- what the containers get


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
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4317",
        "S3_MODELS_BUCKET": f"pde-production-models-{ACCOUNT}",
    }


def test_consumers_know_their_group_and_callers_the_api(production: Recording) -> None:
    assert reading.environment(production, "feature-processor")["KAFKA_CONSUMER_GROUP"] == "feature-processor"
    assert reading.environment(production, "intervention-worker")["KAFKA_CONSUMER_GROUP"] == "intervention-worker"
    for caller in ("dashboard", "feature-processor"):
        assert reading.environment(production, caller)["API_URL"] == "http://api:8000"
        assert production.named(f"{caller}-service").inputs["serviceConnectConfiguration"]["enabled"] is True
    (server,) = production.named("api-service").inputs["serviceConnectConfiguration"]["services"]
    assert server == {"portName": "api", "discoveryName": "api", "clientAlias": [{"port": 8000, "dnsName": "api"}]}
    assert "serviceConnectConfiguration" not in production.named("intervention-worker-service").inputs


@pytest.mark.parametrize(
    ("service", "module"), [("feature-processor", "feature_processor"), ("intervention-worker", "intervention_worker")]
)
def test_workers_run_their_module_from_one_repository(production: Recording, service: str, module: str) -> None:
    container = reading.container(production, service)
    assert container["command"] == ["python", "-m", f"src.streaming.{module}"]
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


# --- deployments


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("mode", list(Mode))
def test_day_one_ends_green_with_nothing_running(stack: str, mode: Mode) -> None:
    """Without an image a service that wants tasks never becomes stable and the first `up` fails after twenty minutes."""
    day_one = recorded(stack, mode, day_one=True)
    assert {service.inputs["desiredCount"] for service in day_one.of(SERVICE)} == {0}
    for target in day_one.of("aws:appautoscaling/target:Target"):
        if target.inputs["serviceNamespace"] == "ecs":
            assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == (0, 0)
    alarms = {alarm.name for alarm in day_one.of(ALARM)}
    assert not [name for name in alarms if name.endswith(("-running-alarm", "-healthy-alarm"))]
    assert alarms <= {alarm.name for alarm in recorded(stack, mode).of(ALARM)}


def inputs_by_name(recording: Recording) -> dict[tuple[str, str], Any]:
    return {(resource.type, resource.name): resource.inputs for resource in recording.resources}


def test_recording_one_digest_moves_exactly_that_service() -> None:
    """The migration follows because it is the same image; nothing else may change with a deployment."""
    before = inputs_by_name(recorded("production"))
    deployed = recorded("production", images={**STEADY, "api": DIGEST})
    after = inputs_by_name(deployed)
    assert before.keys() == after.keys()
    assert {name for (kind, name) in after if before[kind, name] != after[kind, name]} == {
        "api-definition",
        "api-image-copy",
        "migrate-definition",
    }
    assert reading.container(deployed, "api")["image"].endswith(f"/pde-production/api@{DIGEST}")


def test_the_first_digest_starts_the_service() -> None:
    before = inputs_by_name(recorded("production", day_one=True))
    after = inputs_by_name(recorded("production", images={"api": DIGEST}))
    assert {name for (_, name) in after.keys() - before.keys()} == {"api-running-alarm", "api-healthy-alarm"}
    changed = {name for (kind, name) in before if before[kind, name] != after[kind, name]}
    assert changed == {"api-definition", "api-image-copy", "migrate-definition", "api-service", "api-scaling", "watch-dashboard"}


def test_the_stack_file_overrides_what_pipelines_recorded() -> None:
    override = recorded("production", Mode.APPLIED, ("platform:images", {"api": DIGEST}), images={"api": f"sha256:{'01' * 32}"})
    assert reading.container(override, "api")["image"].endswith(f"@{DIGEST}")


def test_a_recorded_value_that_is_no_digest_is_refused_before_anything_is_declared() -> None:
    with pytest.raises(pulumi.RunError, match="images/api holds 'latest', which is no image digest") as caught:
        recorded("production", images={"api": "latest"})
    assert "put-parameter" in str(caught.value)


def test_a_rolled_back_deployment_fails_the_up_and_names_the_log_group() -> None:
    assert same_definition("pde-x-api", "/ecs/x/api", running="api:2", declared="api:2") == "api:2"
    with pytest.raises(pulumi.RunError, match=r"went back to api:1.*/ecs/x/api"):
        same_definition("pde-x-api", "/ecs/x/api", running="api:1", declared="api:2")


def test_a_deployment_waits_and_rolls_back(production: Recording) -> None:
    service = production.named("api-service").inputs
    assert service["waitForSteadyState"] is True
    assert service["forceNewDeployment"] is True
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert (service["deploymentMinimumHealthyPercent"], service["deploymentMaximumPercent"]) == (100, 200)
    assert service["networkConfiguration"]["assignPublicIp"] is False
    assert "launchType" not in service


def test_the_recorded_image_survives_an_up(production: Recording) -> None:
    parameter = production.named("api-image")
    assert parameter.inputs["name"] == "/pre-delinquency-engine/production/images/api"
    assert parameter.ignore_changes == ("insecureValue",)


# --- order


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("api-service", "api-rule"),
        ("api-service", "alb-https"),
        ("api-service", "database-secret-version"),
        ("api-service", "api-execution-permissions-created"),
        ("api-service", "api-task-permissions"),
        ("api-service", "api-to-database"),
        ("api-service", "database-from-api"),
        ("api-service", "api-from-alb"),
        ("api-service", "cluster-capacity"),
        ("api-definition", "api-logs"),
        ("alb-load-balancer", "alb-logs-policy"),
        ("alb-load-balancer", "alb-logs-encryption"),
        ("alb-https", "alb-certificate-issued"),
        ("database-instance", "database-postgresql-logs"),
        ("database-instance", "database-upgrade-logs"),
        ("cluster-cluster", "cluster-insights"),
        ("network-flow-log", "network-flow-logs-permissions"),
        ("models-policy", "models-public-access"),
        ("models-lifecycle", "models-versioning"),
        ("migrate-machine", "migrate-runner-permissions"),
        ("migrate-machine", "database-from-migrate"),
        ("api-cpu-alarm", "alerts-policy"),
        ("api-service", "api-errors-alarm"),
        ("api-service", "stream-predictions-stream"),
        ("feature-processor-service", "stream-transactions-stream"),
        ("feature-processor-service", "api-from-feature-processor"),
        ("stream-transactions-stream", "stream-cluster"),
        ("stream-cluster", "stream-logs"),
        ("cache-replicas", "cache-slow-logs"),
        ("intervention-worker-definition", "interventions-audit"),
    ],
)
@pytest.mark.parametrize("mode", list(Mode))
def test_what_must_exist_first_does(later: str, earlier: str, mode: Mode) -> None:
    assert reading.waits_for(recorded("production", mode), later, earlier)


@pytest.mark.parametrize("mode", list(Mode))
def test_the_service_waits_for_nat_routes(mode: Mode) -> None:
    """A task that starts before its route out cannot pull its image."""
    recording = recorded("production", mode)
    (vpc,) = recording.of("awsx:ec2:Vpc")
    assert vpc.urn in recording.named("api-service").dependencies


def test_the_migration_does_not_depend_on_services(production: Recording) -> None:
    assert not reading.waits_for(production, "migrate-definition", "api-service")


# --- recovery


def test_copies_live_in_the_recovery_region_under_keys_of_their_own(production: Recording) -> None:
    elsewhere = {resource.name for resource in production.resources if resource.inputs.get("region") == "us-west-2"}
    assert {"database-recovery-key", "database-backups-copy", "backup-recovery-vault"} <= elsewhere
    assert {
        f"{name}-replica-{part}" for name in ("models", "data") for part in ("bucket", "key", "versioning", "policy")
    } <= elsewhere
    assert {f"{service}-image-copy" for service in TIERS.services} <= elsewhere
    copy = production.named("database-backups-copy").inputs
    assert copy["sourceDbInstanceArn"] == production.named("database-instance").outputs["arn"]
    assert copy["kmsKeyId"] == key_of(production, "database-recovery")
    (replica,) = production.named("database-secret", "aws:secretsmanager/secret:Secret").inputs["replicas"]
    assert replica == {"region": "us-west-2", "kmsKeyId": key_of(production, "database-recovery")}


@pytest.mark.parametrize("name", ["models", "data"])
def test_buckets_are_copied_encrypted_once_both_sides_keep_versions(production: Recording, name: str) -> None:
    (rule,) = production.named(f"{name}-replication-rules").inputs["rules"]
    assert rule["destination"]["bucket"] == f"arn:aws:s3:::pde-production-{name}-replica-{ACCOUNT}"
    assert rule["destination"]["encryptionConfiguration"] == {"replicaKmsKeyId": key_of(production, f"{name}-replica")}
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    for earlier in (f"{name}-versioning", f"{name}-replica-versioning", f"{name}-replication-permissions"):
        assert reading.waits_for(production, f"{name}-replication-rules", earlier)


def test_backups_are_taken_daily_and_copied(production: Recording) -> None:
    (rule,) = production.named("backup-plan").inputs["rules"]
    assert rule["lifecycle"] == {"deleteAfter": 35}
    (copy,) = rule["copyActions"]
    assert copy["destinationVaultArn"] == production.named("backup-recovery-vault").outputs["arn"]
    assert production.named("backup-selection").inputs["resources"] == [production.named("database-instance").outputs["arn"]]


def test_other_environments_keep_no_copies(dev: Recording) -> None:
    assert not [resource.name for resource in dev.resources if resource.inputs.get("region")]
    assert "recovery" not in dev.outputs
    assert not [resource.name for resource in dev.resources if resource.type.startswith("aws:backup/")]


def test_the_recovery_stack_restores_once_and_asks_no_second_time() -> None:
    """A second `up` that saw the restore arguments again would replace the database that people work with."""
    database = recorded("dr").named("database-instance")
    restore = values_of("dr")["platform:database"]["restore"]
    assert database.inputs["restoreToPointInTime"] == {
        "sourceDbInstanceAutomatedBackupsArn": restore["backups_arn"],
        "useLatestRestorableTime": True,
    }
    assert database.inputs["kmsKeyId"] == restore["kms_key_arn"]
    assert not {"username", "dbName"} & set(database.inputs)
    assert set(database.ignore_changes) == {"restoreToPointInTime", "kmsKeyId", "dbName", "username"}
    assert "restoreToPointInTime" not in recorded("production").named("database-instance").inputs


def test_an_image_of_another_repository_of_the_account_can_be_pulled() -> None:
    """The recovery stack runs production's replicated images until its own pipeline has run."""
    image = f"{ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/pde-production/api@{DIGEST}"
    recovered = recorded("dr", Mode.APPLIED, ("platform:images", {"api": image}))
    assert reading.container(recovered, "api")["image"] == image
    (pull,) = (one for one in reading.permissions(recovered, "pde-dr-api-execution") if one["Sid"] == "PullImage")
    assert f"arn:aws:ecr:us-west-2:{ACCOUNT}:repository/pde-production/api" in pull["Resource"]


# --- logs, certificates, alarms


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
        *(f"/ecs/pre-delinquency-engine/{stack}/{name}" for name in (*TIERS.services, *TIERS.jobs)),
    }
    assert all(group.inputs["kmsKeyId"] == key and group.inputs["retentionInDays"] >= 7 for group in groups)


def test_flow_logs_are_kept_90_days_in_production(production: Recording) -> None:
    assert production.named("network-flow-logs", "aws:cloudwatch/logGroup:LogGroup").inputs["retentionInDays"] == 90


def test_alarms_have_actions_dimensions_and_an_answer_to_silence(production: Recording) -> None:
    topic = production.named("alerts-topic").outputs["arn"]
    alarms = {alarm.name: alarm.inputs for alarm in production.of(ALARM)}
    workloads = ("api", "dashboard", "feature-processor", "intervention-worker", "transaction-simulator")
    requests = ("errors", "latency", "healthy")
    assert set(alarms) == {
        *(f"{name}-{what}-alarm" for name in workloads for what in ("cpu", "memory", "logged-errors")),
        *(f"{name}-running-alarm" for name in workloads if name != "transaction-simulator"),
        *(f"{name}-{what}-alarm" for name in ("api", "dashboard") for what in requests),
        *(f"database-{what}-alarm" for what in ("cpu", "storage", "connections")),
        *(f"cache-{what}-00{node}-alarm" for what in ("memory", "evictions") for node in (1, 2)),
        *(f"stream-disk-{broker}-alarm" for broker in (1, 2, 3)),
        "stream-offline-partitions-alarm",
        "stream-lag-feature-processor-transactions-stream-alarm",
        "stream-lag-feature-processor-customer-updates-alarm",
        "stream-lag-intervention-worker-predictions-stream-alarm",
    }
    for alarm in alarms.values():
        assert alarm["alarmActions"] == [topic]
        assert alarm["dimensions"] or alarm["namespace"] == "pre-delinquency-engine"
    assert alarms["api-running-alarm"]["treatMissingData"] == "breaching"
    assert alarms["api-errors-alarm"]["treatMissingData"] == "notBreaching"
    assert alarms["database-cpu-alarm"]["dimensions"] == {"DBInstanceIdentifier": "pde-production-database"}
    assert alarms["api-cpu-alarm"]["threshold"] == 80
    assert alarms["api-memory-alarm"]["threshold"] == 85


def test_the_dashboard_draws_every_signal_with_its_dimensions(production: Recording) -> None:
    """A metric without its dimensions draws an empty chart."""
    body = json.loads(production.named("watch-dashboard").inputs["dashboardBody"])
    charts = {widget["properties"]["title"]: widget["properties"]["metrics"] for widget in body["widgets"]}
    assert {"api CPU and memory (%)", "api response time", "database connections", "stream traffic", "cache memory (%)"} <= set(
        charts
    )
    drawn = {(metric[0], metric[1]) for metrics in charts.values() for metric in metrics}
    for alarm in production.of(ALARM):
        assert (alarm.inputs["namespace"], alarm.inputs["metricName"]) in drawn
    assert charts["api response time"][0][2:6:2] == ["LoadBalancer", "TargetGroup"]


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
        "s3_models_bucket": f"pde-production-models-{ACCOUNT}",
        "s3_data_bucket": f"pde-production-data-{ACCOUNT}",
        "migrate_state_machine": f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:pde-production-migrate",
        "cloudwatch_dashboard_url": "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards:name=pde-production",
        "recovery": {
            "region": "us-west-2",
            "database": {
                "backups_arn": production.named("database-backups-copy").id,
                "kms_key_arn": key_of(production, "database-recovery"),
            },
            "buckets": {name: f"pde-production-{name}-replica-{ACCOUNT}" for name in ("models", "data")},
        },
    }


# --- what a preview can read


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
    copied = {name for name in ("models", "data") if values_of(stack).get("platform:recovery")}
    assert unreadable == {
        *(f"{name}-task-permissions-created" for name in tasks),
        *(f"{name}-execution-permissions-created" for name in starts),
        *(f"{name}-replication-permissions-created" for name in copied),
    }


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("mode", list(Mode))
def test_children_belong_to_components_and_physical_names_to_the_environment(stack: str, mode: Mode) -> None:
    recording = recorded(stack, mode)
    root = next(resource for resource in recording.resources if resource.type == "pulumi:pulumi:Stack")
    stray = [resource.name for resource in recording.resources if resource.custom and resource.parent == root.urn]
    assert stray == []
    for resource in recording.resources:
        name = _physical_name(resource)
        if name is not None:
            assert f"pde-{stack}" in name or f"pre-delinquency-engine/{stack}/" in name, (resource.name, name)


def _physical_name(resource: Resource) -> Any:
    if resource.type in (reading.ROLE_POLICY, "aws:route53/record:Record", "aws:msk/topic:Topic"):
        return None  # named within their role, zone or cluster
    for key in ("identifier", "bucket", "family"):
        if key in resource.inputs and resource.type.endswith((":Instance", ":Bucket", ":TaskDefinition")):
            return resource.inputs[key]
    name = resource.inputs.get("name")
    return None if name is None or is_unknown(name) else name
