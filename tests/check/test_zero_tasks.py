"""No deployment moves requests between tasks that are not there: ECS documents nothing for it, and `up` would wait an hour."""

import pytest

from offline.simulation.runner import Mode, Recording, Resource
from tests.check.found import DEPLOYED
from tests.stacks import recorded, values_of

SERVICE = "aws:ecs/service:Service"
PARAMETER = "aws:ssm/parameter:Parameter"


def staged(recording: Recording) -> set[str]:
    """Return the services whose deployments ECS stages; a staged one alone waits longer than the provider by itself."""
    found = set()
    for service in recording.of(SERVICE):
        is_staged = service.inputs["deploymentConfiguration"]["strategy"] != "ROLLING"
        moved = [one for one in service.inputs.get("loadBalancers", []) if "advancedConfiguration" in one]
        assert bool(moved) == is_staged, service.name
        assert bool(service.custom_timeouts.update) == is_staged, service.name
        if is_staged:
            found.add(service.name.removesuffix("-service"))
    return found


def asked(stack: str) -> set[str]:
    return {name for name, size in values_of(stack)["platform:services"].items() if "deployment" in size}


def deployed(recording: Recording) -> dict[str, Resource]:
    return {one.inputs["name"].rpartition("/")[2]: one for one in recording.of(PARAMETER) if "/deployed/" in one.inputs["name"]}


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("stack", DEPLOYED)
def test_nothing_is_staged_before_the_first_image_ran(stack: str, mode: Mode) -> None:
    assert staged(recorded(stack, mode, day_one=True)) == set()
    # The `up` that brings the first image updates the service while it has no task; scaling starts them after it.
    assert staged(recorded(stack, mode, deployed={})) == set()


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("stack", DEPLOYED)
def test_the_strategy_begins_with_the_up_after(stack: str, mode: Mode) -> None:
    assert staged(recorded(stack, mode)) == asked(stack)
    # Once staged, always staged: ECS may have left the requests with the second target group.
    assert staged(recorded(stack, mode, images={}, deployed=dict.fromkeys(asked(stack), "sha256:0"))) == asked(stack)


@pytest.mark.parametrize("stack", DEPLOYED)
def test_what_ran_is_written_down_after_the_service_took_it(stack: str) -> None:
    sizes = values_of(stack)["platform:services"]
    first, day_one = recorded(stack, deployed={}), recorded(stack, day_one=True)
    services = {one.name.removesuffix("-service"): one for one in first.of(SERVICE)}
    assert deployed(first).keys() == deployed(day_one).keys() == services.keys()
    for name, parameter in deployed(first).items():
        assert services[name].urn in parameter.dependencies, name
        assert (parameter.inputs["insecureValue"] == "none") == (sizes[name]["min_capacity"] == 0), name
        assert "insecureValue" not in parameter.ignore_changes, name
        assert deployed(day_one)[name].inputs["insecureValue"] == "none", name


@pytest.mark.parametrize("stack", DEPLOYED)
def test_an_image_record_that_was_emptied_does_not_forget_what_ran(stack: str) -> None:
    ran = dict.fromkeys(values_of(stack)["platform:services"], "sha256:0")
    for name, parameter in deployed(recorded(stack, images={}, deployed=ran)).items():
        runs = values_of(stack)["platform:services"][name]["min_capacity"] > 0
        assert parameter.inputs["insecureValue"] == ("sha256:0" if runs else "none"), name
