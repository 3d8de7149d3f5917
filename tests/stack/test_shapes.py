"""Whatever a stack file holds, it is read or refused by name: no other error, nothing declared, nothing secret shown."""

import json
from typing import Any

import pulumi_aws as aws
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stack.file import load
from stack.problems import Problem, SettingsError
from stack.settings.vocabulary import REGIONS
from tests.shipped import SYSTEMS, values_of
from tests.stacks import DELETE, SIGN_IN, as_engine, changed


def told(config: dict[str, str], stack: str = "production") -> tuple[Problem, ...]:
    with pytest.raises(SettingsError) as caught:
        load(stack, config, SYSTEMS)
    return caught.value.problems


def told_of(*changes: tuple[str, Any], stack: str = "production") -> dict[str, str]:
    """Return what was found, by path."""
    return {problem.path: problem.found for problem in told(as_engine(changed(values_of(stack), *changes)), stack)}


@pytest.mark.parametrize(
    "path",
    [
        "platform:backup",
        "platform:recovery",
        "platform:database",
        "platform:network",
        "platform:tracing",
        "platform:role_boundary",
        "platform:load_balancer.firewall",
        "platform:network.flow_log_retention_days",
        "platform:services.api",
        "platform:services.api.deployment",
    ],
)
def test_an_empty_block_is_not_an_absent_one(path: str) -> None:
    """`platform:backup:` with nothing after it previewed clean on production, with no backups and no word."""
    problem = next(one for one in told(as_engine(changed(values_of("production"), (path, None)))) if one.path == path)
    assert problem.found == "nothing"
    assert problem.fix == f"write what {path.rpartition('.')[2].rpartition(':')[2]} is to be, or remove it"


def test_an_empty_block_is_told_beside_other_mistakes() -> None:
    found = told_of(("platform:backup", None), ("platform:database.multi_az", 3), ("platform:services.api.memroy", 1))
    assert set(found) == {"platform:backup", "platform:database.multi_az", "platform:services.api.memroy"}


@pytest.mark.parametrize(("key", "fix"), [("platfrom:backup", "write platform:backup"), ("zzz:backup", "remove it")])
def test_a_namespace_nothing_reads_is_refused(key: str, fix: str) -> None:
    (problem,) = told({**as_engine(values_of("production")), key: "{}"})
    assert (problem.path, problem.found, problem.fix) == (key, "a namespace nothing reads", fix)


@pytest.mark.parametrize(
    ("stack", "path", "value", "found"),
    [
        ("dev", "platform:network.interface_endpoints", ["xray", "xray"], "xray more than once"),
        ("dev", "platform:load_balancer.allowed_cidr_blocks", ["10.0.0.0/8", "10.0.0.0/8"], "10.0.0.0/8 more than once"),
        ("dev", "platform:services.dashboard.allowed_cidr_blocks", ["10.0.0.0/8"] * 2, "10.0.0.0/8 more than once"),
        ("dev", "platform:alerts.emails", ["a@b.co", "a@b.co"], "a@b.co more than once"),
        ("dev", "platform:stream.availability_zones", ["us-east-1a", "us-east-1a"], "us-east-1a more than once"),
        ("account", "platform:account.deployments[2].regions", ["us-east-1", "us-east-1"], "us-east-1 more than once"),
        ("account", "platform:account.deployments[2].domains", ["a.example.com"] * 2, "a.example.com more than once"),
        ("account", "platform:account.hosted_zones", ["Z1", "Z1"], "Z1 more than once"),
    ],
)
def test_a_repeated_entry_is_refused_by_its_settings_name(stack: str, path: str, value: Any, found: str) -> None:
    assert told_of((path, value), stack=stack)[path] == found


def test_an_unknown_key_does_not_hide_the_other_mistakes_of_its_block() -> None:
    found = told_of(("platform:services.api.memroy", 1), ("platform:services.api.memory", 2048))
    assert set(found) == {"platform:services.api.memroy", "platform:services.api.memory"}
    assert found["platform:services.api.memory"] == "2048 with cpu 2048"


def test_endpoints_that_a_network_without_nat_needs_are_told_in_one_round() -> None:
    """For tasks to start, for traces and for metrics: told one after another they took three previews."""
    (problem,) = told(as_engine(changed(values_of("production"), ("platform:network.nat", "none"))))
    assert problem.path == "platform:network.interface_endpoints"
    assert problem.fix == "add ecr.api, ecr.dkr, logs, secretsmanager, xray, monitoring, or set nat to single"
    some = ("platform:network.interface_endpoints", ["ecr.api", "xray"])
    (problem,) = told(as_engine(changed(values_of("production"), ("platform:network.nat", "none"), some)))
    assert problem.fix == "add ecr.dkr, logs, secretsmanager, monitoring, or set nat to single"


def test_hundreds_of_problems_are_twenty_and_a_count() -> None:
    values = changed(values_of("production"), ("platform:network.public_cidr_blocks", ["10.0.101.0/24"] * 200))
    with pytest.raises(SettingsError) as caught:
        load("production", as_engine(values), SYSTEMS)
    message = str(caught.value)
    assert message.count("found:") == 20
    assert message.endswith(f"and {len(caught.value.problems) - 20} more: mend these first")
    assert len(message) < 10_000


@pytest.mark.parametrize("region", ["mars-north-1", "us-east-1a", "", "us-east", "Oregon"])
def test_a_wrong_region_is_named_itself(region: str) -> None:
    paths = {problem.path for problem in told({**as_engine(values_of("production")), "aws:region": region})}
    assert paths == {"aws:region"}


def test_the_regions_are_those_of_aws_own_partition() -> None:
    elsewhere = ("cn-", "us-gov-", "us-iso", "eu-iso", "eusc-")
    assert {region.value for region in aws.Region if not region.value.startswith(elsewhere)} == set(REGIONS)


@pytest.mark.parametrize(
    "text", ["foo", "[]", "null", "3", '{"tags":["a"]}', '{"tags":"x"}', '{"tags":null}', "{}", "[" * 5000, DELETE]
)
def test_default_tags_of_any_other_shape_are_refused(text: Any) -> None:
    config = as_engine(values_of("dev"))
    if text is DELETE:
        del config["aws:defaultTags"]
    else:
        config["aws:defaultTags"] = text
    (problem,) = told(config, "dev")
    assert problem.path == "aws:defaultTags"
    assert problem.fix == "write tags: {System: pre-delinquency-engine, Environment: dev, ManagedBy: pulumi}"


@pytest.mark.parametrize(
    ("tags", "path", "found"),
    [
        ({"Environment": "production"}, "aws:defaultTags.tags.Environment", "production"),
        ({"System": "fraud-detector"}, "aws:defaultTags.tags.System", "fraud-detector"),
        ({"aws:x": "y"}, "aws:defaultTags.tags", "the key 'aws:x'"),
        ({"": "y"}, "aws:defaultTags.tags", "the key ''"),
        ({"Cost": "v" * 257}, "aws:defaultTags.tags.Cost", "257 characters"),
        ({"Cost": "a<b"}, "aws:defaultTags.tags.Cost", "a character that not every service takes"),
        ({"C*st": "b"}, "aws:defaultTags.tags.C*st", "a character that not every service takes"),
        ({"Cost": 1}, "aws:defaultTags.tags.Cost", "no text"),
        ({f"k{number}": "v" for number in range(50)}, "aws:defaultTags.tags", "53 tags"),
    ],
)
def test_tags_are_the_stacks_own_and_what_aws_takes(tags: dict[str, Any], path: str, found: str) -> None:
    """A copied stack file that keeps another's tags would be billed, alarmed and permitted as that one."""
    written = {**values_of("dev")["aws:defaultTags"]["tags"], **tags}
    assert told_of(("aws:defaultTags", {"tags": written}), stack="dev")[path] == found


@pytest.mark.parametrize(
    "text", [DELETE, "[]", "null", "111122223333", '"111122223333"', '["11112222333"]', "[111122223333]", "{}"]
)
def test_a_protected_stack_says_in_which_account_it_may_be(text: Any) -> None:
    """With wrong credentials everything would be made in the wrong account, or deleted there."""
    config = as_engine(values_of("production"))
    del config["aws:allowedAccountIds"]
    (problem,) = told(config if text is DELETE else {**config, "aws:allowedAccountIds": text})
    assert problem.path == "aws:allowedAccountIds"
    dev = as_engine(values_of("dev"))
    load("dev", dev, SYSTEMS)
    load("dev", {**dev, "aws:allowedAccountIds": '["111122223333"]'}, SYSTEMS)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.characters(categories=["Cs"])
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


def keys_of(values: Any, path: str = "") -> list[str]:
    """Return the path of every block and value of a stack file."""
    if not isinstance(values, dict):
        return [path]
    return [path, *(found for key, value in values.items() for found in keys_of(value, f"{path}.{key}" if path else key))]


PATHS = [path for path in keys_of(values_of("production")) if path]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(path=st.sampled_from(PATHS), value=VALUES)
def test_any_value_anywhere_is_read_or_refused(path: str, value: Any) -> None:
    config = as_engine(changed(values_of("production"), ("platform:services.dashboard.sign_in", SIGN_IN), (path, value)))
    try:
        load("production", config, SYSTEMS)
    except SettingsError as error:
        assert "hunter2" not in str(error)  # noqa: PT017  either outcome is right


@settings(max_examples=150, deadline=None, derandomize=True)
@given(key=st.sampled_from(sorted(values_of("production"))), text=st.text() | st.from_regex(r'[\[{"0-9a-z:,\]}]{0,40}'))
def test_any_text_as_a_value_is_read_or_refused(key: str, text: str) -> None:
    """The engine hands over strings; what is in them is the program's to find out."""
    config = {**as_engine(values_of("production")), key: text}
    try:
        load("production", config, SYSTEMS)
    except SettingsError as error:
        assert error.problems  # noqa: PT017  either outcome is right


@pytest.mark.parametrize("text", ["9" * 5000, "[" * 20_000, '{"a":' * 20_000, json.dumps("\ud800")])
@pytest.mark.parametrize("key", ["platform:role_boundary", "platform:services", "platform:system", "platform:database"])
def test_more_than_a_reader_takes_is_refused(key: str, text: str) -> None:
    assert key in {problem.path for problem in told({**as_engine(values_of("production")), key: text})}
