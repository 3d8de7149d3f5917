"""Whatever a stack file holds, it is read or refused by name: no other error, nothing declared, nothing secret shown."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stack.block import block, parse
from stack.configuration import NAMESPACE, plain_values
from stack.file import load
from stack.problems import Problem, SettingsError
from stack.settings import DatabaseSettings, SystemSettings
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


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("platform:network.nat", {"a": None}, "{'a': ...} (block)"),
        ("platform:network.public_cidr_blocks", {"a": None}, "{'a': ...} (block)"),
        ("platform:environment", {"a": {"b": None}}, "{'a': ...} (block)"),
        ("platform:services.api.deployment.strategy", {"none": None}, "{'none': ...} (block)"),
    ],
)
def test_an_empty_key_where_no_block_belongs_is_told_as_what_it_is(path: str, value: Any, found: str) -> None:
    """It ended in KeyError within one of a few words, and was told to be written where a list belongs."""
    told_here = told_of((path, value))
    assert found in told_here.values()
    assert not any(path in wrong and wrong.endswith((".a", ".b", ".none")) for wrong in told_here)


@pytest.mark.parametrize(
    "path", ["environment", "network.nat", "alerts.emails", "services.api.cpu", "services.dashboard.sign_in.client_id"]
)
@pytest.mark.parametrize("wrap", [lambda block: block, lambda block: [block], lambda block: {"a": [block]}])
def test_a_secret_that_is_indented_wrongly_is_not_shown(path: str, wrap: Any) -> None:
    values = changed(
        values_of("production"), ("platform:services.dashboard.sign_in", dict(SIGN_IN)), (f"platform:{path}", wrap(dict(SIGN_IN)))
    )
    with pytest.raises(SettingsError) as caught:
        load("production", as_engine(values), SYSTEMS)
    assert path in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("path", ["platform:stream.accepted_limits", "platform:stream.replacement_consent"])
@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_nothing_but_spaces_is_nobodys_word(path: str, text: str) -> None:
    """It lifted the protection of the cluster and of everything in it."""
    assert path in told_of((path, text))


def test_what_must_last_has_backups() -> None:
    """Without the block production previewed clean on its first day, with nothing that is kept apart from the data."""
    assert told_of(("platform:backup", DELETE)) == {"platform:backup": "nothing"}
    load(
        "production", as_engine(changed(values_of("production"), ("platform:backup", DELETE), ("platform:protect", False))), SYSTEMS
    )


@pytest.mark.parametrize(
    ("key", "text"), [("platform:environment", "\x1b[2J"), ("platform:\x1b[2J\n", "x"), ("aws:region", "\u202e"), ("x\x1b:y", "")]
)
def test_what_a_message_quotes_does_nothing_to_a_terminal(key: str, text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load("production", {**as_engine(values_of("production")), key: text}, SYSTEMS)
    assert all(character.isprintable() or character == "\n" for character in str(caught.value))
    assert not any("\x1b" in line for line in str(caught.value).splitlines())


@pytest.mark.parametrize("path", ["platform:network.availability_zones[0]", "platform:system", "platform:load_balancer.domain"])
def test_a_value_of_any_length_is_told_in_a_few_lines(path: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load("production", as_engine(changed(values_of("production"), (path, "a" * 60_000))), SYSTEMS)
    assert len(str(caught.value)) < 8_000


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
        ("dev", "aws:allowedAccountIds", ["111122223333"] * 2, "111122223333 more than once"),
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
    (problem,) = told(as_engine(changed(values_of("default-rate-production"), ("platform:network.nat", "none"))))
    assert problem.fix == "add ecr.api, ecr.dkr, logs, ssm, or set nat to single", "that is where its secrets are"


def test_without_nat_a_console_takes_two_more_endpoints_once_it_has_its_image() -> None:
    closed = changed(values_of("production"), ("platform:network.nat", "none"))
    (before,) = told(as_engine(closed))
    assert "ssmmessages" not in before.fix
    (after,) = told(as_engine(changed(closed, ("platform:database.console", {"image": f"sha256:{'cd' * 32}"}))))
    assert after.fix == f"{before.fix.partition(', or')[0]}, ssmmessages, kms, or set nat to single"


@block
class TwoDatabases(SystemSettings):
    """Of a system that nobody has yet."""

    database: DatabaseSettings
    archive: DatabaseSettings


def test_a_stack_has_one_console() -> None:
    values = plain_values(as_engine(values_of("production")))
    known = {key: value for key, value in values.items() if key not in ("cache", "stream")}
    twice = {**known, "archive": {**values["database"], "console": {"minutes": 30}}}
    (problem,) = parse(TwoDatabases, twice, NAMESPACE)[1]
    assert (problem.path, problem.found) == ("platform:archive.console", "a second console")
    del twice["database"]["console"]
    assert parse(TwoDatabases, twice, NAMESPACE)[1] == []


def test_hundreds_of_problems_are_twenty_and_a_count() -> None:
    values = changed(values_of("production"), ("platform:network.public_cidr_blocks", ["10.0.101.0/24"] * 200))
    with pytest.raises(SettingsError) as caught:
        load("production", as_engine(values), SYSTEMS)
    message = str(caught.value)
    assert message.count("found:") == 20
    assert message.endswith(f"and {len(caught.value.problems) - 20} more: mend these first")
    assert len(message) < 10_000


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


@pytest.mark.parametrize("value", ["many", None, [1], True])
def test_a_number_of_another_kind_is_refused_in_words(value: Any) -> None:
    config = changed(values_of("dev"), ("platform:services.api.alarms", {"availability_percent": value}))
    (problem,) = told(as_engine(config), "dev")
    assert problem.path == "platform:services.api.alarms.availability_percent"
    assert "50 to 99.999" in problem.allowed
