"""The pre-delinquency engine as its stack files declare it: sizes, permissions, paths and the order of things."""

import json
from typing import Any

import pulumi
import pytest

from components.service import same_definition
from offline.engine import Mode, Recording, Resource, plain
from offline.values import is_unknown
from tests import reading
from tests.stacks import STACKS, recorded, values_of

NAT = "aws:ec2/natGateway:NatGateway"
RDS = "aws:rds/instance:Instance"
SERVICE = "aws:ecs/service:Service"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ACCOUNT = "111122223333"
DIGEST = f"sha256:{'ab' * 32}"


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


def test_production_api_size_and_scaling(production: Recording) -> None:
    definition = production.named("api-definition")
    assert (definition.inputs["cpu"], definition.inputs["memory"]) == ("2048", "4096")
    target = production.named("api-scaling")
    assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == (2, 10)
    goals = {
        policy.inputs["targetTrackingScalingPolicyConfiguration"]["predefinedMetricSpecification"][
            "predefinedMetricType"
        ]: policy.inputs["targetTrackingScalingPolicyConfiguration"]["targetValue"]
        for policy in production.of("aws:appautoscaling/policy:Policy")
    }
    assert goals == {"ECSServiceAverageCPUUtilization": 70, "ECSServiceAverageMemoryUtilization": 80}


def test_autoscaling_owns_the_count(production: Recording) -> None:
    """A second `up` must not set an autoscaled service back to its minimum in the middle of the day."""
    assert production.named("api-service").ignore_changes == ("desiredCount",)


def test_protection_follows_the_setting(production: Recording, dev: Recording) -> None:
    """Everything that holds data survives a mistaken `pulumi destroy` in production; dev leaves nothing behind."""
    stateful = {"database-instance", "database-secret", "models-bucket", "alb-logs-bucket", "api-repository", "alb-load-balancer"}
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


def test_the_api_may_do_exactly_this(production: Recording) -> None:
    """The full set: anything more is a permission nobody asked for, anything less an outage."""
    bucket = f"arn:aws:s3:::pde-production-models-{ACCOUNT}"
    key = production.named("models-key", "aws:kms/key:Key").outputs["arn"]
    assert reading.permissions(production, "pde-production-api-task") == [
        {"Sid": "ReadModels", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [f"{bucket}/models/*"]},
        {
            "Sid": "ListModels",
            "Effect": "Allow",
            "Action": ["s3:ListBucket"],
            "Resource": [bucket],
            "Condition": {"StringLike": {"s3:prefix": ["models/", "models/*"]}},
        },
        {
            "Sid": "DecryptModels",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": [key],
            "Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
        },
    ]


def test_starting_the_api_takes_exactly_this(production: Recording) -> None:
    secret = production.named("database-secret").outputs["arn"]
    key = production.named("database-key", "aws:kms/key:Key").outputs["arn"]
    group = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/ecs/pre-delinquency-engine/production/api:*"
    granted = {
        statement["Sid"]: (statement["Action"], statement["Resource"])
        for statement in reading.permissions(production, "pde-production-api-execution")
    }
    assert granted == {
        "LogInToRegistry": (["ecr:GetAuthorizationToken"], ["*"]),
        "PullImage": (
            ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            [f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/pde-production/api"],
        ),
        "WriteLogs": (["logs:CreateLogStream", "logs:PutLogEvents"], [group]),
        "ReadSecrets": (["secretsmanager:GetSecretValue"], [secret]),
        "DecryptSecrets1": (["kms:Decrypt"], [key]),
    }


def test_the_migration_has_no_permission_of_its_own(production: Recording) -> None:
    assert reading.permissions(production, "pde-production-migrate-task") == []


def test_the_migration_runner_may_run_one_task_with_its_two_roles(production: Recording) -> None:
    statements = {statement["Sid"]: statement for statement in reading.permissions(production, "pde-production-migrate-runner")}
    assert statements["RunTask"]["Resource"] == [f"arn:aws:ecs:us-east-1:{ACCOUNT}:task-definition/pde-production-migrate:*"]
    assert statements["PassTaskRoles"]["Resource"] == [
        f"arn:aws:iam::{ACCOUNT}:role/pde-production-migrate-task",
        f"arn:aws:iam::{ACCOUNT}:role/pde-production-migrate-execution",
    ]
    assert statements["PassTaskRoles"]["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}


def test_only_the_workloads_that_use_the_database_reach_it(production: Recording) -> None:
    assert reading.sources_of(production, "database-group") == {("api-group", 5432), ("migrate-group", 5432)}
    assert reading.destinations_of(production, "database-group") == set()


def test_the_api_is_reached_through_the_load_balancer_alone(production: Recording) -> None:
    assert reading.sources_of(production, "api-group") == {("alb-group", 8000)}
    assert reading.destinations_of(production, "api-group") == {("0.0.0.0/0", 443), ("database-group", 5432)}
    assert reading.sources_of(production, "alb-group") == {("0.0.0.0/0", 443), ("0.0.0.0/0", 80)}
    assert reading.destinations_of(production, "alb-group") == {("api-group", 8000)}


def test_no_security_group_carries_rules_of_its_own(production: Recording) -> None:
    """Inline rules and separate ones fight: each `up` would remove the other's."""
    for group in production.of("aws:ec2/securityGroup:SecurityGroup"):
        assert "ingress" not in group.inputs
        assert "egress" not in group.inputs


def test_the_default_security_group_is_emptied(production: Recording) -> None:
    (group,) = production.of("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert set(group.inputs) == {"vpcId"}


@pytest.mark.parametrize("stack", STACKS)
def test_every_role_is_used_by_one_workload_in_one_part(stack: str) -> None:
    roles = []
    for definition in recorded(stack).of(reading.TASK_DEFINITION):
        roles += [definition.inputs["taskRoleArn"], definition.inputs["executionRoleArn"]]
    assert len(roles) == len(set(roles)) == 4


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
        "S3_MODELS_BUCKET": f"pde-production-models-{ACCOUNT}",
    }


def test_the_database_url_is_pinned_to_a_version_of_its_secret(production: Recording) -> None:
    """Unpinned, a rotation would leave running tasks with the old password until somebody restarts them."""
    arn = production.named("database-secret").outputs["arn"]
    version = production.named("database-secret-version").outputs["versionId"]
    assert reading.container(production, "api")["secrets"] == [{"name": "DATABASE_URL", "valueFrom": f"{arn}:url::{version}"}]


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
    assert day_one.named("api-service").inputs["desiredCount"] == 0
    scaling = day_one.named("api-scaling").inputs
    assert (scaling["minCapacity"], scaling["maxCapacity"]) == (0, 0)
    alarms = {alarm.name for alarm in day_one.of(ALARM)}
    assert not alarms & {"api-running-alarm", "api-healthy-alarm"}
    assert alarms < {alarm.name for alarm in recorded(stack, mode).of(ALARM)}


def inputs_by_name(recording: Recording) -> dict[tuple[str, str], Any]:
    return {(resource.type, resource.name): resource.inputs for resource in recording.resources}


def test_recording_one_digest_moves_exactly_that_service() -> None:
    """The migration follows because it is the same image; nothing else may change with a deployment."""
    before = inputs_by_name(recorded("production"))
    deployed = recorded("production", images={"api": DIGEST})
    after = inputs_by_name(deployed)
    assert before.keys() == after.keys()
    assert {name for (kind, name) in after if before[kind, name] != after[kind, name]} == {"api-definition", "migrate-definition"}
    assert reading.container(deployed, "api")["image"].endswith(f"/pde-production/api@{DIGEST}")


def test_the_first_digest_starts_the_service() -> None:
    before = inputs_by_name(recorded("production", day_one=True))
    after = inputs_by_name(recorded("production", images={"api": DIGEST}))
    assert {name for (_, name) in after.keys() - before.keys()} == {"api-running-alarm", "api-healthy-alarm"}
    changed = {name for (kind, name) in before if before[kind, name] != after[kind, name]}
    assert changed == {"api-definition", "migrate-definition", "api-service", "api-scaling"}


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


# --- logs, certificates, alarms


@pytest.mark.parametrize("stack", STACKS)
def test_every_log_group_has_a_key_and_a_retention(stack: str) -> None:
    recording = recorded(stack)
    key = recording.named("logs-key", "aws:kms/key:Key").outputs["arn"]
    groups = recording.of("aws:cloudwatch/logGroup:LogGroup")
    assert {group.inputs["name"] for group in groups} == {
        f"/pre-delinquency-engine/{stack}/vpc/flow-logs",
        f"/aws/ecs/containerinsights/pde-{stack}-cluster/performance",
        f"/aws/rds/instance/pde-{stack}-database/postgresql",
        f"/aws/rds/instance/pde-{stack}-database/upgrade",
        f"/ecs/pre-delinquency-engine/{stack}/api",
        f"/ecs/pre-delinquency-engine/{stack}/migrate",
        f"/aws/vendedlogs/states/pde-{stack}-migrate",
    }
    assert all(group.inputs["kmsKeyId"] == key and group.inputs["retentionInDays"] >= 7 for group in groups)


def test_flow_logs_are_kept_90_days_in_production(production: Recording) -> None:
    assert production.named("network-flow-logs", "aws:cloudwatch/logGroup:LogGroup").inputs["retentionInDays"] == 90


def test_alarms_have_actions_dimensions_and_an_answer_to_silence(production: Recording) -> None:
    topic = production.named("alerts-topic").outputs["arn"]
    alarms = {alarm.name: alarm.inputs for alarm in production.of(ALARM)}
    assert set(alarms) == {
        "api-cpu-alarm",
        "api-memory-alarm",
        "api-running-alarm",
        "api-errors-alarm",
        "api-latency-alarm",
        "api-healthy-alarm",
        "database-cpu-alarm",
        "database-storage-alarm",
    }
    for alarm in alarms.values():
        assert alarm["alarmActions"] == [topic]
        assert alarm["dimensions"]
    assert alarms["api-running-alarm"]["treatMissingData"] == "breaching"
    assert alarms["api-errors-alarm"]["treatMissingData"] == "notBreaching"
    assert alarms["database-cpu-alarm"]["dimensions"] == {"DBInstanceIdentifier": "pde-production-database"}
    assert alarms["api-cpu-alarm"]["threshold"] == 80
    assert alarms["api-memory-alarm"]["threshold"] == 85


def test_outputs(production: Recording) -> None:
    assert dict(production.outputs) == {
        "vpc_id": production.named("network-vpc", "aws:ec2/vpc:Vpc").id,
        "alb_dns_name": production.named("alb-load-balancer").outputs["dnsName"],
        "api_url": "https://engine.example.com",
        "rds_endpoint": production.named("database-instance").outputs["endpoint"],
        "ecr_api_repository_url": f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/pde-production/api",
        "s3_models_bucket": f"pde-production-models-{ACCOUNT}",
        "migrate_state_machine": f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:pde-production-migrate",
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
    assert unreadable == {
        "api-task-permissions-created",
        "api-execution-permissions-created",
        "migrate-execution-permissions-created",
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
            assert f"pde-{stack}" in name or f"/pre-delinquency-engine/{stack}/" in name, (resource.name, name)


def _physical_name(resource: Resource) -> Any:
    if resource.type in (reading.ROLE_POLICY, "aws:route53/record:Record"):
        return None  # named within their role and their zone
    for key in ("identifier", "bucket", "family"):
        if key in resource.inputs and resource.type.endswith((":Instance", ":Bucket", ":TaskDefinition")):
            return resource.inputs[key]
    name = resource.inputs.get("name")
    return None if name is None or is_unknown(name) else name
