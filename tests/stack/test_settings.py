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


def values_at(path: str) -> Any:
    """Return what production says at a place."""
    section, *keys = path.split(".")
    value = values_of("production")[section]
    for key in keys:
        value = value[key]
    return value


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


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("platform:database", "platform:databse"),
        ("platform:network.nat", "platform:network.natt"),
        ("platform:services.api", "platform:services.apii"),
        ("platform:buckets.pipeline-artifacts", "platform:buckets.pipeline-artefacts"),
    ],
)
def test_a_misspelt_key_is_one_mistake_that_names_the_right_one(right: str, wrong: str) -> None:
    (problem,) = problems_of((right, DELETE), (wrong, values_at(right))).problems
    assert (problem.path, problem.fix) == (wrong, f"write {re.split('[.:]', right)[-1]}")


def test_a_misspelt_key_beside_the_right_one_is_to_be_removed() -> None:
    (problem,) = problems_of(("platform:network.natt", "none")).problems
    assert problem.fix == "remove it: nat is there already"


@pytest.mark.parametrize("wrong", ["letter-writer", "x"])
def test_a_name_like_no_other_is_removed_or_declared(wrong: str) -> None:
    (problem,) = problems_of((f"platform:services.{wrong}", values_at("platform:services.api"))).problems
    assert problem.fix == "remove it, or declare it in the module of pre-delinquency-engine"


@pytest.mark.parametrize(
    ("path", "value", "allowed", "fix"),
    [
        (
            "platform:alerts.emails",
            "ops@example.com",
            (
                "a list, each an e-mail address of ASCII letters, digits and signs; none twice: "
                "a topic has one subscription of an address"
            ),
            "write a list: emails: [ops@example.com]",
        ),
        ("platform:alerts.emails", ["ops@example.com"] * 2, "none twice", "list ops@example.com once"),
        ("platform:network.cidr_block", "10.0.4.0/16", "with no host bits set", "write 10.0.0.0/16"),
        (
            "platform:network.availability_zones",
            "us-east-1a",
            "a list of at least 2, each a text",
            "availability_zones: [us-east-1a]",
        ),
        ("platform:stream.availability_zones", ["us-east-1a"], "at least 2 and at most 3, each a text; none twice", "set avail"),
    ],
)
def test_a_remedy_is_written_out_where_the_value_shows_it(path: str, value: Any, allowed: str, fix: str) -> None:
    problem = next(one for one in problems_of((path, value)).problems if one.path == path)
    assert allowed in problem.allowed
    assert fix in problem.fix


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
