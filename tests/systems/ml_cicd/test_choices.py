"""What the guide of the ML pipeline left open, done otherwise: a rotation, and a name whose DNS is not in Route 53."""

import json

import pytest

from offline.simulation.runner import Mode, Recording, plain
from tests import reading
from tests.reading import only
from tests.shipped import recorded
from tests.stacks import DELETE, Change
from tests.systems.ml_cicd.test_parts import PARAMETER, STACK

CERTIFICATE = "arn:aws:acm:us-west-2:111122223333:certificate/0d5e0e4e"
OTHERWISE: tuple[Change, ...] = (
    ("platform:database.rotation", 2),
    ("platform:load_balancer.hosted_zone", DELETE),
    ("platform:load_balancer.certificate_arn", CERTIFICATE),
)


@pytest.fixture(scope="module")
def otherwise() -> Recording:
    return recorded(STACK, Mode.APPLIED, *OTHERWISE)


def test_database_secret_and_address_of_the_store_follow_a_rotation_in_one_update(otherwise: Recording) -> None:
    """The guide wrote the password into three places by hand."""
    passwords = {}
    for key, recording in {"before": recorded(STACK), "after": otherwise}.items():
        password = passwords[key] = plain(recording.named("database-password").outputs["result"])
        assert plain(only(recording, "aws:rds/instance:Instance").inputs["password"]) == password
        secret = json.loads(plain(recording.named("database-secret-version").inputs["secretString"]))
        assert secret["password"] == password
        assert plain(recording.named("backend-store-uri-parameter", PARAMETER).inputs["value"]) == secret["url"]
        assert f":{password}@" in secret["url"]
    assert passwords["before"] != passwords["after"]
    rolled = (reading.container(one, "mlflow") for one in (recorded(STACK), otherwise))
    assert len({json.dumps(one["environment"]) for one in rolled}) == 2


def test_route_53_is_an_option(otherwise: Recording) -> None:
    assert otherwise.of("aws:route53/record:Record") == otherwise.of("aws:acm/certificate:Certificate") == []
    (listener,) = (one.inputs for one in otherwise.of("aws:lb/listener:Listener") if one.inputs["port"] == 443)
    assert (listener["protocol"], listener["certificateArn"]) == ("HTTPS", CERTIFICATE)


def test_the_dashboard_draws_what_the_model_service_measures(applied: Recording) -> None:
    body = json.loads(plain(applied.named("watch-dashboard").inputs["dashboardBody"]))
    drawn = {(line[0], line[1]) for one in body["widgets"] for line in one["properties"].get("metrics", ()) if len(line) > 1}
    assert {("ml-cicd", "InferenceLatency"), ("ml-cicd", "InferenceErrors")} <= drawn
    assert {("AWS/ApplicationELB", "RequestCount"), ("AWS/ApplicationELB", "TargetResponseTime")} <= drawn
    assert {("AWS/ECS", "CPUUtilization"), ("AWS/ECS", "MemoryUtilization"), ("AWS/RDS", "DatabaseConnections")} <= drawn
