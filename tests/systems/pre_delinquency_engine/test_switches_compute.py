"""Each setting of a service changes what it says and nothing else."""

import json

import pytest

from offline.simulation.runner import Secret, plain
from tests import reading
from tests.shipped import recorded
from tests.stacks import Change
from tests.systems.pre_delinquency_engine.engine import (
    ALARM,
    CLOSED,
    SERVICES,
    SHIFTED,
    WORKLOADS,
    altered,
    differences,
    with_settings,
)

BLUE_GREEN: Change = ("platform:services.api.deployment", {"strategy": "blue-green", "bake_minutes": 5})


def test_spot_keeps_one_task_on_demand() -> None:
    service = with_settings(*SHIFTED).named("api-service")
    assert service.inputs["capacityProviderStrategies"] == [
        {"capacityProvider": "FARGATE", "base": 1, "weight": 0},
        {"capacityProvider": "FARGATE_SPOT", "weight": 1},
    ]


def test_a_fixed_count_is_the_programs_own() -> None:
    fixed = with_settings(*CLOSED)
    assert fixed.named("dashboard-service").ignore_changes == ()
    assert fixed.named("dashboard-service").inputs["desiredCount"] == 2
    scaled = {target.name for target in fixed.of("aws:appautoscaling/target:Target")}
    assert "dashboard-scaling" not in scaled
    assert "api-scaling" in scaled


def test_without_container_insights_no_alarm_asks_for_a_metric_nobody_sends() -> None:
    blind = altered()
    # Nor is there one for restores that nobody tries out, which that recording leaves out as well.
    gone = {alarm.name for alarm in recorded("production").of(ALARM)} - {alarm.name for alarm in blind.of(ALARM)}
    assert gone == {"backup-restore-failed-alarm"}
    assert "ECS/ContainerInsights" not in {alarm.inputs.get("namespace") for alarm in blind.of(ALARM)}
    running = blind.named("api-running-alarm").inputs
    assert (running["metricName"], running["statistic"]) == ("CPUUtilization", "SampleCount")


def test_sign_in_comes_before_the_dashboard_and_keeps_its_secret() -> None:
    guarded = with_settings(*SHIFTED)
    first, second = guarded.named("dashboard-rule").inputs["actions"]
    assert (first["type"], second["type"]) == ("authenticate-oidc", "forward")
    assert isinstance(first["authenticateOidc"]["clientSecret"], Secret)
    assert ("0.0.0.0/0", 443) in reading.destinations_of(guarded, "alb-group")
    assert ("0.0.0.0/0", 443) not in reading.destinations_of(recorded("dev"), "alb-group")


def test_a_service_can_admit_fewer_clients_than_the_balancer() -> None:
    office = with_settings(*SHIFTED)
    assert {"sourceIp": {"values": ["203.0.113.64/26"]}} in office.named("api-rule").inputs["conditions"]


def test_blue_green_adds_a_role_that_turns_the_rule_and_alarms_over_both_sides() -> None:
    staged, awake = with_settings(*CLOSED, BLUE_GREEN), with_settings(*CLOSED)
    added, gone, changes = differences(staged, awake)
    assert added == {
        "api-deployment",
        "api-deployment-role",
        "api-deployment-permissions",
        "api-deployment-permissions-created",
    }
    assert gone == set()
    assert changes == {"api-service", "api-errors-alarm", "api-latency-alarm", "api-healthy-alarm", "watch-dashboard"}
    assert staged.named("api-service").inputs["deploymentConfiguration"] == {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "5"}
    # ECS takes a second target group only where the rule has it, and the rule's actions are ignored once ECS turns them.
    (forward,) = awake.named("api-rule").inputs["actions"]
    assert [group["weight"] for group in forward["forward"]["targetGroups"]] == [1, 0]


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
    added, gone, changes = differences(traced)
    # What names nothing that only creation decides is a policy of its own; these three had none so far.
    new = {f"{name}-task-permissions" for name in ("dashboard", "transaction-simulator", "migrate")}
    assert (added, gone) == (new, set())
    permissions = {f"{name}-{part}-permissions" for name in WORKLOADS for part in ("task", "execution")}
    assert changes == {
        "migrate-machine",
        *(permissions - new),
        *(f"{name}-definition" for name in WORKLOADS),
        *(f"{name}-service" for name in SERVICES),
    }


def test_without_tracing_nobody_may_send_traces() -> None:
    quiet = with_settings(*SHIFTED)
    actions = [statement["Action"] for statement in reading.permissions(quiet, "pde-dev-dashboard-task")]
    assert actions == []
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" not in reading.environment(quiet, "dashboard")


def test_plain_switches_reach_the_container() -> None:
    assert reading.environment(with_settings(*SHIFTED), "api")["LOG_LEVEL"] == "debug"


@pytest.mark.parametrize(("settings", "architecture"), [((), "ARM64"), (SHIFTED, "X86_64")])
def test_architecture_reaches_the_task(settings: tuple[Change, ...], architecture: str) -> None:
    definition = with_settings(*settings).named("api-definition")
    assert definition.inputs["runtimePlatform"]["cpuArchitecture"] == architecture
