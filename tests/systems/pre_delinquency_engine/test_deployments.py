"""How a new revision of a service is taken: images, waiting, staged requests, going back."""

import json
from typing import Any

import pulumi
import pytest

from components.compute.deployment import same_definition
from offline.simulation.runner import Mode, Recording, plain
from tests import reading
from tests.shipped import STACKS, SYSTEM, recorded
from tests.systems.pre_delinquency_engine.engine import ALARM, DIGEST, SERVICE, STEADY, altered

ROUTED = {service.name for service in SYSTEM.services if service.routed}


def inputs_by_name(recording: Recording) -> dict[tuple[str, str], Any]:
    return {(resource.type, resource.name): resource.inputs for resource in recording.resources}


# A preview reads the same records as an `up`: of what it declares one stack tells.
@pytest.mark.parametrize(("stack", "mode"), [*((stack, Mode.APPLIED) for stack in STACKS), ("dr", Mode.PLANNED)])
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


def test_recording_one_digest_moves_exactly_that_service() -> None:
    """The migration follows because it is the same image; nothing else may change with a deployment."""
    before = inputs_by_name(recorded("production"))
    deployed = recorded("production", images={**STEADY, "api": DIGEST})
    after = inputs_by_name(deployed)
    assert before.keys() == after.keys()
    assert {name for (kind, name) in after if before[kind, name] != after[kind, name]} == {
        "api-definition",
        "api-service",
        "api-image-copy",
        "api-deployed",
        "migrate-definition",
        "migrate-machine",
    }
    assert reading.container(deployed, "api")["image"].endswith(f"/pde-production/api@{DIGEST}")


def test_the_first_digest_starts_the_service() -> None:
    before = inputs_by_name(recorded("production", day_one=True))
    after = inputs_by_name(recorded("production", images={"api": DIGEST}, deployed={}))
    assert {name for (_, name) in after.keys() - before.keys()} == {"api-running-alarm", "api-healthy-alarm"}
    changed = {name for (kind, name) in before if before[kind, name] != after[kind, name]}
    assert changed == {
        "api-definition",
        "api-image-copy",
        "migrate-definition",
        "migrate-machine",
        "api-service",
        "api-scaling",
        "api-deployed",
        "watch-dashboard",
    }


def test_the_up_after_the_first_image_changes_the_strategy_alone() -> None:
    first, second = recorded("dr", deployed={}), recorded("dr")
    before, after = inputs_by_name(first), inputs_by_name(second)
    assert {name for (kind, name) in before if before[kind, name] != after[kind, name]} == {"api-service"}
    old, new = first.named("api-service").inputs, second.named("api-service").inputs
    assert {key for key in new if new[key] != old[key]} == {"deploymentConfiguration", "loadBalancers"}
    # The rule's weights are ECS's in any case: what follows must find them as they are.
    assert first.named("api-rule").ignore_changes == second.named("api-rule").ignore_changes == ("actions",)


def test_the_stack_file_overrides_what_pipelines_recorded() -> None:
    override = recorded("production", Mode.APPLIED, ("platform:images", {"api": DIGEST}))
    assert reading.container(recorded("production"), "api")["image"].endswith(f"@{STEADY['api']}")
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
    assert parameter.ignore_changes == ("insecureValue", "description")


@pytest.mark.parametrize("stack", ["staging", "production", "dr"])
def test_a_tenth_of_the_requests_tries_a_new_api_first(stack: str) -> None:
    service = recorded(stack).named("api-service")
    assert service.inputs["deploymentConfiguration"] == {
        "strategy": "CANARY",
        "bakeTimeInMinutes": "10",
        "canaryConfiguration": {"canaryPercent": 10, "canaryBakeTimeInMinutes": "10"},
    }
    # The provider waits 20 minutes by itself: it would give up while the old revision is still kept.
    assert service.custom_timeouts.chosen == {"create": 3600, "update": 3600}


def test_requests_move_between_two_target_groups_by_the_rules_weights(production: Recording) -> None:
    first, second = (production.named(name).outputs["arn"] for name in ("api-targets", "api-targets-b"))
    rule = production.named("api-rule")
    (forward,) = rule.inputs["actions"]
    assert forward["forward"]["targetGroups"] == [{"arn": first, "weight": 1}, {"arn": second, "weight": 0}]
    # ECS turns the weights; an `up` that put them back would send requests to a revision that is gone.
    assert rule.ignore_changes == ("actions",)
    (attached,) = production.named("api-service").inputs["loadBalancers"]
    assert attached["targetGroupArn"] == first
    assert attached["advancedConfiguration"] == {
        "alternateTargetGroupArn": second,
        "productionListenerRule": rule.outputs["arn"],
        "roleArn": production.named("api-deployment-role").outputs["arn"],
    }


def test_what_moves_requests_may_do_nothing_else(production: Recording) -> None:
    role = production.named("api-deployment-role")
    (trusted,) = reading.document(role, "assumeRolePolicy")
    assert trusted["Principal"] == {"Service": ["ecs.amazonaws.com"]}
    read, register, move = reading.permissions(production, "pde-production-api-deployment")
    assert all(action.startswith("elasticloadbalancing:Describe") for action in read["Action"])
    assert register["Action"] == ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
    assert register["Resource"] == [production.named(name).outputs["arn"] for name in ("api-targets", "api-targets-b")]
    assert move["Action"] == ["elasticloadbalancing:ModifyRule"]
    assert move["Resource"] == [production.named("api-rule").outputs["arn"]]


@pytest.mark.parametrize(("alarm", "function"), [("errors", "SUM"), ("latency", "MAX"), ("healthy", "SUM")])
def test_alarms_that_turn_a_deployment_back_see_both_revisions(production: Recording, alarm: str, function: str) -> None:
    watched = production.named(f"api-{alarm}-alarm").inputs
    assert "metricName" not in watched
    result, *sides = watched["metricQueries"]
    ids = [side["id"] for side in sides]
    assert result["expression"] == f"{function}([{', '.join(f'FILL({one}, 0)' for one in ids)}])"
    assert result["returnData"] is True
    groups = [side["metric"]["dimensions"]["TargetGroup"] for side in sides]
    assert groups == [production.named(name).outputs["arnSuffix"] for name in ("api-targets", "api-targets-b")]


def test_the_dashboard_draws_both_revisions_as_one(production: Recording) -> None:
    body = json.loads(plain(production.named("watch-dashboard").inputs["dashboardBody"]))
    (chart,) = (widget["properties"] for widget in body["widgets"] if widget["properties"]["title"] == "api errors")
    expression = chart["metrics"][0][0]
    assert expression == {"expression": "SUM([FILL(api_errors_0, 0), FILL(api_errors_1, 0)])", "label": "api-errors", "period": 300}
    hidden = [line[-1] for line in chart["metrics"] if line[-1].get("visible") is False]
    assert [line["id"] for line in hidden] == ["api_errors_0", "api_errors_1"]


def test_dev_replaces_tasks_a_few_at_a_time() -> None:
    dev = recorded("dev")
    # Said in so many words: the provider keeps what was there when it is told nothing.
    assert dev.named("api-service").inputs["deploymentConfiguration"] == {"strategy": "ROLLING"}
    assert dev.named("api-rule").ignore_changes == ()
    assert "advancedConfiguration" not in dev.named("api-service").inputs["loadBalancers"][0]


def test_while_errors_are_expected_alarms_do_not_turn_a_deployment_back() -> None:
    """A new database password fails the tasks that are replaced; turning back would bring the old password back."""
    quiet = altered()
    for service in ROUTED:
        alarms = quiet.named(f"{service}-service").inputs["alarms"]
        assert (alarms["enable"], alarms["rollback"]) == (False, False)
        assert quiet.named(f"{service}-errors-alarm").inputs["alarmActions"]


@pytest.mark.parametrize("stack", STACKS)
def test_a_sticky_route_has_one_group(stack: str) -> None:
    """AWS takes sticky groups beside others only in a sticky rule, and that would hold browsers in a group without tasks."""
    groups = recorded(stack).of("aws:lb/targetGroup:TargetGroup")
    sticky = {group.outputs["arn"]: group.name.removesuffix("-targets") for group in groups if "stickiness" in group.inputs}
    assert set(sticky.values()) == {service.name for service in SYSTEM.services if service.sticky}
    for rule in recorded(stack).of("aws:lb/listenerRule:ListenerRule"):
        arns = [one["arn"] for one in rule.inputs["actions"][-1]["forward"]["targetGroups"]]
        assert len(arns) == 1 or not sticky.keys() & set(arns)


@pytest.mark.parametrize("stack", STACKS)
def test_the_services_behind_the_balancer_are_the_ones_the_module_says(stack: str) -> None:
    rules = {rule.name.removesuffix("-rule") for rule in recorded(stack).of("aws:lb/listenerRule:ListenerRule")}
    assert rules == ROUTED
