"""Text is read in a time that grows with it, whatever it is: what anyone may write in a value holds nobody up."""

import time
from collections.abc import Callable

import pytest

from policy.knowledge.build_specs import build_spec_secrets
from policy.knowledge.iam.applicability import overlaps
from policy.knowledge.scripts import secret_lines
from policy.knowledge.secret_text import command_holds_secret, is_secret, looks_secret
from policy.model.patterns import Texts, matches

LENGTH = 32_000
SECONDS = 1.5  # for what takes a tenth of it, on a busy machine; a quadratic pattern took 15 for twice the length
SECONDS_OF_YAML = 10.0  # for what takes a tenth of it; written out, the aliases would take for ever
PIECES = (
    *(
        "a.",
        "a+",
        "eyJ-",
        "eyJaaaaaaaa.eyJ",
        "curl ",
        "curl -ua ",
        "a=",
        "x=a.",
        "password=",
        "Bearer ",
        "basic\t",
        "://",
        "a://b:",
    ),
    *("sk-proj-", "TOKEN_1_", "-----BEGIN ", "SG.", "xoxb-", "aA1", "A", "1", " ", "=", "${", "{", "[", "AKIA", "a/", "-u ", "\n"),
    *("mysql ", "docker login "),
)


def timed(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


@pytest.mark.parametrize("piece", PIECES)
def test_secrets_are_looked_for_in_linear_time(piece: str) -> None:
    value = (piece * LENGTH)[:LENGTH]
    for call in (lambda: is_secret("X", value), lambda: is_secret(value, value), lambda: command_holds_secret([value])):
        assert timed(call) < SECONDS


@pytest.mark.parametrize(
    "piece",
    [
        *(*PIECES, "chpasswd ", "chpasswd <<", "echo ", "echo a:", "net user ", "net user a ", '{"password": "', ", a: '", "- "),
        *(
            "$a=",
            "ConvertTo-SecureString ",
            "password: ",
            "{",
            ",",
            ", ",
            '\\"',
            "chpasswd:\n ",
            "chpasswd <<E\na:b\nE\n",
            "| passwd",
        ),
    ],
)
def test_scripts_are_read_in_linear_time(piece: str) -> None:
    script = "password" + (piece * LENGTH)[:LENGTH]
    assert timed(lambda: list(secret_lines(script))) < SECONDS


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("iam:**********x", "iam:" + "a" * LENGTH, False),
        ("role/*a*a*a*a*a*a*ab", "role/" + "a" * LENGTH, False),
        ("*a" * 1000 + "b", "a" * LENGTH, False),
        ("*a?" * 100 + "b", "a" * LENGTH, False),
        ("?" * 1000 + "*", "a" * LENGTH, True),
    ],
)
def test_wildcards_are_matched_in_linear_time(pattern: str, value: str, *, expected: bool) -> None:
    assert timed(lambda: matches(pattern, value)) < SECONDS
    assert matches(pattern, value) is expected
    assert timed(lambda: list(Texts([value]).like(pattern))) < SECONDS
    assert timed(lambda: overlaps("arn:aws:iam::1:" + pattern, "arn:${Partition}:iam::${Account}:role/${Name}")) < SECONDS


BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
VARIABLES = "env: {variables: {V: *a11}}\n"


ALIASES, DEEP = "stands for more than 100000 values by its aliases", "is nested too deep to be read"


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        (BOMB + VARIABLES, ALIASES),
        (
            "a0: &a0 {k: x}\n"
            + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 12))
            + VARIABLES,
            ALIASES,
        ),
        ("env: {variables: " + "[" * 2000 + "]" * 2000 + "}", DEEP),
    ],
    ids=["lists", "merges", "deep"],
)
def test_a_build_specification_without_end_is_one_finding(document: str, wrong: str) -> None:
    found: list[object] = []
    assert timed(lambda: found.extend(build_spec_secrets(document))) < SECONDS_OF_YAML
    assert found == [wrong]


@pytest.mark.parametrize(
    "document",
    [
        "x: &x {DB_PASSWORD: hunter2}\nenv: {variables: *x}",
        "x: &x {DB_PASSWORD: hunter2}\nenv: {variables: {A: b, <<: *x}}",
        "x: &x {DB_PASSWORD: hunter2}\nz: &z {A: b}\ny: &y {<<: *z}\nenv: {variables: {<<: [*y, *x]}}",
        "x: &x {commands: [export DB_PASSWORD=hunter2]}\nphases: {build: {<<: *x}}",
        "env: {variables: {1: {DB_PASSWORD: 0x7777777777}}}",
    ],
)
def test_what_aliases_stand_for_is_looked_at(document: str) -> None:
    assert len(list(build_spec_secrets(document))) == 1


@pytest.mark.parametrize(
    "document",
    ["a", "{", "x: !!int ''", "x: !!timestamp q", "? [a]\n: b", "env: 5", "env: {variables: {A: b}}", "phases: [x]", "a: &a [*a]"],
)
def test_other_documents_hold_nothing(document: str) -> None:
    assert list(build_spec_secrets(document)) == []


@pytest.mark.parametrize("value", ["curl -s a | b -u x:y", "curlx -u a:hunter2", "http://host:80/@"])
def test_what_only_looks_like_a_password_is_none(value: str) -> None:
    assert not looks_secret(value)


@pytest.mark.parametrize(
    "value", ["curl x -u a:hunter2", "curl -s --user=a:hunter2 x", "see http://a:hunter2@b", "git+ssh://a:hunter2@b"]
)
def test_a_password_in_its_place_is_found(value: str) -> None:
    assert looks_secret(value)
