"""Bad stack files are refused with a message that says where, what was found, what is allowed and how to mend it."""

import re
from typing import Any

import pulumi
import pytest

from offline.simulation.runner import Mode
from stack.file import load
from stack.problems import SettingsError
from tests.shipped import SYSTEMS, recorded, values_of
from tests.stack.bad_settings import BAD
from tests.stacks import DELETE, SIGN_IN, as_engine, changed


def problems_of(*changes: tuple[str, Any]) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load("production", as_engine(changed(values_of("production"), *changes)), SYSTEMS)
    return caught.value


@pytest.mark.parametrize(("path", "value", "complained", "found", "allowed"), BAD)
def test_one_bad_setting_names_its_path_value_and_remedy(path: str, value: Any, complained: str, found: str, allowed: str) -> None:
    error = problems_of((path, value))
    problem = next(problem for problem in error.problems if problem.path == complained)
    assert found in problem.found
    assert allowed in problem.allowed
    assert problem.fix
    assert complained in str(error)
    assert "Pulumi.production.yaml" in str(error)


@pytest.mark.parametrize(("path", "value", "complained", "found", "allowed"), BAD)
def test_one_bad_setting_raises_no_false_alarms(path: str, value: Any, complained: str, found: str, allowed: str) -> None:
    del found, allowed
    others = {problem.path for problem in problems_of((path, value)).problems} - {complained}
    written = path.split("[", maxsplit=1)[0]
    block, key = re.split(r"[.:](?=[^.:]+$)", written)
    assert all(other.startswith(block) or key in other for other in others)


def test_all_problems_are_told_at_once() -> None:
    error = problems_of(("platform:database.username", "admin"), ("platform:services.api.cpu", 3), ("platform:network.nat", "many"))
    assert {problem.path for problem in error.problems} >= {
        "platform:database.username",
        "platform:services.api.cpu",
        "platform:network.nat",
    }
    assert "3 problems" in str(error)


def test_a_missing_service_is_told_beside_an_unreadable_block() -> None:
    error = problems_of(("platform:services.api", DELETE), ("platform:database.multi_az", 3))
    assert {problem.path for problem in error.problems} == {"platform:services.api", "platform:database.multi_az"}


def test_a_misspelt_key_suggests_the_right_one() -> None:
    assert "write database" in str(problems_of(("platform:databse", {})))


@pytest.mark.parametrize("name", ["DATABASE_PASSWORD", "API_TOKEN", "STRIPE_API_KEY", "DATABASE_URL", "CLIENT_SECRET"])
def test_a_secret_in_the_environment_is_refused_without_showing_it(name: str) -> None:
    error = problems_of(("platform:services.api.environment", {name: "hunter2"}))
    assert error.problems[0].path == f"platform:services.api.environment.{name}"
    assert "hunter2" not in str(error)


def test_a_client_secret_is_never_shown() -> None:
    error = problems_of(("platform:services.dashboard.sign_in", {**SIGN_IN, "client_secret": ["hunter2"]}))
    assert error.problems[0].path == "platform:services.dashboard.sign_in.client_secret"
    assert "hunter2" not in str(error)
    settings = load(
        "production",
        as_engine(changed(values_of("production"), ("platform:services.dashboard.sign_in", SIGN_IN))),
        SYSTEMS,
    )
    assert "hunter2" not in repr(settings)


def test_a_foreign_image_is_refused_where_only_our_registry_can_be_reached() -> None:
    """With `nat: none` a pull from anywhere else would hang until ECS gives up."""
    foreign = f"docker.io/library/python@sha256:{'a' * 64}"
    own = f"111122223333.dkr.ecr.us-east-1.amazonaws.com/x@sha256:{'a' * 64}"
    endpoints = ("platform:network.interface_endpoints", ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray", "monitoring"])
    closed = ("platform:network.nat", "none")
    assert problems_of(closed, endpoints, ("platform:images", {"api": foreign})).problems[0].path == "platform:images.api"
    config = changed(values_of("production"), closed, endpoints, ("platform:images", {"api": own}))
    assert load("production", as_engine(config), SYSTEMS).images == {"api": own}


def test_capacity_range_needs_something_to_scale_on() -> None:
    error = problems_of(("platform:services.api.cpu_target", DELETE), ("platform:services.api.memory_target", DELETE))
    assert error.problems[0].path == "platform:services.api.max_capacity"
    assert "cpu_target" in error.problems[0].fix


def test_settings_errors_reach_the_user_without_a_traceback() -> None:
    """Pulumi prints the message of a RunError and nothing else."""
    with pytest.raises(pulumi.RunError, match=r"1 problem in Pulumi\.dev\.yaml"):
        recorded("dev", Mode.APPLIED, ("platform:network.nat", "one"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("platform:services.dashboard.sign_in", "hunter2"),
        ("platform:services.dashboard.sign_in", [{"client_secret": "hunter2"}]),
        ("platform:services.api.environment", {"DB_PASSWORD": ["hunter2"]}),
        ("platform:services.api.environment", "hunter2"),
        ("platform:services", ["hunter2"]),
    ],
)
def test_a_wrong_shape_around_a_secret_does_not_show_it(path: str, value: Any) -> None:
    error = problems_of((path, value))
    assert error.problems[0].found == "a value that is not shown"
    assert "hunter2" not in str(error)
