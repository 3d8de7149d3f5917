"""A container is told of the trace collector, and may send traces, only where one runs beside it.

Applied alone: what is planned does not know the texts of roles and containers.
"""

import pytest

from components.compute.console import NAME, USER_JOB
from offline.simulation.runner import Recording
from tests import reading
from tests.check.everything import with_everything
from tests.check.found import DEPLOYED, FIRST, SERVED, listed
from tests.stacks import recorded, values_of

BESIDE = ("//localhost", "//127.0.0.1")


def told_of_a_neighbour(recording: Recording) -> dict[str, bool]:
    """Return the task definitions with a container that is told of something beside it: whether another container is there."""
    found = {}
    for definition in recording.of(reading.TASK_DEFINITION):
        declared = reading.containers(definition)
        values = [str(entry["value"]) for one in declared for entry in one.get("environment", [])]
        if any(address in value for value in values for address in BESIDE):
            found[definition.name] = len(declared) > 1
    return found


def senders(recording: Recording) -> set[str]:
    """Return the roles of tasks that may send traces; a state machine sends its own, through nothing beside it."""
    tasks = {definition.inputs["taskRoleArn"].rpartition("/")[2] for definition in recording.of(reading.TASK_DEFINITION)}
    return {
        str(policy.inputs["role"])
        for policy in recording.of(reading.ROLE_POLICY)
        if policy.inputs["role"] in tasks
        and any(action.startswith("xray:") for statement in reading.document(policy) for action in statement["Action"])
    }


@pytest.mark.parametrize(
    ("stack", "day_one"),
    [(one, day) for day, some in ((False, DEPLOYED), (True, FIRST)) for one in some if not values_of(one).get("platform:tracing")],
)
def test_before_there_is_a_collector_nothing_is_told_of_one(stack: str, *, day_one: bool) -> None:
    """An exporter without a listener logs an error every few seconds, and logged errors are what the service's alarm counts."""
    recording = recorded(stack, day_one=day_one)
    told = told_of_a_neighbour(recording)
    assert not told, f"{stack} has no collector, yet these are told of one: take the address from their environment: {listed(told)}"
    idle = senders(recording)
    assert not idle, f"{stack} has no collector, yet these roles may send traces: {listed(idle)}"
    pulled = [
        arn
        for policy in recording.of(reading.ROLE_POLICY)
        for statement in reading.document(policy)
        if "ecr:BatchGetImage" in statement["Action"]
        for arn in statement["Resource"]
    ]
    assert pulled, f"no role of {stack} may pull an image"
    collectors = [arn for arn in pulled if arn.endswith("/collector")]
    assert not collectors, f"{stack} has no collector, yet its roles may pull it: {listed(collectors)}"


@pytest.mark.parametrize("stack", SERVED)
def test_with_a_collector_everything_may_send_to_it_but_what_people_enter(stack: str) -> None:
    """ECS puts its agent into every container of a task that people enter, and nobody is to enter another's."""
    recording = with_everything(stack)
    sessions = {f"{name}-definition" for name in (NAME, USER_JOB)}
    several = {one.name for one in recording.of(reading.TASK_DEFINITION) if len(reading.containers(one)) > 1}
    told = told_of_a_neighbour(recording)
    entered = (several | told.keys()) & sessions
    assert not entered, f"no collector may run beside these of {stack}, nor may they be told of one: {listed(entered)}"
    definitions = {one.name for one in recording.of(reading.TASK_DEFINITION)} - sessions
    alone = [name for name in definitions if not told.get(name)]
    assert not alone, f"give these of {stack} the collector and its address, which is the base's part: {listed(alone)}"
    senders_of_it = len(senders(recording))
    assert senders_of_it == len(definitions), f"{senders_of_it} roles of {stack} may send traces, not {len(definitions)}"
