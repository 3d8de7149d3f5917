"""What a system's module may say of a service, and a stack file of its scaling and alarms, in a small system of its own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pulumi
import pytest
import yaml

from components.base.access import Access
from components.base.iam import Statement
from components.compute.probe import Probe, celery_probe, python_http_probe
from components.compute.route import Route
from components.compute.spec import JobSpec, OwnMetric, ServiceSpec
from components.data.application_secret import ExternalSecret
from offline.simulation.runner import Mode, Recording, Resource, record
from stack.file import load
from stack.problems import SettingsError
from stack.settings import ExternalSecretSettings, ModelSettings, SystemSettings
from systems.foundation import Foundation
from systems.system import System
from tests import reading
from tests.stacks import Change, as_engine, changed
from tests.systems.test_new_system import STACK

DIGEST = f"sha256:{'ab' * 32}"
ALARM, SERVICE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:ecs/service:Service"
METRIC = OwnMetric("QueueLength", alarm_above=100, meaning="Work waits.")
VALUES = changed(yaml.safe_load(STACK)["config"], ("platform:images", {"web": DIGEST}), ("platform:buckets", {}))


def built(
    spec: ServiceSpec[Any],
    *changes: Change,
    jobs: tuple[JobSpec[Any], ...] = (),
    models: ModelSettings | None = None,
    more: Callable[[Foundation], Sequence[Access]] = lambda _: (),
) -> Recording:
    def build(settings: SystemSettings) -> dict[str, Any]:
        base = Foundation(system, settings, models=models)
        return dict(base.complete(more(base)))

    system = System(code="wea", settings=SystemSettings, build=build, services=(spec,), jobs=jobs)
    config = as_engine(changed(VALUES, *changes))

    def program() -> None:
        build(load("weather-test", config, {"weather": system}))

    return record(program, stack="weather-test", config=config, mode=Mode.APPLIED)


def web(**options: Any) -> ServiceSpec[Any]:
    given = {"image": "web", "port": 8080, "probe": python_http_probe(8080, "/health"), "route": Route.catch_all(health="/health")}
    return ServiceSpec("web", **{**given, **options})


WORKER = web(route=None, port=None, probe=None)


SPEC = web(publishes_metrics=True, metrics=(METRIC,))
JOBS = (JobSpec[Any]("vacuum", image_of="web", command=("psql",), scheduled=True),)
SIZE = {"cpu": 256, "memory": 512}
MODEL = "amazon.nova-lite-v1:0"
FAILOVER = {"secondary": "dr.weather.example.com", "health_path": "/health"}
BOUNDED: Change = ("platform:role_boundary", "acct-shared-boundary-wea-test")
# Everything that a stack file may say of it and that goes together.
SAID: tuple[Change, ...] = (
    BOUNDED,
    ("platform:budget", {"monthly_usd": 120}),
    ("platform:cluster", {"container_insights": "disabled"}),
    ("platform:jobs", {"vacuum": {**SIZE, "schedule": "0 9 ? * SUN *", "time_zone": "America/Toronto"}}),
    ("platform:load_balancer.failover", FAILOVER),
    ("platform:network.interface_endpoints", ["bedrock-runtime", "logs"]),
    (
        "platform:services.web.alarms",
        {
            "cpu_percent": 60,
            "memory_percent": 61,
            "logged_errors": 62,
            "server_errors": 63,
            "response_ms": 64,
            "metrics": {"QueueLength": 65},
        },
    ),
    ("platform:services.web.maintenance_capacity", 6),
    ("platform:services.web.metric_targets", {"QueueLength": 25}),
    ("platform:services.web.scale_out_cooldown_seconds", 300),
    ("platform:services.web.scale_in_cooldown_seconds", 0),
)


@pytest.fixture(scope="module")
def usual() -> Recording:
    """The system where its stack file says as little as it may."""
    return built(SPEC, ("platform:jobs", {"vacuum": SIZE}), jobs=JOBS)


@pytest.fixture(scope="module")
def own() -> Recording:
    """The same, where it says everything."""
    return built(SPEC, *SAID, jobs=JOBS, models=ModelSettings(model_ids=(MODEL,)))


def problems_of(spec: ServiceSpec[Any], *changes: Change, jobs: tuple[JobSpec[Any], ...] = ()) -> list[tuple[str, str]]:
    with pytest.raises(SettingsError) as caught:
        built(spec, *changes, jobs=jobs)
    return [(problem.path, problem.allowed) for problem in caught.value.problems]


def policies(recording: Recording) -> dict[str, dict[str, Any]]:
    found = recording.of("aws:appautoscaling/policy:Policy")
    return {one.name: one.inputs["targetTrackingScalingPolicyConfiguration"] for one in found}


def alarm(recording: Recording, name: str) -> Resource:
    (found,) = (one for one in recording.of(ALARM) if one.inputs["name"] == name)
    return found


def test_what_must_run_once_is_stopped_before_it_is_started() -> None:
    once: Change = ("platform:services.web", {"cpu": 256, "memory": 512, "min_capacity": 1, "max_capacity": 1})
    (service,) = built(replace(WORKER, singleton=True), once).of(SERVICE)
    assert service.inputs["deploymentMaximumPercent"] == 100
    assert service.inputs["deploymentMinimumHealthyPercent"] == 0
    assert service.inputs["availabilityZoneRebalancing"] == "DISABLED"
    (service,) = built(WORKER, once).of(SERVICE)
    assert (service.inputs["deploymentMaximumPercent"], service.inputs["deploymentMinimumHealthyPercent"]) == (200, 100)
    assert service.inputs["availabilityZoneRebalancing"] == "ENABLED"


def test_what_must_run_once_can_be_given_no_second_task() -> None:
    several = {"cpu": 256, "memory": 512, "min_capacity": 1, "max_capacity": 2, "cpu_target": 70, "spot": True}
    found = problems_of(replace(WORKER, singleton=True), ("platform:services.web", several))
    assert {path for path, _ in found} == {"platform:services.web.max_capacity", "platform:services.web.spot"}
    assert all("at most one task" in allowed for _, allowed in found)
    with pytest.raises(ValueError, match="web is reached by the load balancer and runs once"):
        web(singleton=True)


def test_scaling_waits_as_long_as_the_stack_file_says(usual: Recording, own: Recording) -> None:
    for recording, out, in_ in ((usual, 60, 300), (own, 300, 0)):
        found = policies(recording)["web-scaling-cpu"]
        assert (found["scaleOutCooldown"], found["scaleInCooldown"]) == (out, in_)


def test_a_service_scales_on_a_metric_it_publishes(usual: Recording, own: Recording) -> None:
    found = policies(own)
    specification = found["web-scaling-QueueLength"]["customizedMetricSpecification"]
    assert found["web-scaling-QueueLength"]["targetValue"] == 25
    assert (specification["namespace"], specification["metricName"], specification["statistic"]) == (
        "weather",
        "QueueLength",
        "Average",
    )
    assert {one["name"]: one["value"] for one in specification["dimensions"]} == {"Environment": "test", "Service": "web"}
    assert "web-scaling-QueueLength" not in policies(usual)


def test_a_metric_nobody_publishes_is_refused() -> None:
    targets: Change = ("platform:services.web.metric_targets", {"QueueLenght": 25})
    bounds: Change = ("platform:services.web.alarms", {"metrics": {"Latency": 25}})
    assert problems_of(SPEC, targets, bounds) == [
        ("platform:services.web.metric_targets.QueueLenght", "QueueLength"),
        ("platform:services.web.alarms.metrics.Latency", "QueueLength"),
    ]
    with pytest.raises(ValueError, match="metrics of its own that it may not publish"):
        web(metrics=(METRIC,))


def test_alarms_begin_where_the_stack_file_says(usual: Recording, own: Recording) -> None:
    for name, before, after in (
        ("cpu", 80, 60),
        ("memory", 85, 61),
        ("logged-errors", 10, 62),
        ("errors", 10, 63),
        ("latency", 0.5, 0.064),
        ("QueueLength", 100, 65),
    ):
        assert alarm(usual, f"wea-test-web-{name}").inputs["threshold"] == before
        assert alarm(own, f"wea-test-web-{name}").inputs["threshold"] == after
    assert "64 ms" in alarm(own, "wea-test-web-latency").inputs["alarmDescription"]


def test_running_tasks_are_counted_without_container_insights(usual: Recording, own: Recording) -> None:
    for recording, namespace, metric, statistic in (
        (usual, "ECS/ContainerInsights", "RunningTaskCount", "Minimum"),
        (own, "AWS/ECS", "CPUUtilization", "SampleCount"),
    ):
        found = alarm(recording, "wea-test-web-running").inputs
        assert (found["namespace"], found["metricName"], found["statistic"]) == (namespace, metric, statistic)
        assert (found["comparisonOperator"], found["period"]) == ("LessThanThreshold", 60)
        assert found["treatMissingData"] == "breaching"


@pytest.mark.parametrize(("version", "tasks"), [(None, 0), ("8a6f1c52-5c0e-4b1e-9a55-0f6f6b1f2f10", 2)])
def test_a_service_waits_for_a_third_partys_secret(version: str | None, tasks: int) -> None:
    def partner(base: Foundation) -> list[Access]:
        secret = ExternalSecret("partner", base.placement, settings=ExternalSecretSettings(version=version))
        return [secret.access({"PARTNER_KEY": ""})]

    recording = built(web(access=lambda given: given), more=partner)
    (service,) = recording.of(SERVICE)
    (target,) = recording.of("aws:appautoscaling/target:Target")
    assert (service.inputs["desiredCount"], target.inputs["minCapacity"]) == (tasks, tasks)
    (secret,) = reading.container(recording, "web")["secrets"]
    assert secret["name"] == "PARTNER_KEY"
    assert secret["valueFrom"].endswith(f":::{version or ''}")


def test_a_budget_counts_what_bears_the_stacks_tags(usual: Recording, own: Recording) -> None:
    (budget,) = own.of("aws:budgets/budget:Budget")
    assert (budget.inputs["limitAmount"], budget.inputs["limitUnit"], budget.inputs["timeUnit"]) == ("120", "USD", "MONTHLY")
    counted = {one["tags"]["key"]: one["tags"]["values"] for one in budget.inputs["filterExpression"]["ands"]}
    assert counted == {"System": ["weather"], "Environment": ["test"]}
    notices = budget.inputs["notifications"]
    assert [(one["notificationType"], one["threshold"]) for one in notices] == [("ACTUAL", 80), ("FORECASTED", 100)]
    topic = own.named("alerts-topic").outputs["arn"]
    assert all(one["subscriberSnsTopicArns"] == [topic] for one in notices)
    for holder in ("alerts-policy", "alerts-key"):
        (statement,) = (one for one in reading.document(own.named(holder)) if one["Sid"] == "BudgetsOfThisAccount")
        assert statement["Principal"] == {"Service": ["budgets.amazonaws.com"]}
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "111122223333"}
    assert usual.of("aws:budgets/budget:Budget") == []
    assert all(one["Sid"] != "BudgetsOfThisAccount" for one in reading.document(usual.named("alerts-policy")))


def test_one_key_is_one_key_and_says_why(usual: Recording) -> None:
    reason = "one team uses all of it"
    (key,) = built(web(), ("platform:one_key_because", reason)).of("aws:kms/key:Key")
    assert key.inputs["tags"]["OneKeyBecause"] == reason
    assert len(usual.of("aws:kms/key:Key")) > 1


@pytest.mark.parametrize(
    ("probe", "last", "timeout", "start"),
    [
        (python_http_probe(8000, "/health"), "timeout=4)", 5, 60),
        (python_http_probe(8000, "/health", timeout_seconds=10, start_seconds=120), "timeout=9)", 10, 120),
        (celery_probe("src.app"), "10", 30, 120),
    ],
)
def test_a_probe_gives_up_before_ecs_does(probe: Probe, last: str, timeout: int, start: int) -> None:
    rendered = probe.render()
    assert rendered["command"][0] == "CMD"
    assert rendered["command"][-1].endswith(last)
    assert (rendered["timeout"], rendered["startPeriod"]) == (timeout, start)


def test_maintenance_is_one_line_more_and_one_less(usual: Recording, own: Recording) -> None:
    for recording, expected in ((usual, (2, 4)), (own, (6, 6))):
        (service,) = recording.of(SERVICE)
        (target,) = recording.of("aws:appautoscaling/target:Target")
        assert service.inputs["desiredCount"] == expected[0]
        assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == expected
        assert alarm(recording, "wea-test-web-running").inputs["threshold"] == expected[0]


def test_models_are_named_in_the_endpoints_policy_too(own: Recording) -> None:
    (statement,) = reading.document(own.named("network-bedrock-runtime"))
    assert statement["Resource"] == [f"arn:aws:bedrock:us-east-1::foundation-model/{MODEL}"]
    assert statement["Principal"] == "*"
    assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}
    assert own.named("network-bedrock-runtime").inputs["privateDnsEnabled"]
    (others,) = reading.document(own.named("network-logs"))
    assert (others["Action"], others["Resource"]) == (["logs:*"], ["*"])


def test_a_job_starts_by_the_clock_only_where_the_stack_file_says(usual: Recording, own: Recording) -> None:
    schedule = own.named("vacuum-schedule", "aws:scheduler/schedule:Schedule").inputs
    assert (schedule["scheduleExpression"], schedule["scheduleExpressionTimezone"]) == ("cron(0 9 ? * SUN *)", "America/Toronto")
    machine = own.named("vacuum-machine").outputs["arn"]
    assert schedule["target"]["arn"] == machine
    assert reading.allowed(own, "wea-test-vacuum-clock") == {"StartJob": ({"states:StartExecution"}, {machine})}
    (trusted,) = reading.document(own.named("vacuum-clock-role", reading.ROLE), "assumeRolePolicy")
    assert trusted["Principal"] == {"Service": ["scheduler.amazonaws.com"]}
    assert trusted["Condition"]["StringEquals"] == {"aws:SourceAccount": "111122223333"}
    assert alarm(own, "wea-test-vacuum-failed").inputs["dimensions"] == {"StateMachineArn": machine}
    assert usual.of("aws:scheduler/schedule:Schedule") == []
    assert not any("vacuum" in one.inputs["name"] for one in usual.of(ALARM))


def test_a_job_that_somebody_starts_has_no_schedule() -> None:
    jobs = (JobSpec[Any]("migrate", image_of="web", command=("psql",)),)
    found = problems_of(web(), ("platform:jobs", {"migrate": {**SIZE, "schedule": "0 9 ? * SUN *"}}), jobs=jobs)
    assert found == [("platform:jobs.migrate.schedule", "no job of this system")]


RECORD = "aws:route53/record:Record"


def test_a_domain_is_turned_over_by_route_53(usual: Recording, own: Recording) -> None:
    by_role = {one.inputs["setIdentifier"]: one for one in own.of(RECORD) if "setIdentifier" in one.inputs}
    records = {key: one.inputs for key, one in by_role.items()}
    assert {key: one["failoverRoutingPolicies"] for key, one in records.items()} == {
        "primary": [{"type": "PRIMARY"}],
        "secondary": [{"type": "SECONDARY"}],
    }
    assert {one["name"] for one in records.values()} == {"weather.example.com"}
    (check,) = own.of("aws:route53/healthCheck:HealthCheck")
    assert records["primary"]["healthCheckId"] == check.id
    assert "healthCheckId" not in records["secondary"]
    assert check.inputs["fqdn"] == own.named("alb-load-balancer").outputs["dnsName"]
    assert (check.inputs["type"], check.inputs["resourcePath"]) == ("HTTPS", "/health")
    # The plain record becomes the primary: Route 53 takes no second record of a name beside a plain one.
    assert {key: one.name for key, one in by_role.items()} == {"primary": "alb-alias", "secondary": "failover-secondary"}
    assert by_role["primary"].urn in by_role["secondary"].dependencies
    health = alarm(own, "wea-test-failover-health").inputs
    assert (health["metricName"], health["threshold"], health["treatMissingData"]) == ("HealthCheckStatus", 1, "breaching")
    assert len(own.of("aws:sns/topic:Topic")) == 1
    assert usual.of("aws:route53/healthCheck:HealthCheck") == []


def test_health_is_watched_where_route_53_publishes_it() -> None:
    recording = built(
        web(),
        ("platform:load_balancer.failover", FAILOVER),
        ("aws:region", "eu-west-1"),
        ("platform:network.availability_zones", ["eu-west-1a", "eu-west-1b"]),
    )
    health = alarm(recording, "wea-test-failover-health").inputs
    topic = recording.named("failover-alerts-topic")
    assert (health["region"], topic.inputs["region"]) == ("us-east-1", "us-east-1")
    assert health["alarmActions"] == [topic.outputs["arn"]]
    assert ":us-east-1:" in topic.outputs["arn"]
    assert recording.named("failover-alerts-key").inputs["region"] == "us-east-1"


def test_failover_without_records_or_checkers_is_refused() -> None:
    closed: Change = ("platform:load_balancer.allowed_cidr_blocks", ["203.0.113.0/24"])
    foreign: Change = ("platform:load_balancer.failover", {**FAILOVER, "secondary": "dr.elsewhere.org"})
    assert {path for path, _ in problems_of(web(), closed, foreign)} == {
        "platform:load_balancer.failover",
        "platform:load_balancer.failover.secondary",
    }


def test_what_the_boundary_would_deny_is_refused_with_the_place_to_grant_it(own: Recording) -> None:
    """The deployer makes the role all the same, and the task fails on its first call, in production."""
    by_hand = Statement(sid="ReadEverything", actions=("dynamodb:GetItem",), resources=("arn:aws:dynamodb:us-east-1:1:table/x",))
    spec = web(access=lambda _: [Access(tier="hand", statements=(by_hand,))])
    with pytest.raises(pulumi.RunError) as caught:
        built(spec, BOUNDED)
    assert "role web-task, statement ReadEverything: its boundary acct-shared-boundary-wea-test denies dynamodb:GetItem" in str(
        caught.value
    )
    assert built(spec).of("aws:iam/role:Role")
    assert own.of("aws:iam/role:Role")
