"""Outputs are shown whole, whatever they are and however narrow the terminal is."""

from typing import Any

from offline.reporting import outputs
from offline.reporting.terminal import Terminal
from offline.simulation.values import UNKNOWN, Secret

LONG = "https://example.com/" + "x" * 80


def shown(values: dict[str, Any], width: int | None = None, *, full: bool = False) -> list[str]:
    return list(outputs.lines(values, Terminal(width=width, color=False, unicode=True), full=full))


def test_simple_outputs_are_columns() -> None:
    values = {"url": "https://example.com", "count": 3, "on": True, "nothing": None, "zones": ["a", "b"], "empty": {}}
    assert shown(values) == [
        "  url      https://example.com",
        "  count    3",
        "  on       true",
        "  nothing  null",
        "  zones    a, b",
        "  empty    none",
    ]


def test_what_is_inside_another_has_a_line_of_its_own() -> None:
    values = {"home": {"region": "us-west-2", "images": {"registry": "one"}, "rules": [{"port": 80}, {"port": 443}]}}
    assert shown(values) == [
        "  home",
        "    region           us-west-2",
        "    images.registry  one",
        "    rules[0].port    80",
        "    rules[1].port    443",
    ]


def test_a_value_that_does_not_fit_is_below_its_name_in_one_piece() -> None:
    assert shown({"cluster": "c", "dashboard": LONG, "inside": {"url": f"{LONG}y"}}, width=60) == [
        "  cluster    c",
        "  dashboard",
        f"    {LONG}",
        "  inside",
        "    url",
        f"      {LONG}y",
    ]


def test_a_list_breaks_between_its_items() -> None:
    zones = [f"subnet-{number}" for number in range(6)]
    assert shown({"subnets": zones}, width=40) == [
        "  subnets  subnet-0, subnet-1, subnet-2,",
        "           subnet-3, subnet-4, subnet-5",
    ]


def test_text_of_several_lines_is_kept_as_it_is() -> None:
    assert shown({"pem": "BEGIN\nabc\nEND"}, width=60) == ["  pem", "    BEGIN\nabc\nEND"]


def test_what_only_aws_decides_is_a_list_of_names() -> None:
    values = {"id": UNKNOWN, "secrets": {"cache": UNKNOWN, "database": UNKNOWN}, "home": {"region": "r", "bucket": UNKNOWN}}
    assert shown(values) == ["  home", "    region  r", "  Known after up: id, secrets, home.bucket"]


def test_all_of_it_is_shown_if_everything_is_asked_for() -> None:
    assert shown({"id": UNKNOWN, "home": {"bucket": UNKNOWN}}, full=True) == [
        "  id  [known after up]",
        "  home",
        "    bucket  [known after up]",
    ]


def test_secrets_are_not_shown() -> None:
    lines = shown({"token": Secret("hush"), "inside": {"token": Secret(UNKNOWN)}, "list": [Secret("hush"), "open"]})
    assert lines == ["  token  [secret]", "  list   [secret], open", "  inside", "    token  [secret]"]


def test_two_keys_that_read_alike_are_both_shown() -> None:
    assert shown({"map": {"a.b": "one", "a": {"b": "two"}}}) == ["  map", "    a.b  one", "    a.b  two"]


def test_what_stands_above_is_not_shown_again() -> None:
    outputs = {"api_url": "https://api", "on": True, "urls": {"api": "https://api"}, "switches": {"all": True}, "key": Secret("k")}
    assert shown(outputs)[-3:] == ["  urls, as above: api", "  switches", "    all  true"]
    assert "    api  https://api" in shown(outputs, full=True)
    assert "  keys" in shown({"key": Secret("k"), "keys": {"one": Secret("k")}})
