"""Each setting changes what it says and nothing else: one setting of a checked-in stack is changed, the registrations compared."""

import json
from typing import Any

import pytest

from offline.simulation.runner import Mode, Recording, Secret, plain
from systems.pre_delinquency_engine import TIERS
from tests import reading
from tests.stacks import DELETE, recorded
from tests.systems.engine import SIGN_IN

ENDPOINTS = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray", "monitoring"]
CLOSED = (("platform:network.nat", "none"), ("platform:network.interface_endpoints", ENDPOINTS))
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


def with_settings(*changes: tuple[str, Any]) -> Recording:
    return recorded("dev", Mode.APPLIED, *changes)


def differences(changed: Recording) -> tuple[set[str], set[str], set[str]]:
    """Return the names that appear, disappear and get other inputs, compared with dev as it is."""
    before = {(resource.type, resource.name): resource.inputs for resource in recorded("dev").resources}
    after = {(resource.type, resource.name): resource.inputs for resource in changed.resources}
    different = {name for (kind, name) in before.keys() & after.keys() if before[kind, name] != after[kind, name]}
    return {name for _, name in after.keys() - before.keys()}, {name for _, name in before.keys() - after.keys()}, different


def test_without_nat_tasks_leave_through_endpoints_alone() -> None:
    closed = with_settings(*CLOSED)
    assert closed.of("aws:ec2/natGateway:NatGateway") == []
    assert closed.of("aws:ec2/eip:Eip") == []
    assert reading.destinations_of(closed, "api-group") == {
        ("network-endpoints", 443),
        ("prefix list", 443),
        ("database-group", 5432),
        ("cache-group", 6379),
        ("stream-group", 9098),
    }
    workloads = {*TIERS.services, *TIERS.jobs}
    assert reading.sources_of(closed, "network-endpoints") == {(f"{name}-group", 443) for name in workloads}


def test_interface_endpoints_answer_for_aws_names_and_for_this_account_only() -> None:
    closed = with_settings(*CLOSED)
    endpoints = {endpoint.name: endpoint for endpoint in closed.of(ENDPOINT)}
    assert set(endpoints) == {
        "network-s3",
        "network-ecr-api",
        "network-ecr-dkr",
        "network-logs",
        "network-secretsmanager",
        "network-xray",
        "network-monitoring",
    }
    for name, endpoint in endpoints.items():
        if name == "network-s3":
            continue
        assert endpoint.inputs["vpcEndpointType"] == "Interface"
        assert endpoint.inputs["privateDnsEnabled"] is True
        (statement,) = reading.document(endpoint)
        assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}
        assert statement["Action"] != ["*"]


def test_s3_goes_through_the_gateway_endpoint_from_every_route_table() -> None:
    dev = recorded("dev")
    endpoint = dev.named("network-s3")
    assert endpoint.inputs["vpcEndpointType"] == "Gateway"
    assert set(endpoint.inputs["routeTableIds"]) == {table.id for table in dev.of("aws:ec2/routeTable:RouteTable")}
    own, images = reading.document(endpoint)
    assert own["Condition"] == {"StringEquals": {"aws:ResourceAccount": "111122223333"}}
    assert images["Resource"] == ["arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"]


def test_data_subnets_have_no_way_out() -> None:
    dev = recorded("dev")
    data = {table.id for table in dev.of("aws:ec2/routeTable:RouteTable") if "-data-" in table.name}
    assert len(data) == 3
    assert not [route.name for route in dev.of("aws:ec2/route:Route") if route.inputs["routeTableId"] in data]


def test_a_named_certificate_needs_no_dns_of_ours() -> None:
    arn = "arn:aws:acm:us-east-1:111122223333:certificate/0d5e0e4e"
    named = with_settings(("platform:load_balancer.hosted_zone", DELETE), ("platform:load_balancer.certificate_arn", arn))
    appears, disappears, changes = differences(named)
    assert appears == set()
    assert disappears == {"alb-certificate", "alb-certificate-proof", "alb-certificate-issued", "alb-alias"}
    assert changes == {"alb-https"}
    assert named.named("alb-https").inputs["certificateArn"] == arn


def test_the_allow_list_replaces_everybody() -> None:
    office = with_settings(("platform:load_balancer.allowed_cidr_blocks", ["203.0.113.0/24"]))
    assert reading.sources_of(office, "alb-group") == {("203.0.113.0/24", 443), ("203.0.113.0/24", 80)}


def test_listeners() -> None:
    dev = recorded("dev")
    https, http = dev.named("alb-https").inputs, dev.named("alb-http").inputs
    assert (https["port"], https["protocol"]) == (443, "HTTPS")
    assert https["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    assert https["defaultActions"][0]["fixedResponse"]["statusCode"] == "404"
    assert http["defaultActions"][0]["redirect"] == {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}


def test_multi_az_touches_the_instance_alone() -> None:
    assert differences(with_settings(("platform:database.multi_az", True))) == (set(), set(), {"database-instance"})


def test_fixed_storage_has_no_ceiling() -> None:
    fixed = with_settings(("platform:database.max_storage_gb", 20)).named("database-instance")
    assert "maxAllocatedStorage" not in fixed.inputs


def test_rotation_makes_a_new_password_and_rolls_the_tasks() -> None:
    """Everything that carries the password changes in the same update; nothing that holds data is touched otherwise."""
    _, _, planned = differences(with_settings(("platform:database.rotation", 2)))
    assert "database-password" in planned
    for dependent in ("database-instance", "database-secret-version", "api-definition", "migrate-definition"):
        assert reading.waits_for(recorded("dev"), dependent, "database-password")


def test_protection_touches_only_what_protects() -> None:
    appears, disappears, changes = differences(with_settings(("platform:protect", True)))
    assert appears == disappears == set()
    keys = {resource.name for resource in recorded("dev").of("aws:kms/key:Key")}
    buckets = {resource.name for resource in recorded("dev").of("aws:s3/bucket:Bucket")}
    repositories = {resource.name for resource in recorded("dev").of("aws:ecr/repository:Repository")}
    others = {"database-instance", "database-secret", "cache-replicas", "cache-secret", "alb-load-balancer"}
    assert changes == keys | buckets | repositories | others


def test_spot_keeps_one_task_on_demand() -> None:
    service = with_settings(("platform:services.api.spot", True)).named("api-service")
    assert service.inputs["capacityProviderStrategies"] == [
        {"capacityProvider": "FARGATE", "base": 1, "weight": 0},
        {"capacityProvider": "FARGATE_SPOT", "weight": 1},
    ]


def test_a_fixed_count_is_the_programs_own() -> None:
    fixed = with_settings(
        ("platform:services.api", {"cpu": 512, "memory": 1024, "min_capacity": 2, "max_capacity": 2}),
        ("platform:off_hours", DELETE),
    )
    assert fixed.named("api-service").ignore_changes == ()
    assert fixed.named("api-service").inputs["desiredCount"] == 2
    assert "api-scaling" not in {target.name for target in fixed.of("aws:appautoscaling/target:Target")}


def test_without_container_insights_there_is_no_alarm_on_a_metric_nobody_sends() -> None:
    alarms = {alarm.name for alarm in recorded("production").of(ALARM)}
    blind = recorded("production", Mode.APPLIED, ("platform:cluster.container_insights", "disabled"))
    missing = alarms - {alarm.name for alarm in blind.of(ALARM)}
    running = ("api", "dashboard", "feature-processor", "intervention-worker")
    assert missing == {f"{name}-running-alarm" for name in running}


def test_sign_in_comes_before_the_dashboard_and_keeps_its_secret() -> None:
    guarded = with_settings(("platform:services.dashboard.sign_in", SIGN_IN))
    first, second = guarded.named("dashboard-rule").inputs["actions"]
    assert (first["type"], second["type"]) == ("authenticate-oidc", "forward")
    assert isinstance(first["authenticateOidc"]["clientSecret"], Secret)
    assert ("0.0.0.0/0", 443) in reading.destinations_of(guarded, "alb-group")
    assert ("0.0.0.0/0", 443) not in reading.destinations_of(recorded("dev"), "alb-group")


def test_a_service_can_admit_fewer_clients_than_the_balancer() -> None:
    office = with_settings(("platform:services.api.allowed_cidr_blocks", ["198.51.100.0/24"]))
    assert {"sourceIp": {"values": ["198.51.100.0/24"]}} in office.named("api-rule").inputs["conditions"]
    assert differences(office) == (set(), set(), {"api-rule"})


BLUE_GREEN = ("platform:services.api.deployment", {"strategy": "blue-green", "bake_minutes": 5})


def test_blue_green_adds_a_role_that_turns_the_rule_and_alarms_over_both_sides() -> None:
    staged = with_settings(BLUE_GREEN)
    added, gone, changes = differences(staged)
    assert added == {
        "api-deployment",
        "api-deployment-role",
        "api-deployment-permissions",
        "api-deployment-permissions-created",
    }
    assert gone == set()
    assert changes == {"api-service", "api-errors-alarm", "api-latency-alarm", "watch-dashboard"}
    assert staged.named("api-service").inputs["deploymentConfiguration"] == {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "5"}


def test_target_groups_names_fit_with_what_pulumi_adds() -> None:
    """AWS takes 32 characters, of which Pulumi's suffix is eight."""
    groups = recorded("dev").of("aws:lb/targetGroup:TargetGroup")
    assert len(groups) == 3
    assert max(len(group.name) for group in groups) <= 24


def test_a_recorded_collector_runs_beside_every_task() -> None:
    digest = f"sha256:{'cd' * 32}"
    traced = with_settings(("platform:tracing", {"collector": digest}))
    containers = json.loads(plain(traced.named("api-definition").inputs["containerDefinitions"]))
    assert [container["name"] for container in containers] == ["api", "collector"]
    assert containers[1]["image"].endswith(f"/pde-dev/collector@{digest}")
    assert containers[1]["essential"] is False
    _, _, changes = differences(traced)
    assert changes == {
        "migrate-machine",
        *(f"{name}-definition" for name in (*TIERS.services, *TIERS.jobs)),
        *(f"{name}-service" for name in TIERS.services),
    }


def test_without_tracing_nobody_may_send_traces() -> None:
    quiet = with_settings(("platform:tracing", DELETE))
    actions = [statement["Action"] for statement in reading.permissions(quiet, "pde-dev-dashboard-task")]
    assert actions == []
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" not in reading.environment(quiet, "dashboard")


def test_plain_switches_reach_the_container() -> None:
    loud = with_settings(("platform:services.api.environment", {"LOG_LEVEL": "debug"}))
    assert reading.environment(loud, "api")["LOG_LEVEL"] == "debug"
    assert differences(loud) == (set(), set(), {"api-definition", "api-service"})


@pytest.mark.parametrize("architecture", ["ARM64", "X86_64"])
def test_architecture_reaches_the_task(architecture: str) -> None:
    definition = with_settings(("platform:services.api.architecture", architecture)).named("api-definition")
    assert definition.inputs["runtimePlatform"]["cpuArchitecture"] == architecture


def test_e_mail_subscriptions() -> None:
    appears, _, _ = differences(with_settings(("platform:alerts.emails", ["oncall@example.com"])))
    assert appears == {"alerts-oncall-at-example.com"}


def test_slack_shows_alarms_and_commands_nothing() -> None:
    shown = with_settings(("platform:alerts", {"slack": {"team_id": "T07EA123LEP", "channel_id": "C07EZ1ABC23"}}))
    appears, _, _ = differences(shown)
    assert appears == {"alerts-slack", "alerts-slack-channel"}
    assert reading.permissions(shown, "pde-dev-alerts-slack") == []
    channel = shown.named("alerts-slack-channel").inputs
    assert channel["snsTopicArns"] == [shown.named("alerts-topic").outputs["arn"]]


def test_buckets_have_every_safeguard() -> None:
    dev = recorded("dev")
    for name in ("models", "alb-logs"):
        block = dev.named(f"{name}-public-access").inputs
        assert all(block[flag] for flag in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"))
        assert dev.named(f"{name}-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
        assert dev.named(f"{name}-ownership").inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
        assert reading.document(dev.named(f"{name}-policy"))[0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert dev.named(f"{name}-lifecycle").inputs["rules"][0]["status"] == "Enabled"
    key = dev.named("models-key", "aws:kms/key:Key").outputs["arn"]
    (rule,) = dev.named("models-encryption").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key}
    (rule,) = dev.named("alb-logs-encryption").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}


def test_load_balancer_logs_are_delivered_under_this_account_only() -> None:
    _, delivery = reading.document(recorded("dev").named("alb-logs-policy"))
    assert delivery["Principal"] == {"Service": ["logdelivery.elasticloadbalancing.amazonaws.com"]}
    assert delivery["Resource"] == ["arn:aws:s3:::pde-dev-alb-logs-111122223333/AWSLogs/111122223333/*"]


def test_keys_admit_the_account_and_the_services_that_need_them() -> None:
    dev = recorded("dev")
    principals = {
        key.name: [next(iter(statement["Principal"].values())) for statement in reading.document(key)]
        for key in dev.of("aws:kms/key:Key")
    }
    root = ["arn:aws:iam::111122223333:root"]
    assert principals == {
        "logs-key": [root, ["logs.us-east-1.amazonaws.com"]],
        "alerts-key": [root, ["cloudwatch.amazonaws.com"]],
        **{f"{name}-key": [root] for name in ("database", "cache", "stream", "models", "data", "pipeline-artifacts", "images")},
    }
