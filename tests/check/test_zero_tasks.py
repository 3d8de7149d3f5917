"""No deployment moves requests between tasks that are not there: ECS documents nothing for it, and `up` would wait an hour."""

import pytest

from offline.simulation.runner import Mode, Recording, Resource
from tests import reading
from tests.check.found import SERVING, listed, system_of
from tests.stacks import recorded, values_of

SERVICE = "aws:ecs/service:Service"
PARAMETER = "aws:ssm/parameter:Parameter"


def staged(recording: Recording) -> set[str]:
    """Return the services whose deployments ECS stages; a staged one alone waits longer than the provider by itself."""
    found = set()
    for service in recording.of(SERVICE):
        is_staged = service.inputs["deploymentConfiguration"]["strategy"] != "ROLLING"
        moved = [one for one in service.inputs.get("loadBalancers", []) if "advancedConfiguration" in one]
        told = f"{service.name}: a strategy, a second target group and a longer wait belong together: components/compute/service.py"
        assert bool(moved) == is_staged, told
        assert bool(service.custom_timeouts.update) == is_staged, told
        if is_staged:
            found.add(service.name.removesuffix("-service"))
    return found


def asked(stack: str) -> set[str]:
    return {name for name, size in values_of(stack)["platform:services"].items() if "deployment" in size}


# What is staged is decided by the system's module and by whether the stack file asks: one stack of each such kind tells.
TELLING = list({(system_of(stack), bool(asked(stack))): stack for stack in reversed(SERVING)}.values())


# Before the first image and after it was lost a system does the same in each stack that asks, and nothing in one that does not.
ASKING = list({system_of(stack): stack for stack in sorted(TELLING, key=lambda one: len(asked(one)))}.values())
STAGED = [stack for stack in ASKING if asked(stack)] or ASKING[:1]
"""Those that ask: only there has what ran before a say in more than its own record, which `components/compute` writes for all."""


def waiting(recording: Recording) -> set[str]:
    """Return the services that ask for a version of a secret that nobody has put yet: they stay without a task until then."""
    names = {one.name.removesuffix("-service") for one in recording.of(SERVICE)}
    return {name for name in names if any(ref.endswith(":") for ref in reading.secrets(recording, name).values())}


def deployed(recording: Recording) -> dict[str, Resource]:
    return {one.inputs["name"].rpartition("/")[2]: one for one in recording.of(PARAMETER) if "/deployed/" in one.inputs["name"]}


@pytest.mark.parametrize(
    ("stack", "mode"),
    # A preview decides it by the same records as an `up`: one stack that asks shows it.
    [*((stack, Mode.APPLIED) for stack in TELLING), (STAGED[0], Mode.PLANNED)],
)
def test_nothing_is_staged_before_the_first_image_ran(stack: str, mode: Mode) -> None:
    early = staged(recorded(stack, mode, day_one=True))
    assert not early, f"{stack} stages these before there is an image: {listed(early)}"


@pytest.mark.parametrize("stack", STAGED)
def test_the_first_image_is_not_staged(stack: str) -> None:
    # The `up` that brings the first image updates the service while it has no task; scaling starts them after it.
    early = staged(recorded(stack, deployed={}))
    assert not early, f"{stack} stages the first image of these, when no task runs: {listed(early)}"


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("stack", TELLING)
def test_the_strategy_begins_with_the_up_after(stack: str, mode: Mode) -> None:
    differ = staged(recorded(stack, mode)) ^ (asked(stack) - waiting(recorded(stack)))
    assert not differ, f"what Pulumi.{stack}.yaml says of deployment and what is staged differ in {listed(differ)}"


@pytest.mark.parametrize("stack", STAGED)
def test_what_was_staged_once_stays_staged(stack: str) -> None:
    # ECS may have left the requests with the second target group.
    ran = dict.fromkeys(values_of(stack)["platform:services"], "sha256:0")
    differ = staged(recorded(stack, images={}, deployed=ran)) ^ (asked(stack) - waiting(recorded(stack)))
    assert not differ, f"{stack} goes back from the strategy of these when their image is gone: {listed(differ)}"


@pytest.mark.parametrize("stack", ASKING)
def test_what_ran_is_written_down_after_the_service_took_it(stack: str) -> None:
    """By the `up` that brings the first image; where nothing is staged, that one and the next declare the same."""
    sizes = values_of(stack)["platform:services"]
    first, day_one = recorded(stack, deployed={} if stack in STAGED else None), recorded(stack, day_one=True)
    services = {one.name.removesuffix("-service"): one for one in first.of(SERVICE)}
    differ = (deployed(first).keys() ^ services.keys()) | (deployed(day_one).keys() ^ services.keys())
    assert not differ, f"each service of {stack} needs a record of what was deployed, and nothing else does: {listed(differ)}"
    idle = waiting(first)
    for name, parameter in deployed(first).items():
        record = f"{parameter.name} of {stack}"
        assert services[name].urn in parameter.dependencies, f"{record} is written before the service took the image: let it wait"
        none = parameter.inputs["insecureValue"] == "none"
        assert none == (name in idle or sizes[name]["min_capacity"] == 0), (
            f"{record} must be none where no task runs, and the digest elsewhere"
        )
        assert "insecureValue" not in parameter.ignore_changes, f"{record} would never change: take it out of ignore_changes"
        assert deployed(day_one)[name].inputs["insecureValue"] == "none", f"{record} names an image on day one, when there is none"


@pytest.mark.parametrize("stack", STAGED)
def test_an_image_record_that_was_emptied_does_not_forget_what_ran(stack: str) -> None:
    ran = dict.fromkeys(values_of(stack)["platform:services"], "sha256:0")
    recording = recorded(stack, images={}, deployed=ran)
    idle = waiting(recording)
    for name, parameter in deployed(recording).items():
        runs = name not in idle and values_of(stack)["platform:services"][name]["min_capacity"] > 0
        assert parameter.inputs["insecureValue"] == ("sha256:0" if runs else "none"), (
            f"{parameter.name} of {stack} forgets what ran"
        )
