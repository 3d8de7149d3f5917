"""What the default-rate backend may choose: the way out of its network, and whether tasks are started by the clock."""

import pytest

from offline.judging.pack import judge
from offline.simulation.runner import Mode, Recording
from tests import reading
from tests.reading import only
from tests.shipped import recorded
from tests.stacks import Change
from tests.systems.default_rate.test_parts import SERVICE, STACK

ENDPOINTS = ("ecr.api", "ecr.dkr", "logs", "ssm")
OTHERWISE: tuple[Change, ...] = (
    ("platform:network.nat", "none"),
    ("platform:network.interface_endpoints", list(ENDPOINTS)),
    ("platform:services.beat.min_capacity", 1),
    ("platform:services.beat.max_capacity", 1),
)


@pytest.fixture(scope="module")
def otherwise() -> Recording:
    return recorded(STACK, Mode.APPLIED, *OTHERWISE)


def test_without_nat_it_reaches_what_it_needs_through_four_endpoints(otherwise: Recording, port: int) -> None:
    """Its secrets are parameters: without the endpoint of Systems Manager no task would start."""
    assert otherwise.of("aws:ec2/natGateway:NatGateway") == []
    endpoints = otherwise.of("aws:ec2/vpcEndpoint:VpcEndpoint")
    services = {one.inputs["serviceName"] for one in endpoints if one.inputs["vpcEndpointType"] == "Interface"}
    assert services == {f"com.amazonaws.us-east-1.{name}" for name in ENDPOINTS}
    for name in ("api", "worker", "beat", "migrate"):
        assert ("0.0.0.0/0", 443) not in reading.destinations_of(otherwise, f"{name}-group")
        assert ("network-endpoints", 443) in reading.destinations_of(otherwise, f"{name}-group")
    judgement = judge(port, otherwise, {})
    assert "endpoints-complete" in judgement.rules
    assert [one for one in judgement.findings if one.level != "advisory" or one.undecided] == []


def test_the_clock_runs_once_where_the_stack_file_says_so(otherwise: Recording) -> None:
    beat = otherwise.named("beat-service", SERVICE).inputs
    assert (beat["desiredCount"], beat["deploymentMaximumPercent"], beat["deploymentMinimumHealthyPercent"]) == (1, 100, 0)
    assert [one["capacityProvider"] for one in beat["capacityProviderStrategies"]] == ["FARGATE"]
    assert "beat-scaling" not in {one.name for one in otherwise.resources}


def test_the_worker_runs_on_spot_above_its_first_task() -> None:
    worker = recorded(STACK).named("worker-service", SERVICE).inputs
    strategies = {one["capacityProvider"]: (one.get("base", 0), one["weight"]) for one in worker["capacityProviderStrategies"]}
    assert strategies["FARGATE"][0] == 1
    assert strategies["FARGATE_SPOT"][1] > 0
    for name in ("api", "beat"):
        service = recorded(STACK).named(f"{name}-service", SERVICE).inputs
        assert [one["capacityProvider"] for one in service["capacityProviderStrategies"]] == ["FARGATE"]


def test_alarms_reach_a_mailbox(either: Recording) -> None:
    subscription = only(either, "aws:sns/topicSubscription:TopicSubscription").inputs
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "rates-alerts@example.com")
