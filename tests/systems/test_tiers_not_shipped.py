"""What no shipped stack has is deployed, and used, within the permissions its system's module leads to and within AWS's limits."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from components.account.deployer_permissions import deployment
from components.account.deployer_permissions.boundary import boundary
from components.account.deployer_permissions.scope import DeployerScope
from components.compute.probe import python_http_probe
from components.compute.route import Route
from components.compute.spec import JobSpec, ServiceSpec
from components.data.queue import Queue
from components.model.bedrock import Models
from offline.judging.pack import judge
from offline.simulation.runner import Mode, Recording, record
from stack.file import load
from stack.settings import InferenceProfileSettings, ModelSettings, QueueSettings, SystemSettings
from stack.site import Site
from systems.foundation import Foundation
from systems.system import System
from tests import reading
from tests.check.test_boundaries import asked_by
from tests.check.test_calls import Deployment
from tests.deciding import Policies, Request
from tests.limits.test_accepted import arguments, limits, outside
from tests.stacks import Change, as_engine, changed
from tests.systems.test_new_system import STACK

ACCOUNT = "111122223333"
BOUNDARY = "acct-shared-boundary-wea-test"
BOUNDARY_ARN = f"arn:aws:iam::{ACCOUNT}:policy/{BOUNDARY}"
NOVA = "amazon.nova-lite-v1:0"
SCOPE: dict[str, Any] = {
    "account": ACCOUNT,
    "system": "weather",
    "code": "wea",
    "environment": "test",
    "regions": ("us-east-1",),
    "domains": ("weather.example.com",),
    "hosted_zones": ("Z0123",),
}
CHANGES: tuple[Change, ...] = (
    ("platform:network.interface_endpoints", ["bedrock-runtime", "sqs"]),
    ("platform:images", {"web": f"sha256:{'ab' * 32}"}),
    ("platform:buckets", {}),
    ("platform:role_boundary", BOUNDARY),
    ("platform:jobs", {"tidy": {"cpu": 256, "memory": 512, "schedule": "0 9 ? * SUN *"}}),
    ("platform:load_balancer.failover", {"secondary": "dr.weather.example.com", "health_path": "/health"}),
)
MODELS = ModelSettings(
    model_ids=(NOVA,),
    inference_profiles=(InferenceProfileSettings(id=f"us.{NOVA}", model_id=NOVA, regions=("us-east-1", "us-west-2")),),
)
QUEUE = QueueSettings(work_seconds=43_200, attempts=28, retention_days=14)
SERVICE: ServiceSpec[Any] = ServiceSpec(
    "web",
    image="web",
    port=8080,
    probe=python_http_probe(8080, "/health"),
    route=Route.catch_all(health="/health"),
    access=lambda it: [it["work"].access({}, send=True, receive=True), it["models"].access("MODEL_IDS")],
    backlogs=lambda it: [it["work"].backlog(target=100)],
)


def build(settings: SystemSettings) -> dict[str, Any]:
    base = Foundation(SYSTEM, settings, models=MODELS)
    parts = {
        "work": base.add(
            Queue("work", base.placement, settings=QueueSettings(work_seconds=43_200, attempts=28, retention_days=14))
        ),
        "models": base.add(Models("models", base.site, settings=MODELS)),
    }
    return dict(base.complete(parts))


SYSTEM: System[SystemSettings] = System(
    code="wea",
    settings=SystemSettings,
    build=build,
    services=(SERVICE,),
    jobs=(JobSpec[Any]("tidy", image_of="web", command=("sh",), scheduled=True),),
    tiers=(Queue, Models),
)


CONFIG = as_engine(changed(yaml.safe_load(STACK)["config"], *CHANGES))


def recorded(mode: Mode, config: Mapping[str, str] = CONFIG) -> Recording:
    def program() -> None:
        build(load("weather-test", config, {"weather": SYSTEM}))

    return record(program, stack="weather-test", config=config, mode=mode)


@pytest.fixture(scope="module")
def weather() -> Recording:
    return recorded(Mode.APPLIED)


def deployer(system: System[Any] = SYSTEM, **changes: Any) -> Policies:
    site = Site(system="account", code="acct", environment="shared", account=ACCOUNT, region="us-east-1", protect=True)
    scope = DeployerScope(**{**SCOPE, **changes})
    parts = deployment(site, scope, components=system.components, boundary_arn=BOUNDARY_ARN, of_state=[])
    return Policies(one.render() for part in parts.values() for one in part)


def bounds() -> Policies:
    return Policies(one.render() for one in boundary(DeployerScope(**SCOPE), SYSTEM.grants))


def missing(weather: Recording, given: Policies) -> list[str]:
    return Deployment(weather, given, "arn:aws:route53:::hostedzone/Z0123").missing()


def test_the_deployer_may_make_every_call_that_it_takes(weather: Recording) -> None:
    assert missing(weather, deployer(health_checks=True)) == []


def test_health_checks_are_only_a_deployers_whose_line_says_so(weather: Recording) -> None:
    lacking = missing(weather, deployer())
    assert lacking
    assert all("failover-check (aws:route53/healthCheck:HealthCheck)" in one for one in lacking)


def test_a_system_without_them_may_make_neither_queues_nor_schedules(weather: Recording) -> None:
    system = System(code="wea", settings=SystemSettings, build=build)
    lacking = missing(weather, deployer(system, health_checks=True))
    types = ("aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy", "aws:scheduler/schedule:Schedule")
    assert all(any(type_ in one for one in lacking) for type_ in types)


def test_the_boundary_lets_every_role_do_what_it_was_given(weather: Recording) -> None:
    for role in weather.of(reading.ROLE):
        for statement in reading.permissions(weather, role.inputs["name"]):
            for request in asked_by(statement, "us-east-1"):
                assert bounds().permit(request), f"{role.name}, {statement['Sid']}: {request}"


@pytest.mark.parametrize(
    ("region", "profile", "allowed"),
    [
        ("us-east-1", None, True),
        ("us-west-2", None, False),
        ("us-west-2", f"arn:aws:bedrock:us-east-1:{ACCOUNT}:inference-profile/us.{NOVA}", True),
    ],
)
def test_a_model_is_asked_elsewhere_only_through_a_profile(region: str, profile: str | None, *, allowed: bool) -> None:
    context = {"aws:RequestedRegion": (region,)} | ({} if profile is None else {"bedrock:InferenceProfileArn": (profile,)})
    request = Request(action="bedrock:InvokeModel", arn=f"arn:aws:bedrock:{region}::foundation-model/{NOVA}", context=context)
    assert bounds().permit(request) == allowed


@pytest.mark.parametrize(
    ("token", "path"),
    [
        ("aws:route53/healthCheck:HealthCheck", "resourcePath"),
        ("aws:scheduler/schedule:Schedule", "scheduleExpression"),
        ("aws:scheduler/schedule:Schedule", "scheduleExpressionTimezone"),
        ("aws:sqs/queue:Queue", "messageRetentionSeconds"),
        ("aws:sqs/queue:Queue", "visibilityTimeoutSeconds"),
    ],
)
def test_what_settings_end_in_lies_within_awss_limits(weather: Recording, token: str, path: str) -> None:
    assert limits(token, path)
    assert any(path in dict(arguments(resource)) for resource in weather.of(token))
    assert outside(weather) == []


@pytest.mark.parametrize("mode", list(Mode))
def test_no_policy_forbids_them(mode: Mode, port: int) -> None:
    protected: tuple[Change, ...] = (("platform:protect", True), ("platform:backup", {"retention_days": 35}))
    config = as_engine(changed(yaml.safe_load(STACK)["config"] | {"aws:allowedAccountIds": [ACCOUNT]}, *CHANGES, *protected))
    findings = judge(port, recorded(mode, config), {}).findings
    told = [(one.rule, one.urn, one.text) for one in findings if mode is Mode.APPLIED or not one.undecided]
    assert told == []


def test_a_service_scales_on_a_queue(weather: Recording) -> None:
    policy = weather.named("web-scaling-work-backlog").inputs["targetTrackingScalingPolicyConfiguration"]
    assert policy["customizedMetricSpecification"]["dimensions"] == [{"name": "QueueName", "value": "wea-test-work"}]
    assert policy["targetValue"] == 100
