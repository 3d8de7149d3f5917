"""What every guide got wrong in the same way, and must be absent from each system that replaces one, whichever it is."""

import json
from typing import Any

import pytest

from offline.simulation.runner import Mode, Recording, Resource, plain
from tests import reading
from tests.reading import only
from tests.shipped import SYSTEMS, recorded, values_of

STACKS = ("default-rate-production", "ml-cicd-production", "migration-api-production", "fraud-detector-production")
ALARM, SERVICE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:ecs/service:Service"
TARGET = "aws:appautoscaling/target:Target"
ROUTED = {
    "default-rate-production": ("api", 8000),
    "ml-cicd-production": ("ml-model-service", 8000),
    "migration-api-production": ("api", 8000),
    "fraud-detector-production": ("api", 8080),
}
# Metrics of which silence is the worst news, and those of which it is good news.
ALIVE = {"RunningTaskCount", "HealthyHostCount"}
HARM = {"HTTPCode_Target_5XX_Count", "HTTPCode_Target_4XX_Count", "TargetResponseTime", "DatabaseConnections"}


@pytest.fixture(scope="module", params=[(stack, mode) for stack in STACKS for mode in Mode], ids=str)
def declared(request: pytest.FixtureRequest) -> tuple[str, Recording]:
    """Each system as shipped, in each mode."""
    stack, mode = request.param
    return stack, recorded(stack, mode)


def names(recording: Recording) -> set[str]:
    return {one.name.removesuffix("-definition") for one in recording.of(reading.TASK_DEFINITION)}


def head(stack: str) -> str:
    values = values_of(stack)
    return f"{SYSTEMS[values['platform:system']].code}-{values['platform:environment']}"


def metrics(alarm: Resource) -> list[dict[str, Any]]:
    """Return what an alarm watches: one metric, or those of its expression."""
    return [query["metric"] for query in alarm.inputs.get("metricQueries", ()) if "metric" in query] or [dict(alarm.inputs)]


def test_clients_speak_tls_alone_and_to_one_name(declared: tuple[str, Recording]) -> None:
    stack, recording = declared
    domain = values_of(stack)["platform:load_balancer"]["domain"]
    listeners = {one.inputs["port"]: one.inputs for one in recording.of("aws:lb/listener:Listener")}
    assert {port: one["protocol"] for port, one in listeners.items()} == {80: "HTTP", 443: "HTTPS"}
    (redirect,) = listeners[80]["defaultActions"]
    assert (redirect["type"], redirect["redirect"]["protocol"], redirect["redirect"]["statusCode"]) == (
        "redirect",
        "HTTPS",
        "HTTP_301",
    )
    assert "TLS13-1-2" in listeners[443]["sslPolicy"]
    certificate = only(recording, "aws:acm/certificate:Certificate").inputs
    assert (certificate["domainName"], certificate["validationMethod"]) == (domain, "DNS")
    (alias,) = (one.inputs for one in recording.of("aws:route53/record:Record") if one.inputs["type"] == "A")
    assert (alias["name"], len(alias["aliases"])) == (domain, 1), "a balancer has no fixed address"


def test_the_balancer_asks_the_containers_own_health(declared: tuple[str, Recording]) -> None:
    stack, recording = declared
    name, port = ROUTED[stack]
    wanted = {"path": "/health", "matcher": "200", "healthyThreshold": 2, "unhealthyThreshold": 3, "interval": 30, "timeout": 5}
    groups = recording.of("aws:lb/targetGroup:TargetGroup")
    assert {one.name for one in groups} == {f"{name}-targets", f"{name}-targets-b"}, "one and its other for staged deployments"
    for one in groups:
        assert (one.inputs["port"], one.inputs["targetType"]) == (port, "ip")
        assert one.inputs["healthCheck"] == wanted
    attached = {one.name: one.inputs["loadBalancers"] for one in recording.of(SERVICE) if one.inputs.get("loadBalancers")}
    assert {one: at[0]["containerPort"] for one, at in attached.items()} == {f"{name}-service": port}


def test_a_container_is_asked_with_what_its_image_has_and_given_time_to_start() -> None:
    for stack in STACKS:
        recording = recorded(stack)
        for name in names(recording):
            container = reading.container(recording, name)
            assert "curl" not in json.dumps(container)
            if container.get("portMappings"):
                check = container["healthCheck"]
                assert check["command"][1] in ("python", "php")
                assert check["startPeriod"] >= 60
            assert container["logConfiguration"]["options"]["awslogs-stream-prefix"] == name
            assert (container["user"], container["readonlyRootFilesystem"]) == ("10001", True)
            assert [(one["containerPath"], one["readOnly"]) for one in container["mountPoints"]] == [("/tmp", False)]  # noqa: S108


def test_images_run_by_digest_out_of_repositories_whose_tags_never_move(declared: tuple[str, Recording]) -> None:
    stack, recording = declared
    for one in recording.of("aws:ecr/repository:Repository"):
        assert one.inputs["imageTagMutability"] == "IMMUTABLE"
        assert one.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
        assert one.inputs["name"].startswith(f"{head(stack)}/")
    for name in names(recorded(stack)):
        assert "@sha256:" in reading.container(recorded(stack), name)["image"]


def test_scaling_owns_the_count_once_the_service_is_there(declared: tuple[str, Recording]) -> None:
    _, recording = declared
    services = {one.name.removesuffix("-service"): one for one in recording.of(SERVICE)}
    scaled = {one.name.removesuffix("-scaling"): one for one in recording.of(TARGET) if one.name.endswith("-scaling")}
    assert {name for name, one in services.items() if "desiredCount" in one.ignore_changes} == set(scaled)
    for name, target in scaled.items():
        assert services[name].urn in reading.needed_by(recording, target)


@pytest.mark.parametrize("stack", STACKS)
def test_tasks_run_in_private_subnets_and_a_failed_rollout_goes_back(stack: str) -> None:
    recording = recorded(stack)
    private = {one.id for one in recording.of("aws:ec2/subnet:Subnet") if "-private-" in one.name}
    assert len(private) == 2
    for one in recording.of(SERVICE):
        network = one.inputs["networkConfiguration"]
        assert (network["assignPublicIp"], set(network["subnets"])) == (False, private)
        assert one.inputs["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}


@pytest.mark.parametrize("stack", STACKS)
def test_schemas_are_changed_by_a_task_beside_the_database(stack: str) -> None:
    """A laptop or a runner of GitHub does not reach it; somebody starts it, and nothing else does."""
    commands: dict[str, dict[str, list[str] | None]] = {
        "default-rate-production": {"migrate": ["alembic", "upgrade", "head"]},
        "ml-cicd-production": {"upgrade-registry": ["sh", "-c", 'exec mlflow db upgrade "$MLFLOW_BACKEND_STORE_URI"']},
        "migration-api-production": {
            "migrate": ["alembic", "upgrade", "head"],
            "analyze": ["python", "-m", "app.analyze"],
        },
        "fraud-detector-production": {
            "migrate": ["php", "artisan", "migrate", "--force"],
            "back-up-models": ["python", "-m", "app.back_up_models"],
            "vacuum": None,
        },
    }
    recording = recorded(stack)
    machines = {one.name.removesuffix("-machine"): one for one in recording.of("aws:sfn/stateMachine:StateMachine")}
    assert set(machines) == set(commands[stack])
    for name, command in commands[stack].items():
        definition = json.loads(plain(machines[name].inputs["definition"]))["States"]["Run"]["Parameters"]
        assert definition["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"] == "DISABLED"
        assert f"task-definition/{head(stack)}-{name}:" in definition["TaskDefinition"]
        assert command is None or reading.container(recording, name)["command"] == command


@pytest.mark.parametrize("stack", STACKS)
def test_every_alarm_has_dimensions_periods_and_an_opinion_about_silence(stack: str) -> None:
    alarms = recorded(stack).of(ALARM)
    seen = set()
    for one in alarms:
        watched = metrics(one)
        # Errors that a log group counts are told apart by the metric's name.
        assert all(metric["dimensions"] for metric in watched if metric["namespace"].startswith(("AWS/", "ECS/"))), one.name
        assert one.inputs["evaluationPeriods"] >= 1
        assert {metric["period"] for metric in watched} <= {60, 300, 3600, 86400}
        told = {metric["metricName"] for metric in watched}
        seen |= told
        if told & ALIVE or one.name.endswith("-running-alarm"):
            assert one.inputs["treatMissingData"] == "breaching"
        elif told & HARM:
            assert one.inputs["treatMissingData"] == "notBreaching"
    assert "HTTPCode_Target_5XX_Count" in seen


@pytest.mark.parametrize("stack", STACKS)
def test_before_there_is_an_image_all_is_there_and_nothing_runs(stack: str) -> None:
    first, later = recorded(stack, day_one=True), recorded(stack)
    assert {one.inputs["desiredCount"] for one in first.of(SERVICE)} == {0}
    bounds = [(one.inputs["minCapacity"], one.inputs["maxCapacity"]) for one in first.of(TARGET)]
    assert bounds
    assert set(bounds) == {(0, 0)}
    before, after = ({(one.type, one.name) for one in recording.resources if one.custom} for recording in (first, later))
    assert before <= after
    # The clock, which would start what is not there, comes with the image.
    later_on = (
        "-running-alarm",
        "-healthy-alarm",
        "-image-copy",
        "-deployed",
        "-clock",
        "-clock-role",
        "-clock-permissions",
        "-schedule",
    )
    missing = {name for _, name in after - before}
    assert all(name.endswith(later_on) for name in missing), missing
    roles = {one.inputs["name"] for one in later.of(reading.ROLE) if one.inputs["name"].endswith(("-task", "-execution"))}
    assert {role: reading.allowed(first, role) for role in roles} == {role: reading.allowed(later, role) for role in roles}
