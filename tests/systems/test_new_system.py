"""A second system takes one short module and one stack file; nothing else, and no policy forbids it."""

import shutil
from pathlib import Path

import pytest
import yaml

from offline.simulation.runner import Mode, Recording, record
from tests import reading
from tests.stacks import ROOT, as_engine

MODULE = '''"""Answers questions about the weather.

internet -> load balancer -> web -> reports (S3)
"""

from components.compute.probe import python_http_probe
from components.compute.route import Route
from components.compute.spec import ServiceSpec
from stack.settings import SystemSettings
from systems.foundation import Foundation
from systems.system import BucketSpec, Outputs, System

SERVICES: tuple[ServiceSpec[Foundation], ...] = (
    ServiceSpec(
        "web",
        image="web",
        port=8080,
        probe=python_http_probe(8080, "/health"),
        route=Route.catch_all(health="/health"),
        access=lambda base: [base.buckets["reports"].access(read="reports/*")],
    ),
)


def build(settings: SystemSettings) -> Outputs:
    """Declare the system and return the stack's outputs."""
    base = Foundation(SYSTEM, settings)
    return base.complete(base)


SYSTEM = System(code="wea", settings=SystemSettings, build=build, services=SERVICES, buckets=(BucketSpec("reports"),))
'''
STACK = """config:
  aws:region: us-east-1
  aws:defaultTags:
    tags: {System: weather, Environment: test, ManagedBy: pulumi}
  platform:system: weather
  platform:environment: test
  platform:protect: false
  platform:network:
    cidr_block: 10.9.0.0/16
    availability_zones: [us-east-1a, us-east-1b]
    public_cidr_blocks: [10.9.101.0/24, 10.9.102.0/24]
    private_cidr_blocks: [10.9.1.0/24, 10.9.2.0/24]
    data_cidr_blocks: [10.9.201.0/24, 10.9.202.0/24]
    nat: single
  platform:logs: {retention_days: 7}
  platform:alerts: {emails: [weather-alerts@example.com]}
  platform:load_balancer:
    domain: weather.example.com
    hosted_zone: example.com
    allowed_cidr_blocks: [0.0.0.0/0]
    firewall: {rate_limit: 2000}
  platform:services:
    web: {cpu: 256, memory: 512, min_capacity: 2, max_capacity: 4, cpu_target: 70}
  platform:buckets:
    reports: {}
"""
PROGRAM = ("__main__.py", "Pulumi.yaml", "components", "naming", "stack", "systems")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with one module and one stack file more."""
    folder = tmp_path_factory.mktemp("program")
    for name in PROGRAM:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    (folder / "systems" / "weather.py").write_text(MODULE)
    (folder / "Pulumi.weather-test.yaml").write_text(STACK)
    return folder


@pytest.fixture(scope="module")
def weather(program: Path) -> Recording:
    config = as_engine(yaml.safe_load(STACK)["config"])
    return record(program, stack="weather-test", config=config, mode=Mode.APPLIED)


def test_it_has_what_it_asked_for_and_no_more(weather: Recording) -> None:
    assert [service.inputs["name"] for service in weather.of("aws:ecs/service:Service")] == ["wea-test-web"]
    assert {bucket.inputs["bucket"] for bucket in weather.of("aws:s3/bucket:Bucket")} == {
        "wea-test-access-logs-111122223333",
        "wea-test-alb-logs-111122223333",
        "wea-test-reports-111122223333",
    }
    for absent in ("aws:rds/instance:Instance", "aws:msk/cluster:Cluster", "aws:sfn/stateMachine:StateMachine"):
        assert weather.of(absent) == []
    assert reading.destinations_of(weather, "web-group") == {("0.0.0.0/0", 443)}
    assert {statement["Sid"] for statement in reading.permissions(weather, "wea-test-web-task")} == {
        "ReadReports",
        "ListReports",
        "DecryptReports",
    }


def test_it_has_the_outputs_that_every_system_has(weather: Recording) -> None:
    outputs = dict(weather.outputs)
    assert outputs["web_url"] == "https://weather.example.com"
    assert outputs["cluster"] == "wea-test-cluster"
    assert outputs["services"] == {"web": "wea-test-web"}
    assert outputs["log_groups"] == {"web": "/ecs/weather/test/web"}
    assert outputs["secrets"] == outputs["job_machines"] == {}
    assert outputs["s3_reports_bucket"] == "wea-test-reports-111122223333"
    assert outputs["dashboards"] == ["wea-test"]
    assert "recovery" not in outputs
